using Smartlinks.Links;
using Smartlinks.PreSaves.Reporting;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>What has to be right before the night, told from the copy and the configuration. Pure.</summary>
/// <param name="offered">Where fans can pre-save this link at this deployment.</param>
internal sealed class Preparations(RehearsalCopy copy, IReadOnlyList<FanService> offered, bool canOpenGrants)
{
    /// <summary>So near the first moment nothing that is missing comes by itself.</summary>
    private static readonly TimeSpan s_near = TimeSpan.FromHours(24);

    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    private IEnumerable<StreamingService> Wanted => offered.Select(each => each.Service).Concat(copy.Open.Keys.Select(place => place.Service)).Distinct();

    /// <summary>Without a moment to come, or without a service, there is no night to play.</summary>
    public bool CanPlay => copy.Link is { Archived: false, Release: not null } && offered.Count > 0 && !IsOutEverywhere;

    private bool IsOutEverywhere => TimeZoneInfo.GetSystemTimeZones().All(zone => copy.Link.Release!.IsOut(copy.TakenAt, zone));

    public IReadOnlyList<RehearsalStep> All => copy.Link.Release is null ? [Moment(), Services()] : [Moment(), Services(), Items(), Grants(), Paces()];

    private RehearsalStep Moment() => copy.Link switch
    {
        { Archived: true } => NightChecks.Fail(RehearsalSteps.ReleaseMoment, $"The link is archived: it takes no pre-saves, and what is queued is canceled 72 hours after its moment.", "Bring the link back."),
        { Release: null } => NightChecks.Fail(RehearsalSteps.ReleaseMoment, $"The link has no release moment: it counts as out and takes no pre-saves.", "Set the link's release date."),
        { Release: var release } when IsOutEverywhere => NightChecks.Fail(RehearsalSteps.ReleaseMoment, $"It is out everywhere, since {release.EarliestAt:yyyy-MM-dd HH:mm} UTC at the earliest.", "A rehearsal is for a release to come."),
        { Release: var release } when release.EarliestAt <= copy.TakenAt => NightChecks.Warn(RehearsalSteps.ReleaseMoment, $"It is out in some zones already.", "The rehearsal plays what is left."),
        { Release: { At: { } at } } => NightChecks.Pass(RehearsalSteps.ReleaseMoment, $"It comes out at {at:yyyy-MM-dd HH:mm} UTC for everybody."),
        { Release: { Zone: { } zone } release } => NightChecks.Pass(RehearsalSteps.ReleaseMoment, $"It comes out on {release.On:yyyy-MM-dd} at midnight of {zone.Id} for everybody: {release.EarliestAt:yyyy-MM-dd HH:mm} UTC."),
        { Release: var release } => NightChecks.Pass(RehearsalSteps.ReleaseMoment, $"It comes out on {release!.On:yyyy-MM-dd} at each fan's own midnight, first at {release.EarliestAt:yyyy-MM-dd HH:mm} UTC."),
    };

    private RehearsalStep Services()
    {
        var stranded = copy.Open.Where(each => offered.All(service => service.Service != each.Key.Service)).GroupBy(each => each.Key.Service).Select(group => $"{group.Key.Name} ({group.Sum(each => each.Value)})").ToList();
        if (stranded.Count > 0) return NightChecks.Fail(RehearsalSteps.Services, $"Fans have pre-saves where this deployment cannot save for this link: {string.Join(", ", stranded)}. They end as notAllowed.", "See GET …/services for what is missing there.");
        if (offered.Count == 0)
            return NightChecks.Fail(RehearsalSteps.Services, $"Fans can pre-save this link nowhere.", canOpenGrants ? "Give the link an ISRC, a UPC or addresses, and see GET …/services for what this deployment can save at." : "Set Sealing__Keys: without keys fans can connect nothing.");
        var named = string.Join(", ", offered.Select(each => each.Service.Name));
        var listed = offered.Where(each => each.Configured.Ability == SaveAbility.TestersOnly).Select(each => each.Service.Name).ToList();
        return listed.Count > 0 ? NightChecks.Warn(RehearsalSteps.Services, $"Fans can pre-save at {named}; at {string.Join(", ", listed)} only accounts on the service's list for this app.", "Ask the service for an extended quota.")
            : NightChecks.Pass(RehearsalSteps.Services, $"Fans can pre-save at {named}.");
    }

