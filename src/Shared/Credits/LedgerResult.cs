namespace Smartlinks.Credits;

/// <summary>How writing an operation ended.</summary>
public abstract record LedgerResult
{
    private LedgerResult()
    {
    }

    public sealed record Applied(LedgerEntry Entry) : LedgerResult;

    /// <summary>It was written before: by an earlier delivery, or by this one, whose first answer was lost.</summary>
    public sealed record AlreadyApplied(LedgerEntry Entry) : LedgerResult;

    /// <summary>Nothing was written.</summary>
    public sealed record InsufficientCredit(long Balance) : LedgerResult;
}

/// <summary>An operation's id was used before for something else: whoever makes the ids has a fault.</summary>
public sealed class LedgerConflictException(string operation) : Exception($"The ledger has an operation '{operation}' of other content.");
