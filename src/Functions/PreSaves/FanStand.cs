using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Nudging;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.PreSaves;

/// <summary>Says where one pre-save stands, on its fan's own clock.</summary>
public static class FanStand
{
    private static readonly TimeSpan s_triedFor = TimeSpan.FromHours(72);

    /// <param name="grant">What the fan allows at its service; null: nothing.</param>
    /// <param name="offered">Services that the link's owner offers it at.</param>
    /// <param name="marked"><c>{link}.{service}</c> of what the fan just did.</param>
    public static FanPreSave Show(Smartlinks.PreSaves.Taking.FanPreSave item, FanGrant? grant, ServiceSet offered, string marked, DateTimeOffset now)
    {
        var (preSave, texts) = (item.PreSave, PreSaveTexts.English);
        var release = item.Link is { } link ? PreSaveLinks.ReleaseOf(link) : PreSaveLinks.ReleaseAt(item.Address);
        var isWaiting = preSave is { State: PreSaveState.Queued } && item.MomentAt > now;
        var needsConsent = NeedsConsent(item, grant, now);
        var until = isWaiting ? item.MomentAt : item.MomentAt + s_triedFor;
        var moment = until is { } at ? texts.Moment(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(preSave.Key.Zone)).DateTime) : "";
        return new FanPreSave(release, preSave.Key.Link.ToString(), preSave.Service, texts.StandOf(isWaiting ? "Waiting" : preSave.State.ToString(), isWaiting && needsConsent ? "needsConsent" : preSave.Reason, moment, preSave.Service.Name),
            preSave.State == PreSaveState.Queued, preSave.HasFailed && offered.Contains(preSave.Service) ? AddressOf(item.Link, preSave.Service) : null, $"{preSave.Key.Link}.{preSave.Service}" == marked)
        {
            ConsentAgain = needsConsent ? $"{PreSaveLinks.FormsPathOf(item.Address)}/{preSave.Service.Id}" : null,
        };
    }

    /// <summary>From 30 days before the moment, when a new permission lasts beyond it; of one that is of no use already, at once.</summary>
    private static bool NeedsConsent(Smartlinks.PreSaves.Taking.FanPreSave item, FanGrant? grant, DateTimeOffset now)
    {
        if (item is not { PreSave.State: PreSaveState.Queued, Link.Archived: false, MomentAt: { } moment }) return false;
        var sight = GrantSight.Of(grant);
        return sight.Fault is not null || (sight.ForecastFor(moment) is { IsValidAtRelease: false } forecast && now >= forecast.AskAt[0]);
    }

    /// <summary>Says where one reminder stands.</summary>
    public static Smartlinks.Pages.FanReminder Show(Smartlinks.PreSaves.Reminding.FanReminder item)
    {
        var (reminder, texts) = (item.Reminder, PreSaveTexts.English);
        var release = item.Link is { } link ? PreSaveLinks.ReleaseOf(link) : PreSaveLinks.ReleaseAt(item.Reminder.Address);
        var stand = reminder.End?.ToString() ?? (item.Link is null ? nameof(ReminderEnd.LinkGone) : (item.Address ?? AddressState.Pending).ToString());
        var moment = item.MomentAt is { } at ? texts.Moment(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(reminder.Zone)).DateTime) : "";
        return new Smartlinks.Pages.FanReminder(release, reminder.Link.ToString(), PageTexts.Format(texts.ReminderStands[stand], moment), reminder.End is null);
    }

    /// <summary>What the fan is told who just asked to be reminded; null: nobody did.</summary>
    /// <param name="link">Id of the link it was about.</param>
    public static string? Tell(IReadOnlyList<Smartlinks.PreSaves.Reminding.FanReminder> reminders, string link) => reminders.FirstOrDefault(each => each.Reminder.Link.ToString() == link) switch
    {
        { Reminder.End: null, Address: AddressState.Confirmed } => PreSaveTexts.English.RemindedNow,
        { Reminder.End: null } => PreSaveTexts.English.RemindedUnconfirmed,
        _ => null,
    };

    private static string? AddressOf(Link? link, StreamingService service) =>
        link?.Find(service) is { Url: not null } destination && destination.IsVisible(showProbable: false) ? $"{PreSaveLinks.UrlOf(link.Address)}/{service.Id}" : null;
}
