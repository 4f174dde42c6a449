using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Links;

namespace Smartlinks.PreSaves.Reminding;

/// <summary>One of a fan's reminders, as the fan's page shows it.</summary>
/// <param name="Link">Null: it was deleted.</param>
/// <param name="MomentAt">When the mail goes out or went; null: not known any more.</param>
/// <param name="Address">How the fan's address for the organization stands; null: there is none.</param>
public sealed record FanReminder(Reminder Reminder, Link? Link, DateTimeOffset? MomentAt, AddressState? Address);

/// <summary>What a fan wants to be reminded of, at all organizations.</summary>
public sealed class FanReminders(Reminders reminders, Slots slots, LinkStore links, FanAddresses addresses)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<FanReminder>> ListAsync(FanId fan, CancellationToken cancellationToken)
    {
        var shown = new List<FanReminder>();
        foreach (var reminder in await reminders.ListAsync(fan, cancellationToken)) shown.Add(await ReadAsync(reminder, cancellationToken));
        return [.. shown.OrderByDescending(each => each.Reminder.AskedAt)];
    }

    private async Task<FanReminder> ReadAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        var link = await links.FindFollowingAsync(reminder.Address, cancellationToken) is { } found && found.Id == reminder.Link ? found : null;
        var slot = await slots.FindAsync(reminder.Link, reminder.Zone, cancellationToken);
        var address = await addresses.FindAsync(reminder.Organization, reminder.Fan, cancellationToken);
        return new FanReminder(reminder, link, slot is null ? null : link is null ? slot.MomentAt : slot.MomentOf(link), address?.State);
    }
}
