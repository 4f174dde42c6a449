using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;

namespace Smartlinks.PreSaves.Nudging;

/// <summary>
/// Looks at the grants of a page of a bucket's pre-saves, notes what it saw for the forecast, and writes to fans whose grant will be of no use at their moment. The note that a
/// fan was asked comes before the mail: each nudge goes out at most once, and the fan's own page shows the same.
/// </summary>
public sealed class Nudger(Buckets buckets, Slots slots, LinkStore links, FanGrants grants, FanAddresses addresses, MailRequests mails, NudgeRequests queue, TimeProvider time, ILogger<Nudger> log)
{
    private const int Concurrency = 16;
    private const int MostTries = 5;

    public async Task NudgeAsync(BucketPage message, CancellationToken cancellationToken)
    {
        var key = message.Key;
        if (await links.FindFollowingAsync(message.Address, cancellationToken) is not { Archived: false } link || link.Id != key.Link) return;
        // The date was moved meanwhile, or it is out.
        if (await slots.FindAsync(key.Link, key.Zone, cancellationToken) is not { } slot || slot.MomentOf(link) is not { } moment || moment <= time.GetUtcNow()) return;
        for (var tries = 1; ; tries++)
        {
            var (page, next) = await buckets.ListOpenAsync(key, message.After, Buckets.MostAtOnce, cancellationToken);
            var looks = await LookAsync(link, page, moment, cancellationToken);
            if (!await WriteAsync(key, looks, cancellationToken))
            {
                // A fan canceled meanwhile: the page is read anew, and what it has now counts.
                if (tries < MostTries) continue;
                log.LogWarning("Nudges of a page of {Link} are left out: its pre-saves change all the time", link.Id);
            }
            else
                foreach (var look in looks.Where(each => each.IsAsked)) await mails.PutAsync(Request(link, look.After, moment), TimeSpan.Zero, cancellationToken);

            if (next is not null) await queue.PutAsync(message with { After = next }, cancellationToken);
            return;
        }
    }

    private async Task<IReadOnlyList<Look>> LookAsync(Link link, IReadOnlyList<PreSave> page, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var looks = new ConcurrentBag<Look>();
        await Parallel.ForEachAsync(page.Where(each => each.State == PreSaveState.Queued), new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (preSave, token) => looks.Add(await LookAsync(link, preSave, moment, token)));
        return [.. looks.Where(look => look.After != look.Before)];
    }

    private async Task<Look> LookAsync(Link link, PreSave preSave, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var grant = await grants.FindAsync(preSave.Fan, preSave.Service, cancellationToken);
        var sight = GrantSight.Of(grant);
        var lastAskedAt = Later(preSave.NudgedAt ?? preSave.QueuedAt, grant?.GrantedAt ?? preSave.QueuedAt);
        var isAsked = sight.ForecastFor(moment).IsDue(now, lastAskedAt)
            && await addresses.FindAsync(link.Organization, preSave.Fan, cancellationToken) is { State: AddressState.Confirmed, Consent.IsForReminders: false };
        return new Look(preSave, preSave with { GrantEndsAt = sight.EndsAt, GrantFault = sight.Fault, NudgedAt = isAsked ? now : preSave.NudgedAt }, isAsked);
    }

    /// <summary>False: one of them is not as it was read.</summary>
    private async Task<bool> WriteAsync(PreSaveKey key, IReadOnlyList<Look> looks, CancellationToken cancellationToken) =>
        looks.Count == 0 || await buckets.ChangeAsync(key, bucket => new BucketChange(bucket, [], [.. looks.Select(look => new PreSaveChange(look.Before, look.After))]), cancellationToken) is BucketWrite.Written;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>Named after the pre-save and the day it is about.</summary>
    private static MailRequest Request(Link link, PreSave preSave, DateTimeOffset moment)
    {
        var days = (moment - preSave.NudgedAt!.Value).TotalDays;
        var day = GrantForecast.DaysBefore.Where(before => before >= days).DefaultIfEmpty(GrantForecast.DaysBefore[0]).Min();
        var id = string.Create(CultureInfo.InvariantCulture, $"anew|{preSave.Key.Link}|{preSave.Service}|{preSave.Fan}|{preSave.Round}|{moment:yyyy-MM-dd}|{day}");
        return new MailRequest(id, MailKind.ConsentAnew, link.Organization, preSave.Fan, preSave.NudgedAt.Value)
        {
            Link = link.Address,
            Title = link.Title,
            Artists = link.Artists.Count == 0 ? null : string.Join(", ", link.Artists),
            Service = preSave.Service,
        };
    }

    private sealed record Look(PreSave Before, PreSave After, bool IsAsked);
}
