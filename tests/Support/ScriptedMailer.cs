using Smartlinks.Fans.Mails;

namespace Smartlinks.Support;

/// <summary>Keeps the mails it is given; answers as arranged, else that they were sent. Thread-safe.</summary>
public sealed class ScriptedMailer : IMailer
{
    private readonly Lock _gate = new();
    private readonly Queue<MailOutcome> _next = new();
    private readonly List<Mail> _sent = [];

    /// <summary>Those it took.</summary>
    public IReadOnlyList<Mail> Sent
    {
        get
        {
            lock (_gate) return [.. _sent];
        }
    }

    public int Tries { get; private set; }

    public void AnswerNext(params MailOutcome[] outcomes)
    {
        lock (_gate) foreach (var outcome in outcomes) _next.Enqueue(outcome);
    }

    public Task<MailOutcome> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Tries++;
            var outcome = _next.TryDequeue(out var arranged) ? arranged : new MailOutcome.Sent();
            if (outcome is MailOutcome.Sent) _sent.Add(mail);
            return Task.FromResult(outcome);
        }
    }
}
