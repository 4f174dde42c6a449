using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Saving;

/// <summary>Asks one service for one fan: opens the grant, saves, tries once more with a fresh token, looks whether what was only taken is there, follows the artist.</summary>
public sealed class FanSaver(IGrantAccess grants, TimeProvider time, ILogger<FanSaver> log)
{
    /// <param name="preSave">Marked, and due.</param>
    public async Task<SaveAnswer> AskAsync(IFanLibrary library, PreSave preSave, ServiceItem item, CancellationToken cancellationToken)
    {
        if (preSave.Reason != PreSaveReasons.ToBeVerified) return (await AskAsync(library, [(preSave, item)], cancellationToken))[0];
        var grant = new UsedGrant(grants, preSave);
        var (looked, closed) = await grant.CallAsync(access => library.ContainsAsync(access, [item], cancellationToken), cancellationToken);
        if (closed is not null) return closed;
        if (looked is LibraryAnswer.Contents { Has: [true] }) return await FollowAsync(library, preSave, grant, item, new SaveAnswer.InLibrary(WasThere: false), cancellationToken);
        if (looked is not LibraryAnswer.Contents) return Read(looked!, 0);
        if (!PreSaveRules.IsVerifiedAgain(preSave, time.GetUtcNow())) return await FollowAsync(library, preSave, grant, item, new SaveAnswer.Taken(), cancellationToken);
        // Not there: a service that ignores in silence what it does not have yet is asked anew.
        return (await AskAsync(library, grant, [(preSave, item)], cancellationToken))[0];
    }

    /// <summary>Asks for several items in one call.</summary>
    /// <param name="wanted">Of one fan at one service, all marked and due, none to be verified; at least 1, and no more than the library takes.</param>
    /// <returns>An answer for each, in their order.</returns>
    public Task<IReadOnlyList<SaveAnswer>> AskAsync(IFanLibrary library, IReadOnlyList<(PreSave PreSave, ServiceItem Item)> wanted, CancellationToken cancellationToken) =>
        AskAsync(library, new UsedGrant(grants, wanted[0].PreSave), wanted, cancellationToken);

    private async Task<IReadOnlyList<SaveAnswer>> AskAsync(IFanLibrary library, UsedGrant grant, IReadOnlyList<(PreSave PreSave, ServiceItem Item)> wanted, CancellationToken cancellationToken)
    {
        var (attempt, items) = (NameOf(wanted), wanted.Select(each => each.Item).ToList());
        var (answer, failure) = await grant.CallAsync(access => library.SaveAsync(access, items, attempt, cancellationToken), cancellationToken);
        var answers = new SaveAnswer[wanted.Count];
        for (var number = 0; number < answers.Length; number++)
        {
            answers[number] = failure ?? Read(answer!, number);
            if (answers[number] is SaveAnswer.InLibrary) await FollowAsync(library, wanted[number].PreSave, grant, wanted[number].Item, answers[number], cancellationToken);
        }

        return answers;
    }

    /// <summary>Names an attempt to the service: the same for the same one, and nothing of the fan in it.</summary>
    private static string NameOf(IEnumerable<(PreSave PreSave, ServiceItem Item)> wanted) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', wanted.Select(each =>
        FormattableString.Invariant($"{each.PreSave.Key.Link}|{each.PreSave.Service}|{each.PreSave.Fan}|{each.PreSave.Round}|{each.PreSave.Attempts}|{each.Item.Kind}|{each.Item.Id}"))))));

    private static SaveAnswer Read(LibraryAnswer answer, int number) => answer switch
    {
        LibraryAnswer.Done done when number < done.Outcomes.Count => done.Outcomes[number] switch
        {
            SaveOutcome.Saved => new SaveAnswer.InLibrary(WasThere: false),
            SaveOutcome.AlreadyThere => new SaveAnswer.InLibrary(WasThere: true),
            SaveOutcome.Taken => new SaveAnswer.Taken(),
            SaveOutcome.NotThere => new SaveAnswer.NotThere(),
        },
        LibraryAnswer.Refused => new SaveAnswer.Refused(PreSaveReasons.GrantRefused),
        LibraryAnswer.NotAllowed => new SaveAnswer.Refused(PreSaveReasons.NotOnAllowList),
        LibraryAnswer.NoSubscription => new SaveAnswer.Refused(PreSaveReasons.NoSubscription),
        LibraryAnswer.Unavailable unavailable => Read(unavailable),
        _ => throw new InvalidOperationException($"A library answered about what was to be saved with {answer}."),
    };

    private static SaveAnswer.Waits Read(LibraryAnswer.Unavailable unavailable) => unavailable.Reason switch
    {
        UnavailableReasons.RateLimited or UnavailableReasons.Paced => new SaveAnswer.Waits(PreSaveReasons.RateLimited, unavailable.RetryAfter ?? TimeSpan.FromSeconds(10), WasAsked: false, IsForAll: true),
        UnavailableReasons.QuotaExhausted => new SaveAnswer.Waits(PreSaveReasons.QuotaExhausted, unavailable.RetryAfter, WasAsked: false, IsForAll: true),
        UnavailableReasons.CircuitOpen => new SaveAnswer.Waits(PreSaveReasons.ServiceDown, unavailable.RetryAfter ?? TimeSpan.FromSeconds(10), WasAsked: false, IsForAll: true),
        _ => new SaveAnswer.Waits(PreSaveReasons.ServiceDown, unavailable.RetryAfter, WasAsked: true),
    };

    /// <summary>A promise of its own: what becomes of it changes nothing of the save.</summary>
    private async Task<SaveAnswer> FollowAsync(IFanLibrary library, PreSave preSave, UsedGrant grant, ServiceItem item, SaveAnswer saved, CancellationToken cancellationToken)
    {
        if (preSave.Follows && await grant.CallAsync(access => library.FollowArtistAsync(access, item, cancellationToken), cancellationToken) is not (LibraryAnswer.Done, _))
            log.LogInformation("{Service} did not follow the artist of {Link} for a fan", preSave.Service, preSave.Key.Link);
        return saved;
    }
}
