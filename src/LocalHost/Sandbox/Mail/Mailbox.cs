namespace Smartlinks.LocalHost.Sandbox.Mail;

/// <summary>A mail that was sent.</summary>
/// <param name="At">By the story's clock.</param>
public sealed record SentMail(string Id, DateTimeOffset At, string From, string To, string Subject, string PlainText, string Html, IReadOnlyDictionary<string, string> Headers);

/// <summary>The last mails, oldest first; one that is sent again under its id is there once. Thread-safe.</summary>
public sealed class Mailbox(TimeProvider clock)
{
    public const int Capacity = 1000;

    private readonly Lock _lock = new();
    private readonly List<SentMail> _mails = [];

    /// <param name="address">Null: all; else those to it, in any case.</param>
    public IReadOnlyList<SentMail> List(string? address = null)
    {
        lock (_lock)
        {
            return _mails.Where(mail => address is null || mail.To.Equals(address, StringComparison.OrdinalIgnoreCase)).ToList();
        }
    }

    public void Add(SentMail mail)
    {
        lock (_lock)
        {
            if (_mails.Any(other => other.Id == mail.Id && other.To == mail.To))
            {
                return;
            }

            _mails.Add(mail with { At = clock.GetUtcNow() });
            if (_mails.Count > Capacity)
            {
                _mails.RemoveAt(0);
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _mails.Clear();
        }
    }
}
