using Azure;
using Smartlinks.Links;
using Smartlinks.Organizations;

namespace Smartlinks.Fans.Addresses;

/// <summary>Where a fan's consent to be written to stands.</summary>
public enum AddressState
{
    /// <summary>Asked for, and not yet confirmed from the mailbox.</summary>
    Pending,

    /// <summary>Confirmed from the mailbox: may be written to.</summary>
    Confirmed,

    /// <summary>Taken back; kept as the record of it.</summary>
    Withdrawn,
}

/// <summary>What a fan agreed to.</summary>
/// <param name="Text">What the fan was shown, word for word.</param>
/// <param name="Link">Where the fan agreed.</param>
public sealed record AddressConsent(EmailAddress Email, string Text, LinkId Link)
{
    public const int MaxText = 1_000;

    /// <summary>To be told of releases only, not of what becomes of pre-saves.</summary>
    public bool IsForReminders { get; init; }

    /// <summary>Whether it allows all that another allows.</summary>
    public bool Covers(AddressConsent other) => Email == other.Email && (!IsForReminders || other.IsForReminders);

    /// <summary>Both: what was shown is kept of both.</summary>
    public AddressConsent And(AddressConsent other) => other with
    {
        IsForReminders = IsForReminders && other.IsForReminders,
        Text = Text == other.Text || Text.Length + other.Text.Length >= MaxText ? other.Text : $"{Text}\n{other.Text}",
    };
}

/// <summary>A fan's e-mail address for one organization, with the record of the consent.</summary>
/// <param name="AskedAt">When the fan agreed on the page.</param>
/// <param name="Code">Of the last confirmation mail: an earlier one is worth nothing. No secret: what counts is the signature.</param>
public sealed record FanAddress(OrganizationId Organization, FanId Fan, AddressConsent Consent, DateTimeOffset AskedAt, string Code)
{
    /// <summary>Where the fan saw this deployment; null in rows from before it was kept.</summary>
    public Uri? Origin { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public ETag ETag { get; init; }

    public AddressState State => WithdrawnAt is not null ? AddressState.Withdrawn : ConfirmedAt is not null ? AddressState.Confirmed : AddressState.Pending;

    /// <summary>Personal data: not in logs.</summary>
    public override string ToString() => $"{nameof(FanAddress)} of {Fan} for {Organization}, {State}";
}

/// <summary>One page of the addresses an organization may write to.</summary>
/// <param name="Continuation">Null on the last page.</param>
public sealed record FanAddressPage(IReadOnlyList<FanAddress> Items, string? Continuation);
