using Smartlinks.Fans.Addresses;

namespace Smartlinks.Fans.Mails;

/// <summary>One mail, ready to be sent. Personal data: its text shows none of it.</summary>
/// <param name="Id">The same when it is sent again after no answer.</param>
/// <param name="StopUrl">Where one click ends further mails (RFC 8058).</param>
public sealed record Mail(Guid Id, EmailAddress To, string Subject, string PlainText, string Html, Uri StopUrl)
{
    public override string ToString() => $"{nameof(Mail)} {Id}";
}

/// <summary>What became of a mail.</summary>
public abstract record MailOutcome
{
    private MailOutcome()
    {
    }

    /// <summary>The service took it. Whether it arrives, nobody knows here.</summary>
    public sealed record Sent : MailOutcome;

    /// <summary>It will never be taken.</summary>
    /// <param name="Code">The service's own word for why.</param>
    public sealed record Refused(string Code) : MailOutcome;

    /// <summary>Not now.</summary>
    /// <param name="RetryAfter">As the service said; null: it did not.</param>
    public sealed record TryAgain(string Reason, TimeSpan? RetryAfter) : MailOutcome;
}

/// <summary>Sends mails. Answers for whatever the service may do; throws only on cancellation.</summary>
public interface IMailer
{
    Task<MailOutcome> SendAsync(Mail mail, CancellationToken cancellationToken);
}
