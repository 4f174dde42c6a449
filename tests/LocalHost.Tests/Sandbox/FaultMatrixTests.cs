using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.MusicBrainz;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>
/// What each fault of each source is to the app's client, whatever it asks for: a check of links reads "not there" as a dead link, so nothing but a source's own
/// word may be that. Hunts for an adapter that takes rubbish for an answer.
/// </summary>
public sealed class FaultMatrixTests
{
    private const string Found = "found";
    private const string NotListed = "notListed";

    /// <summary>What a client says of a fault; where a source differs, the exceptions say how.</summary>
    private static readonly Dictionary<string, (string Expected, Dictionary<string, string> Exceptions)> s_table = new()
    {
        ["""{ "slowMs": 30 }"""] = (Found, []),
        ["""{ "empty": true }"""] = (NotListed, []),
        ["""{ "down": true }"""] = (UnavailableReasons.Unreachable, []),
        ["""{ "hang": true }"""] = (UnavailableReasons.Timeout, []),
        ["""{ "truncated": true }"""] = (UnavailableReasons.Unreachable, []),
        ["""{ "malformed": true }"""] = (UnavailableReasons.MalformedAnswer, []),
        ["""{ "wrongShape": true }"""] = (UnavailableReasons.MalformedAnswer, []),
        ["""{ "html": true }"""] = (UnavailableReasons.MalformedAnswer, []),
        ["""{ "gatewayNotFound": true }"""] = ("http404", []),
        // A redirect is what SoundCloud answers an address with, and to elsewhere a wrong one.
        ["""{ "redirect": true }"""] = ("http302", new() { ["soundcloud item"] = UnavailableReasons.MalformedAnswer }),
        ["""{ "serverError": 500 }"""] = ("http500", []),
        ["""{ "serverError": 503 }"""] = ("http503", new() { ["musicbrainz"] = UnavailableReasons.RateLimited }),
        ["""{ "rateLimit": 7 }"""] = (UnavailableReasons.RateLimited, []),
        ["""{ "quota": true }"""] = (UnavailableReasons.RateLimited, Quota),
        ["""{ "quotaPer5Seconds": 0 }"""] = (UnavailableReasons.RateLimited, Quota),
    };

    /// <summary>Those that tell a quota from a rate.</summary>
    private static Dictionary<string, string> Quota => new[] { "spotify", "tidal", "youtube-music", "soundcloud" }.ToDictionary(id => id, _ => UnavailableReasons.QuotaExhausted);

    public static TheoryData<string> Faults => new(s_table.Keys);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_told_for_what_it_is_by_every_client_and_passes(string fault)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        // A client whose ten seconds are half a one.
        var time = fault.Contains("hang", StringComparison.Ordinal) ? new HurriedTime(20) : null;
        var questions = Questions(sandbox, time);
        foreach (var source in ServicePaths.All)
        {
            await sandbox.SetFaultsAsync(source.Id, fault);
        }

        var answers = await Task.WhenAll(questions.Select(async question => (question.Name, Said: Word(await question.Ask()))));

        var (expected, exceptions) = s_table[fault];
        Assert.Equal(
            questions.Select(question => (question.Name, exceptions.GetValueOrDefault(question.Name) ?? exceptions.GetValueOrDefault(question.Name.Split(' ')[0]) ?? expected)),
            answers);
        foreach (var source in ServicePaths.All)
        {
            await sandbox.SetFaultsAsync(source.Id, "{}");
        }

        Assert.All(await Task.WhenAll(Questions(sandbox, null).Select(async question => (question.Name, Said: Word(await question.Ask())))), healed => Assert.Equal((healed.Name, Found), healed));
    }

    [Fact]
    public void Every_switch_but_the_lie_has_its_line()
    {
        var known = s_table.Keys.Select(fault => fault.Split('"')[1]).Append("wrongCode").Distinct();
        // Those of fans have theirs in FansOnSandboxTests.
        Assert.Equal(Enum.GetValues<FaultKind>().Where(kind => !new Fault(kind, null, null).IsOfFans).Select(kind => kind.ToString()).Select(name => char.ToLowerInvariant(name[0]) + name[1..]).Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    /// <summary>All that a source can be asked, of one release that all of them have.</summary>
    private static List<(string Name, Func<Task<LookUp>> Ask)> Questions(SandboxFixture sandbox, TimeProvider? time)
    {
        var loaded = sandbox.Server.Catalogue;
        var track = loaded.Tracks.First(track => track.Ids.Count == 9 && track.Countries.Count == 0 && track.Version is null && MusicBrainzDatabase.IsEntered(track.Isrc) && track.Released.IsOut(sandbox.Server.Clock.GetUtcNow()));
        var (items, album) = (new CatalogueItems(loaded), track.Album);
        IReadOnlyList<string> spellings = [.. Smartlinks.Links.Upc.Parse(album.Upc.Unpadded).Spellings()];
        var questions = new List<(string, Func<Task<LookUp>>)>();
        foreach (var service in StreamingService.All)
        {
            var catalogue = sandbox.Catalogue(service, time: time);
            questions.Add(($"{service} item", () => catalogue.FindByItemAsync(items.Of(service, track), default)));
            questions.Add(($"{service} item", () => catalogue.FindByItemAsync(items.Of(service, album), default)));
            if (catalogue.Capabilities.ByIsrc) questions.Add(($"{service} ISRC", () => catalogue.FindByIsrcAsync(track.Isrc, default)));
            if (catalogue.Capabilities.ByUpc) questions.Add(($"{service} UPC", () => catalogue.FindByUpcAsync(spellings, default)));
            if (!catalogue.Capabilities.BySearch) continue;
            questions.Add(($"{service} search", () => catalogue.SearchAsync(new ReleaseSearch(ItemKind.Track, track.Title, track.Artists, track.Isrc, null), default)));
            // Deezer's search is of tracks.
            if (service == StreamingService.Deezer) continue;
            questions.Add(($"{service} search", () => catalogue.SearchAsync(new ReleaseSearch(ItemKind.Album, album.Title, album.Artists, null, null), default)));
        }

        var (musicBrainz, iTunes) = (AdaptersOnSandbox.CrossReference(sandbox, "musicbrainz", time), AdaptersOnSandbox.CrossReference(sandbox, "itunes", time));
        questions.Add(("musicbrainz ISRC", () => musicBrainz.FindByIsrcAsync(track.Isrc, default)));
        questions.Add(("musicbrainz UPC", () => musicBrainz.FindByUpcAsync(spellings, default)));
        questions.Add(("itunes UPC", () => iTunes.FindByUpcAsync(spellings, default)));
        return questions;
    }

    private static string Word(LookUp answer) => answer switch
    {
        LookUp.Found => Found,
        LookUp.NotListed => NotListed,
        LookUp.Unavailable unavailable => unavailable.Reason,
        _ => throw new ArgumentException($"{answer} is none.", nameof(answer)),
    };

    /// <summary>Its timers go off early.</summary>
    private sealed class HurriedTime(int times) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / times : dueTime, period);
    }
}
