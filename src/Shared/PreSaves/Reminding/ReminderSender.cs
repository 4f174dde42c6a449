using Microsoft.Extensions.Logging;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;

namespace Smartlinks.PreSaves.Reminding;

/// <summary>
/// Looks at a page of a bucket's reminders at their moment: puts the mail of who confirmed, ends what cannot come any more, and leaves who may still confirm to the timer's
/// next look. One instance at a time takes a reminder; after a kill in between, the next look takes it over, with a mail of the same id.
/// </summary>
public sealed class ReminderSender(Reminders reminders, Slots slots, LinkStore links, MomentFollower follower, FanAddresses addresses, MailRequests mails, ReminderRequests queue, TimeProvider time,
    ILogger<ReminderSender> log)
{
    public const int PageSize = 100;

    /// <summary>How long after the moment a fan may still confirm.</summary>
    public static readonly TimeSpan Patience = SaveTimer.Afterwards;

    /// <summary>For how long a reminder is one instance's.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private const int Concurrency = 16;

    public async Task SendAsync(BucketPage message, CancellationToken cancellationToken)
    {
        var (isDue, link, moment) = await ReadLinkAsync(message, cancellationToken);
        if (!isDue) return;
        var page = await reminders.ListDueAsync(message.Key, FanId.TryParse(message.After, out var after) ? after : null, PageSize, cancellationToken);
        await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (due, token) => await LookAsync(message.Key, due, link, moment, token));
        if (page.Count == PageSize) await queue.PutAsync(message with { After = page[^1].Fan.ToString() }, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>The link, null when it was deleted, and the slot's moment. Not due: the timer has the slot.</summary>
    private async Task<(bool IsDue, Link? Link, DateTimeOffset Moment)> ReadLinkAsync(BucketPage message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var stored = await links.FollowAsync(message.Address, cancellationToken);
        if (stored is StoredLink.Deleted deleted && deleted.Id == message.Key.Link) return (true, null, now);
        if (stored is not StoredLink.Found { Link: var link } || link.Id != message.Key.Link || await slots.FindAsync(message.Key.Link, message.Key.Zone, cancellationToken) is not { } slot)
        {
            log.LogWarning("Reminders of {Link} are due, and the link is not found", message.Key.Link);
            return default;
        }

        if (slot.MomentOf(link) is { } moment && moment <= now) return (true, link, moment);
        // The date was moved since the message was put, or the clocks of queue and app differ by a little.
        await follower.FollowAsync(link, slot, cancellationToken);
        if (slot.MomentOf(link) is { } soon && soon - now <= SaveTimer.Ahead) await queue.PutAsync(message, soon - now, cancellationToken);
        return default;
    }

    private async Task LookAsync(PreSaveKey key, DueReminder due, Link? link, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isLate = now > moment + Patience;
        if (await reminders.FindAsync(due.Fan, key.Link, cancellationToken) is not { } reminder)
        {
            // It may be written in this moment.
            if (now > due.AskedAt + Patience) await reminders.DeleteDueAsync(key, due.Fan, cancellationToken);
        }
        else if (reminder.End is not null || reminder.Key != key) await reminders.DeleteDueAsync(key, due.Fan, cancellationToken);
        else if (await EndOfAsync(reminder, link, isLate, cancellationToken) is { } end) await EndAsync(reminder, end, link, now, cancellationToken);
    }

    /// <summary>Null: it waits on.</summary>
    private async Task<ReminderEnd?> EndOfAsync(Reminder reminder, Link? link, bool isLate, CancellationToken cancellationToken)
    {
        if (link is null) return ReminderEnd.LinkGone;
        if (link.IsAtRest) return isLate ? ReminderEnd.LinkGone : null;
        return (await addresses.FindAsync(reminder.Organization, reminder.Fan, cancellationToken))?.State switch
        {
            AddressState.Confirmed => ReminderEnd.Sent,
            AddressState.Withdrawn => ReminderEnd.Withdrawn,
            _ => isLate ? ReminderEnd.NotConfirmed : null,
        };
    }

    private async Task EndAsync(Reminder reminder, ReminderEnd end, Link? link, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (end == ReminderEnd.Sent)
        {
            if (reminder.TakenUntil is { } until && until > now && until <= now + Lease) return;
            if (await reminders.TryUpdateAsync(reminder with { TakenUntil = now + Lease }, cancellationToken) is not { } taken) return;
            // The mail before the end: what ended is not looked at again.
            await mails.PutAsync(Request(taken, link!, now), TimeSpan.Zero, cancellationToken);
            reminder = taken;
        }

        if (await reminders.TryUpdateAsync(reminder with { End = end, EndedAt = now, TakenUntil = null }, cancellationToken) is not null)
            await reminders.DeleteDueAsync(reminder.Key, reminder.Fan, cancellationToken);
    }

    /// <summary>Named after fan and link: there is one mail of it.</summary>
    private static MailRequest Request(Reminder reminder, Link link, DateTimeOffset now) => new($"remind|{reminder.Link}|{reminder.Fan}", MailKind.Released, reminder.Organization, reminder.Fan, now)
    {
        Link = link.Address,
        Title = link.Title,
        Artists = link.Artists.Count == 0 ? null : string.Join(", ", link.Artists),
    };
}
