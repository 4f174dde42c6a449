using Microsoft.Extensions.Logging;
using Smartlinks.Fans.Addresses;

namespace Smartlinks.Fans.Mails;

/// <summary>
/// Sends what queue <see cref="MailRequests.QueueName"/> asks for. A mail goes to an address that is confirmed and not taken back at this moment; the one that asks to confirm goes
/// to the address it is about. A service that does not take it now gets it again later, for a day. A message that comes twice sends twice, under one id.
/// </summary>
/// <param name="mailer">Null: this deployment sends no mail just now.</param>
public sealed class MailSender(IMailer? mailer, MailComposer composer, FanAddresses addresses, IMailFacts facts, MailRequests requests, TimeProvider time, ILogger<MailSender> log)
{
    public static readonly TimeSpan TriedFor = TimeSpan.FromHours(24);

    /// <summary>So long it may take until what a mail tells is stored; then it never was, and another mail was asked for.</summary>
    private static readonly TimeSpan s_mayHold = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_shortestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(30);

    /// <param name="message">Text of the queue message.</param>
    public async Task SendAsync(string message, CancellationToken cancellationToken)
    {
        if (MailRequest.TryRead(message) is not { } request)
        {
            log.LogError("A message of {Queue} is not a request for a mail; it is dropped", MailRequests.QueueName);
            return;
        }

        if (await addresses.FindAsync(request.Organization, request.Fan, cancellationToken) is not { } address || !MayBeSent(request, address)) return;
        var age = time.GetUtcNow() - request.AskedAt;
        if (request.Fact is { } fact && await facts.FindAsync(fact, cancellationToken) is not MailFactState.Holds and var state)
        {
            if (state == MailFactState.NotYet && age <= s_mayHold) await requests.PutAsync(request, Later(null, age), cancellationToken);
            return;
        }

        if (age > TriedFor) log.LogError("A mail of kind {Kind} could not be sent for a day; it is dropped", request.Kind);
        else if (await composer.ComposeAsync(request, address, cancellationToken) is not { } mail) log.LogError("A request for a mail of kind {Kind} lacks what it needs; it is dropped", request.Kind);
        else await SendAsync(request, mail, age, cancellationToken);
    }

    private static bool MayBeSent(MailRequest request, FanAddress address) => request.Kind == MailKind.ConfirmAddress
        ? address.State == AddressState.Pending && address.Code == request.Code
        : address.State == AddressState.Confirmed;

    private async Task SendAsync(MailRequest request, Mail mail, TimeSpan age, CancellationToken cancellationToken)
    {
        switch (mailer is null ? new MailOutcome.TryAgain("off", s_longestWait) : await mailer.SendAsync(mail, cancellationToken))
        {
            case MailOutcome.Refused refused:
                log.LogWarning("A mail of kind {Kind} was refused: {Code}", request.Kind, refused.Code);
                break;
            case MailOutcome.TryAgain again:
                log.LogWarning("A mail of kind {Kind} is put off: {Reason}", request.Kind, again.Reason);
                await requests.PutAsync(request, Later(again.RetryAfter, age), cancellationToken);
                break;
            case MailOutcome.Sent:
                break;
        }
    }

    /// <summary>As the service said; else as long as it was tried so far, within bounds: waits double.</summary>
    private static TimeSpan Later(TimeSpan? told, TimeSpan age)
    {
        var wait = told ?? age;
        return wait < s_shortestWait ? s_shortestWait : told is null && wait > s_longestWait ? s_longestWait : wait;
    }
}
