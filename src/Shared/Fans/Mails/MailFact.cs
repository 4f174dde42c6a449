namespace Smartlinks.Fans.Mails;

/// <summary>What a mail tells, where the mail is asked for before that is stored: a kill between the two costs no mail then, and no mail tells what never came to be.</summary>
/// <param name="PartitionKey">Of the row that will say it.</param>
/// <param name="At">Since when it is so, as the row will have it.</param>
public sealed record MailFact(string PartitionKey, string RowKey, DateTimeOffset At);

/// <summary>Whether what a mail tells is so.</summary>
public enum MailFactState
{
    /// <summary>It may still come to be.</summary>
    NotYet,

    Holds,

    /// <summary>It came otherwise, or later: another mail tells that, if one has to.</summary>
    Void,
}

/// <summary>Looks up what mails tell.</summary>
public interface IMailFacts
{
    Task<MailFactState> FindAsync(MailFact fact, CancellationToken cancellationToken);
}
