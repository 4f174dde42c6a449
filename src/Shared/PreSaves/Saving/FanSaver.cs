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
        var grant = new UsedGrant(grants, preSave);
        if (preSave.Reason == PreSaveReasons.ToBeVerified)
        {
            var (looked, closed) = await grant.CallAsync(access => library.ContainsAsync(access, [item], cancellationToken), cancellationToken);
            if (closed is not null) return closed;
            if (looked is LibraryAnswer.Contents { Has: [true] }) return await FollowAsync(library, preSave, grant, item, new SaveAnswer.InLibrary(WasThere: false), cancellationToken);
            if (looked is not LibraryAnswer.Contents) return Read(looked!);
            if (!PreSaveRules.IsVerifiedAgain(preSave, time.GetUtcNow())) return await FollowAsync(library, preSave, grant, item, new SaveAnswer.Taken(), cancellationToken);
            // Not there: a service that ignores in silence what it does not have yet is asked anew.
        }

        var attempt = NameOf(preSave, item);
        var (answer, failure) = await grant.CallAsync(access => library.SaveAsync(access, [item], attempt, cancellationToken), cancellationToken);
        if (failure is not null) return failure;
        return Read(answer!) is SaveAnswer.InLibrary there ? await FollowAsync(library, preSave, grant, item, there, cancellationToken) : Read(answer!);
    }

    /// <summary>Names an attempt to the service: the same for the same one, and nothing of the fan in it.</summary>
    private static string NameOf(PreSave preSave, ServiceItem item) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(FormattableString.Invariant($"{preSave.Key.Link}|{preSave.Service}|{preSave.Fan}|{preSave.Round}|{preSave.Attempts}|{item.Kind}|{item.Id}"))));

    private static SaveAnswer Read(LibraryAnswer answer) => answer switch
    {
        LibraryAnswer.Done { Outcomes: [SaveOutcome.Saved] } => new SaveAnswer.InLibrary(WasThere: false),
        LibraryAnswer.Done { Outcomes: [SaveOutcome.AlreadyThere] } => new SaveAnswer.InLibrary(WasThere: true),
        LibraryAnswer.Done { Outcomes: [SaveOutcome.Taken] } => new SaveAnswer.Taken(),
        LibraryAnswer.Done { Outcomes: [SaveOutcome.NotThere] } => new SaveAnswer.NotThere(),
        LibraryAnswer.Refused => new SaveAnswer.Refused(PreSaveReasons.GrantRefused),
        LibraryAnswer.NotAllowed => new SaveAnswer.Refused(PreSaveReasons.NotOnAllowList),
        LibraryAnswer.NoSubscription => new SaveAnswer.Refused(PreSaveReasons.NoSubscription),
        LibraryAnswer.Unavailable unavailable => Read(unavailable),
        _ => throw new InvalidOperationException($"A library answered about one item with {answer}."),
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