    private RehearsalStep Items()
    {
        var missing = Wanted.Where(service => SaveItem.Of(copy.Link, service) is null).ToList();
        if (missing.Count == 0) return NightChecks.Pass(RehearsalSteps.Items, $"Each service has a proven item to save.");
        var seen = string.Join(", ", missing.Select(service => $"{service.Name} ({OpenAt(service)} pre-saves{(copy.Link.Find(service) is { Status: DestinationStatus.Probable } ? ", a likely match waits in the review" : "")})"));
        const string toDo = "It is looked for until 72 hours after its moment, and what waits for it as long then ends as sourceMissing. If you know its address, set it as the link's destination; accept a likely match in the review.";
        var isNear = copy.Link.Release!.EarliestAt - copy.TakenAt < s_near;
        return isNear ? NightChecks.Fail(RehearsalSteps.Items, $"Within a day of the release nothing is proven yet at {seen}.", toDo) : NightChecks.Warn(RehearsalSteps.Items, $"Nothing is proven yet at {seen}.", toDo);
    }

    private RehearsalStep Grants()
    {
        if (!canOpenGrants) return NightChecks.Fail(RehearsalSteps.Grants, $"This deployment has no keys to open grants.", "Set Sealing__Keys to the keys that grants were sealed under.");
        var services = copy.OpenOnes.GroupBy(preSave => preSave.Service).OrderBy(group => group.Key.Id, StringComparer.Ordinal)
            .Select(group => (Service: group.Key, Count: group.Count(), Good: group.Count(IsGood), Closed: group.Count(each => ExpectedEnd.ClosedAt(copy, each, copy.MomentOf(each.Key.Zone)) is not null))).ToList();
        if (services.Count == 0) return NightChecks.Pass(RehearsalSteps.Grants, $"No fan has a pre-save open yet.");
        var seen = (copy.IsSample ? $"Of {copy.PreSaves.Count} pre-saves looked at: " : "") + string.Join("; ", services.Select(each => $"{each.Service.Name}: {each.Good} good, {each.Count - each.Good - each.Closed} end within 72 hours after the moment, {each.Closed} before it"));
        const string toDo = "These fans have to consent anew: they can from the link's page.";
        return services.Any(each => each.Closed == each.Count) ? NightChecks.Fail(RehearsalSteps.Grants, $"{seen}.", toDo)
            : services.Any(each => each.Good < each.Count) ? NightChecks.Warn(RehearsalSteps.Grants, $"{seen}.", toDo) : NightChecks.Pass(RehearsalSteps.Grants, $"{seen}.");
    }

    private RehearsalStep Paces()
    {
        var forecasts = offered.Select(each => (each.Service, Forecast: FinishForecast.Of(copy.Open.Where(open => open.Key.Service == each.Service).Select(open => (copy.MomentOf(open.Key.Zone), open.Value)), each.Library.Pace, copy.TakenAt)))
            .Where(each => each.Forecast is not null).ToList();
        if (forecasts.Count == 0) return NightChecks.Pass(RehearsalSteps.Paces, $"No fan has a pre-save open yet.");
        var (longest, seen) = (forecasts.Max(each => each.Forecast!.LongestWait), string.Join("; ", forecasts.Select(each => NightChecks.Say($"{each.Service.Name}: the last fan is asked for {Tell(each.Forecast!.LongestWait)} after the moment"))));
        return longest > PreSaveRules.Patience ? NightChecks.Fail(RehearsalSteps.Paces, $"{seen}. What is not asked for within 72 hours ends as notAllowed.", "Ask the service for a higher quota, and set its pace in the configuration.")
            : longest > s_long ? NightChecks.Warn(RehearsalSteps.Paces, $"{seen}.", "Fans wait that long for what they were promised: ask the service for a higher quota, and set its pace in the configuration.") : NightChecks.Pass(RehearsalSteps.Paces, $"{seen}.");
    }

    private bool IsGood(PreSave preSave) => ExpectedEnd.ClosedAt(copy, preSave, copy.MomentOf(preSave.Key.Zone) + PreSaveRules.Patience) is null;

    private int OpenAt(StreamingService service) => copy.Open.Where(open => open.Key.Service == service).Sum(open => open.Value);

    private static string Tell(TimeSpan wait) => NightChecks.Say(wait < TimeSpan.FromMinutes(1) ? $"{Math.Ceiling(wait.TotalSeconds):0} seconds" : wait < TimeSpan.FromHours(2) ? (FormattableString)$"{Math.Ceiling(wait.TotalMinutes):0} minutes" : $"{Math.Ceiling(wait.TotalHours):0} hours");
}
