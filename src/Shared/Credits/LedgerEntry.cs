using Smartlinks.Organizations;

namespace Smartlinks.Credits;

/// <summary>What an entry does to the balance.</summary>
public enum EntryKind
{
    /// <summary>Credit came: bought, from a plan, or given.</summary>
    Grant,

    /// <summary>Credit went for something bought.</summary>
    Spend,

    /// <summary>A spend was given back.</summary>
    Refund,

    /// <summary>What was left of credit at its end.</summary>
    Expiry,

    /// <summary>A correction, either way; also what is taken back when a payment is.</summary>
    Adjustment,
}

/// <summary>Why there is an entry.</summary>
public enum LedgerReason
{
    /// <summary>A link whose release was out.</summary>
    SmartLink,

    /// <summary>A link with a release to come.</summary>
    PreSaveLink,

    /// <summary>A link that was deleted before anything was found for it.</summary>
    LinkDeleted,

    /// <summary>Credits were bought.</summary>
    CreditPack,

    /// <summary>A plan's credits of one period.</summary>
    PlanPeriod,

    /// <summary>The operator gave it.</summary>
    Gift,

    /// <summary>The operator put something right.</summary>
    Correction,

    /// <summary>Its time was over.</summary>
    Expired,

    /// <summary>The payment was refunded: what it gave is taken back, also below zero.</summary>
    PaymentRefunded,

    /// <summary>The payment was disputed: what it gave is taken back, also below zero.</summary>
    PaymentDisputed,

    /// <summary>A dispute was won: what was taken back is given again.</summary>
    DisputeWon,
}

public static class LedgerReasons
{
    /// <summary>Only these take the balance below zero: the credit may be spent already when the payment for it goes back.</summary>
    public static bool MayOverdraw(LedgerReason reason) => reason is LedgerReason.PaymentRefunded or LedgerReason.PaymentDisputed;
}

/// <summary>One line of an organization's ledger: written once, never changed.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">Never before the entry before it.</param>
/// <param name="Amount">With its sign; never 0.</param>
/// <param name="Balance">After it.</param>
/// <param name="Operation">What it comes from; no two entries of an organization have the same.</param>
/// <param name="About">What it is about, such as a link's id; null: nothing.</param>
/// <param name="By">Who brought it about: a member, <c>operator</c>, <c>stripe</c>, or <c>smartlinks</c> itself.</param>
/// <param name="Lots">The credit that came or went, by its end.</param>
public sealed record LedgerEntry(OrganizationId Organization, long Sequence, DateTimeOffset At, EntryKind Kind, LedgerReason Reason, long Amount, long Balance, string Operation, string? About, string By, IReadOnlyList<CreditLot> Lots)
{
    /// <summary>Who brings about what nobody asked for.</summary>
    public const string BySmartlinks = "smartlinks";
}
