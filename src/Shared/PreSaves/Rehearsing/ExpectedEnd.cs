using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>How a pre-save is to end when nothing goes wrong that does not pass. Told from the copy alone, apart from the engine that is looked at.</summary>
internal static class ExpectedEnd
{
    /// <param name="libraries">Where this deployment can save.</param>
    /// <returns>Null: more than one end is right.</returns>
    public static PreSaveState? Of(RehearsalCopy copy, IReadOnlyDictionary<StreamingService, IFanLibrary> libraries, PreSave preSave)
    {
        if (preSave.IsEnded) return preSave.State;
        var momentAt = copy.MomentOf(preSave.Key.Zone);
        // Asked before, or due before the rehearsal: what it waited for decides, and for how long.
        if (preSave.Unanswered || preSave.Reason == PreSaveReasons.ToBeVerified || momentAt <= copy.TakenAt) return null;
        if (!libraries.TryGetValue(preSave.Service, out var library)) return PreSaveState.NotAllowed;
        if (SaveItem.Of(copy.Link, preSave.Service) is not { } item) return PreSaveState.SourceMissing;
        if (GrantOf(copy, preSave)?.EndsAt is { } endsAt && endsAt > momentAt && endsAt <= momentAt + PreSaveRules.Patience) return null;
        if (ClosedAt(copy, preSave, momentAt) is { } reason) return PreSaveRules.EndOf(reason);
        if (library.CanKeep(item.Item.Kind)) return PreSaveState.Saved;
        return item.Territories.Include(preSave.Country) ? PreSaveState.SourceMissing : PreSaveState.NotAvailable;
    }

    /// <summary>Why a fan's grant is closed at an instant; null: it is open, as those of made-up fans are.</summary>
    public static string? ClosedAt(RehearsalCopy copy, PreSave preSave, DateTimeOffset at) =>
        !copy.Contains(preSave) ? null : GrantOf(copy, preSave) is { } grant ? grant.ClosedAt(at) : PreSaveReasons.GrantRefused;

    private static CopiedGrant? GrantOf(RehearsalCopy copy, PreSave preSave) => copy.Grants.GetValueOrDefault((preSave.Fan, preSave.Service));
}
