using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;

namespace Smartlinks.PreSaves.Reminding;

/// <summary>How a fan's wish to be reminded was taken.</summary>
public enum RemindOutcome
{
    Taken,

    /// <summary>The fan has one for this link, waiting or sent.</summary>
    AlreadyThere,

    /// <summary>It is out in the fan's zone, or has no date: there is nothing to wait for.</summary>
    LinkIsOut,

    /// <summary>The link was archived, or is not published yet.</summary>
    LinkIsClosed,
}

/// <summary>
/// Takes a fan's wish to be reminded: slot → the timer's row → what is to be looked at → the reminder. A kill between two steps leaves nothing that counts, and a second
/// wish goes through all of them again.
/// </summary>
public sealed class ReminderTaker(Reminders reminders, Slots slots, MomentFollower follower, TimeProvider time)
{
    /// <param name="zone">The fan's: local midnight is meant there.</param>
    /// <param name="consentText">What the fan was shown and ticked.</param>
    public async Task<RemindOutcome> TakeAsync(Link link, FanId fan, TimeZoneInfo zone, string consentText, CancellationToken cancellationToken)
    {
        if (link.IsAtRest) return RemindOutcome.LinkIsClosed;
        if (link.Release?.IsOut(time.GetUtcNow(), zone) != false) return RemindOutcome.LinkIsOut;
        if (await reminders.FindAsync(fan, link.Id, cancellationToken) is { } there)
        {
            if (there.End is null or ReminderEnd.Sent) return RemindOutcome.AlreadyThere;
            // It ended without a mail, and the date was moved since: the fan may wish anew.
            await reminders.DeleteAsync(there, cancellationToken);
        }

        var slot = await slots.OpenAsync(link, Slot.NameOf(zone), cancellationToken);
        if (!slot.HasReminders) slot = await slots.ChangeAsync(slot.Link, slot.Zone, current => current with { HasReminders = true }, cancellationToken) ?? slot;
        await follower.FollowAsync(link, slot, cancellationToken);
        var reminder = new Reminder(fan, link.Id, link.Organization, link.Address, slot.Zone, consentText, time.GetUtcNow());
        var isNew = await reminders.TryAddAsync(reminder, cancellationToken);
        await follower.SettleAsync(link, slot, cancellationToken);
        return isNew ? RemindOutcome.Taken : RemindOutcome.AlreadyThere;
    }

    public async Task CancelAsync(FanId fan, LinkId link, CancellationToken cancellationToken)
    {
        if (await reminders.FindAsync(fan, link, cancellationToken) is { } there) await reminders.DeleteAsync(there, cancellationToken);
    }

    /// <summary>Deletes all of a fan's, and what leads to them.</summary>
    public async Task EraseAsync(FanId fan, CancellationToken cancellationToken)
    {
        foreach (var reminder in await reminders.ListAsync(fan, cancellationToken)) await reminders.DeleteAsync(reminder, cancellationToken);
    }
}
