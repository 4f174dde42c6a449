namespace Smartlinks.Fans.Addresses;

/// <summary>What became of a fan's wish to be written to.</summary>
public enum AskOutcome
{
    /// <summary>A mail is on its way that asks to confirm.</summary>
    Asked,

    /// <summary>This address is confirmed already.</summary>
    AlreadyConfirmed,

    /// <summary>This mailbox got as many confirmation mails today as it gets a day.</summary>
    TooMany,

    /// <summary>This deployment sends no mail.</summary>
    Off,
}

/// <summary>What became of a confirmation.</summary>
public enum ConfirmOutcome
{
    /// <summary>Confirmed, now or before by the same mail: mail scanners open addresses too.</summary>
    Confirmed,

    /// <summary>The mail is older than <see cref="FanAddresses.ConfirmableFor"/>.</summary>
    TooLate,

    /// <summary>It is none of ours, or was replaced or taken back since.</summary>
    Unknown,
}
