using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

public sealed class LinkStateTests
{
    private static readonly Link s_found = Some.Link().With(Destination.Manual(Some.SpotifyUrl()));
    private static readonly ReleaseMoment s_tomorrow = ReleaseMoment.AtInstant(Some.Instant.AddDays(1));

    public static TheoryData<string, Link, LinkState> States => new()
    {
        { "nothing found yet", Some.Link(), LinkState.Resolving },
        { "nothing found at all", Some.Link() with { Resolving = false }, LinkState.NeedsReview },
        { "one destination while others are looked up", s_found, LinkState.Live },
        { "one destination", s_found with { Resolving = false }, LinkState.Live },
        { "only a probable destination", (Some.Link() with { Resolving = false }).With(Destination.Manual(Some.SpotifyUrl()) with { Status = DestinationStatus.Probable }), LinkState.NeedsReview },
        { "only a removed destination", (Some.Link() with { Resolving = false }).With(Destination.Manual(Some.SpotifyUrl()) with { Removed = true }), LinkState.NeedsReview },
        { "not out anywhere", s_found with { Release = s_tomorrow }, LinkState.PreSave },
        { "out in Kiritimati, not yet in London", s_found with { Release = ReleaseMoment.OnDate(new DateOnly(2026, 11, 21), null) }, LinkState.Live },
        { "out since this instant", s_found with { Release = ReleaseMoment.AtInstant(Some.Instant) }, LinkState.Live },
        { "held for its credit", s_found with { Release = s_tomorrow, Hold = LinkHold.ForCredit(Some.Instant) }, LinkState.AwaitingCredit },
        { "held for a fee", s_found with { Hold = new LinkHold(HoldReason.Fee, Some.Instant, "Why.", "How.") }, LinkState.AwaitingFee },
        { "archived while it waits", s_found with { Archived = true, Hold = LinkHold.ForCredit(Some.Instant) }, LinkState.Archived },
        { "archived before its release", s_found with { Release = s_tomorrow, Archived = true }, LinkState.Archived },
    };

    [Theory, MemberData(nameof(States))]
    public void A_links_state_is_derived(string what, Link link, LinkState state) => Assert.True(LinkStates.Of(link, Some.Instant) == state, what);

    [Fact]
    public void A_service_has_one_destination_in_the_order_of_the_page()
    {
        var link = Some.Link() with { Destinations = [] };
        foreach (var service in StreamingService.All.Reverse()) link = link.With(Destination.Pending(service));
        link = link.With(Destination.Manual(Some.DeezerUrl()));
        Assert.Equal(StreamingService.All, link.Destinations.Select(destination => destination.Service));
        Assert.Equal(DestinationStatus.Manual, link.Find(StreamingService.Deezer)!.Status);
    }
}
