using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.PreSaves;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.PreSaves;

/// <summary>Says where one pre-save stands, on its fan's own clock.</summary>
public static class FanStand
{
    private static readonly TimeSpan s_triedFor = TimeSpan.FromHours(72);

    /// <param name="marked"><c>{link}.{service}</c> of what the fan just did.</param>
    public static FanPreSave Show(Smartlinks.PreSaves.Taking.FanPreSave item, string marked, DateTimeOffset now)
    {
        var (preSave, texts) = (item.PreSave, PreSaveTexts.English);
        var release = item.Link is { } link ? PreSaveLinks.ReleaseOf(link) : new PreSaveRelease(item.Address.Slug.ToString(), "", [], null);
        var isWaiting = preSave is { State: PreSaveState.Queued } && item.MomentAt > now;
        var until = isWaiting ? item.MomentAt : item.MomentAt + s_triedFor;
        var moment = until is { } at ? texts.Moment(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(preSave.Key.Zone)).DateTime) : "";
        return new FanPreSave(release, preSave.Key.Link.ToString(), preSave.Service, texts.StandOf(isWaiting ? "Waiting" : preSave.State.ToString(), preSave.Reason, moment, preSave.Service.Name),
            preSave.State == PreSaveState.Queued, preSave.HasFailed ? AddressOf(item.Link, preSave.Service) : null, $"{preSave.Key.Link}.{preSave.Service}" == marked);
    }

    private static string? AddressOf(Link? link, StreamingService service) =>
        link?.Find(service) is { Url: not null } destination && destination.IsVisible(showProbable: false) ? $"{PreSaveLinks.PathOf(link.Address.Slug)}/{service.Id}" : null;
}
