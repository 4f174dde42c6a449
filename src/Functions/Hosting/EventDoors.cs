using System.Collections.Frozen;
using System.Text;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Clicks;
using Smartlinks.Credits;
using Smartlinks.Credits.Proving;
using Smartlinks.Credits.Spending;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.Telemetry;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Nudging;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Renewing;
using Smartlinks.PreSaves.Saving;
using Smartlinks.Functions.Records;
using Smartlinks.Records;
using Smartlinks.Releases;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// The functions that the host calls for queues, timers and streams: <c>POST /{FunctionName}</c> on loopback. A request from outside carries the headers that the
/// host's proxy sets and a caller cannot remove; it gets the 404 of any unknown path. Every answer is a JSON object: an empty one hangs the real host.
/// </summary>
public sealed class EventDoors
{
    private static readonly byte[] s_done = Encoding.UTF8.GetBytes("""{"Outputs":{},"Logs":[],"ReturnValue":null}""");

    private readonly FrozenDictionary<string, Func<Invocation, CancellationToken, Task>> _functions;
    private readonly ILogger<EventDoors> _log;

    /// <param name="later">Where parts come from that are made when they are first called: a fan would else wait for them at a cold start.</param>
    public EventDoors(ReleaseResolver resolver, LookUpTimer lookUps, MomentFollower moments, ClickAggregator aggregator, SpilledClicksReplayer replayer, IServiceProvider later, ILogger<EventDoors> log)
    {
        _log = log;
        _functions = new Dictionary<string, Func<Invocation, CancellationToken, Task>>
        {
            ["ResolveRelease"] = (invocation, cancellationToken) => ResolveAsync(resolver, moments, invocation, cancellationToken),
            ["LookUpDueReleases"] = (_, cancellationToken) => lookUps.FireAsync(cancellationToken),
            ["FireSaves"] = (_, cancellationToken) => FireSavesAsync(later, cancellationToken),
            ["RenewGrants"] = (invocation, cancellationToken) => RenewAsync(later, invocation, cancellationToken),
            ["SaveDue"] = (invocation, cancellationToken) => SaveAsync(later.GetRequiredService<BucketSaver>(), invocation, cancellationToken),
            ["RehearseLink"] = (invocation, cancellationToken) => RehearseAsync(later.GetRequiredService<LinkRehearsal>(), invocation, cancellationToken),
            ["RemindDue"] = (invocation, cancellationToken) => RemindAsync(later, invocation, cancellationToken),
            ["LookAtPoison"] = (_, cancellationToken) => later.GetRequiredService<PoisonWatch>().LookAsync(cancellationToken),
            ["FindNudges"] = (_, cancellationToken) => later.GetService<MailSender>() is null ? Task.CompletedTask : later.GetRequiredService<NudgeTimer>().FireAsync(cancellationToken),
            ["NudgeDue"] = (invocation, cancellationToken) => NudgeAsync(later, invocation, cancellationToken),
            ["SpendCredit"] = (invocation, cancellationToken) => SpendAsync(later.GetRequiredService<CreditSpender>(), invocation, cancellationToken),
            ["ProveLedgers"] = (_, cancellationToken) => later.GetRequiredService<CreditOptions>().Enabled ? later.GetRequiredService<LedgerProver>().FireAsync(cancellationToken) : Task.CompletedTask,
            ["AggregateClicks"] = (invocation, cancellationToken) => AggregateAsync(aggregator, invocation, cancellationToken),
            ["ReplaySpilledClicks"] = (invocation, cancellationToken) => replayer.ReplayAsync(invocation.Text("item"), cancellationToken),
            ["SendMail"] = (invocation, cancellationToken) => later.GetService<MailSender>() is { } mails ? mails.SendAsync(invocation.Text("item"), cancellationToken) : throw new InvalidOperationException("Without Sealing__Keys no mail can be made."),
            ["ApplyStripeEvent"] = (invocation, cancellationToken) => later.GetService<StripeEventApplier>() is { } applier ? applier.ApplyAsync(invocation.Text("item"), cancellationToken)
                : throw new InvalidOperationException("Without Stripe__SecretKey no event can be looked into."),
            ["RunRecordJob"] = (invocation, cancellationToken) => RunRecordsAsync(later.GetRequiredService<RecordWorker>(), invocation, cancellationToken),
            ["ResealGrants"] = (_, cancellationToken) => later.GetService<GrantResealer>()?.FireAsync(cancellationToken) ?? Task.CompletedTask,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Names of the functions, as their folders are called.</summary>
    public IEnumerable<string> Names => _functions.Keys;

    /// <summary>Whether this request has the shape of a call to one of the functions, whoever sent it.</summary>
    public bool IsFor(HttpRequest request) =>
        request.Method == HttpMethods.Post && request.Path.Value is { Length: > 1 } path && _functions.ContainsKey(path[1..]);

    public Task HandleAsync(HttpContext context) =>
        IsFromOutside(context.Request) ? Problem.NotFound("There is nothing at this address.").WriteAsync(context) : RunAsync(context);

    private static bool IsFromOutside(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-Proto") || request.Headers.ContainsKey("x-ms-invocation-id");

    /// <summary>Runs the function. A failure answers 500, which makes the host retry as the trigger's rules have it.</summary>
    private async Task RunAsync(HttpContext context)
    {
        var name = context.Request.Path.Value![1..];
        var begunAt = TimeProvider.System.GetTimestamp();
        using var run = FunctionRuns.Begin(name);
        Exception? failed = null;
        try
        {
            var invocation = await Invocation.ReadAsync(context.Request, context.RequestAborted);
            FunctionRuns.Describe(run, name, invocation);
            await _functions[name](invocation, context.RequestAborted);
        }
#pragma warning disable CA1031 // The host takes any failure the same way; this is where it is logged with its cause.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _log.LogError(failure, "{Function} failed", name);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            failed = failure;
        }

        FunctionRuns.End(run, name, TimeProvider.System.GetElapsedTime(begunAt), failed);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = s_done.Length;
        await context.Response.Body.WriteAsync(s_done, CancellationToken.None);
    }

    private async Task ResolveAsync(ReleaseResolver resolver, MomentFollower moments, Invocation invocation, CancellationToken cancellationToken)
    {
        if (ResolveRequest.TryRead(invocation.Text("item")) is { } request)
        {
            // Such a message comes with every edit that moves the release. The fans' moments first: looking up may take its time.
            await moments.FollowAsync(request.Address, request.Link, cancellationToken);
            await resolver.ResolveAsync(request, cancellationToken);
        }
        else _log.LogError("A message of {Queue} is not a resolve request; it is dropped", ResolveRequests.Name);
    }

    private Task SaveAsync(BucketSaver saver, Invocation invocation, CancellationToken cancellationToken)
    {
        if (SavesDue.TryRead(invocation.Text("item")) is { } message) return saver.SaveAsync(message, cancellationToken);
        _log.LogError("A message of {Queue} names no bucket; it is dropped", SaveRequests.QueueName);
        return Task.CompletedTask;
    }

    private static async Task FireSavesAsync(IServiceProvider later, CancellationToken cancellationToken)
    {
        await later.GetRequiredService<SaveTimer>().FireAsync(cancellationToken);
        // Without keys there is no grant to renew.
        if (later.GetService<GrantKeeper>() is not null) await later.GetRequiredService<RenewalTimer>().FireAsync(cancellationToken);
    }

    private Task RenewAsync(IServiceProvider later, Invocation invocation, CancellationToken cancellationToken)
    {
        if (later.GetService<GrantKeeper>() is null) throw new InvalidOperationException("Without Sealing__Keys no grant can be renewed.");
        if (BucketPage.TryRead(invocation.Text("item")) is { } message) return later.GetRequiredService<EarlyRenewer>().RenewAsync(message, cancellationToken);
        _log.LogError("A message of {Queue} names no bucket to look at; it is dropped", RenewalRequests.QueueName);
        return Task.CompletedTask;
    }

    private Task SpendAsync(CreditSpender spender, Invocation invocation, CancellationToken cancellationToken)
    {
        if (SpendRequest.TryRead(invocation.Text("item")) is { } message) return spender.SpendAsync(message, cancellationToken);
        _log.LogError("A message of {Queue} names no link and no organization; it is dropped", SpendRequests.QueueName);
        return Task.CompletedTask;
    }

    private Task RunRecordsAsync(RecordWorker worker, Invocation invocation, CancellationToken cancellationToken)
    {
        if (RecordRequest.TryRead(invocation.Text("item")) is { } message) return worker.RunAsync(message, cancellationToken);
        _log.LogError("A message of {Queue} names no export and no erasure; it is dropped", RecordRequests.QueueName);
        return Task.CompletedTask;
    }

    private Task RehearseAsync(LinkRehearsal rehearsal, Invocation invocation, CancellationToken cancellationToken)
    {
        if (RehearsalRequest.TryRead(invocation.Text("item")) is { } message) return rehearsal.RunAsync(message, cancellationToken);
        _log.LogError("A message of {Queue} names no rehearsal; it is dropped", RehearsalRequests.QueueName);
        return Task.CompletedTask;
    }

    private Task RemindAsync(IServiceProvider later, Invocation invocation, CancellationToken cancellationToken)
    {
        if (later.GetService<MailSender>() is null) throw new InvalidOperationException("Without Sealing__Keys no mail can be made.");
        if (BucketPage.TryRead(invocation.Text("item")) is { } message) return later.GetRequiredService<ReminderSender>().SendAsync(message, cancellationToken);
        _log.LogError("A message of {Queue} names no bucket of reminders; it is dropped", ReminderRequests.QueueName);
        return Task.CompletedTask;
    }

    private Task NudgeAsync(IServiceProvider later, Invocation invocation, CancellationToken cancellationToken)
    {
        if (later.GetService<MailSender>() is null) throw new InvalidOperationException("Without Sealing__Keys no grant can be looked at.");
        if (BucketPage.TryRead(invocation.Text("item")) is { } message) return later.GetRequiredService<Nudger>().NudgeAsync(message, cancellationToken);
        _log.LogError("A message of {Queue} names no bucket to look at; it is dropped", NudgeRequests.QueueName);
        return Task.CompletedTask;
    }

    private static Task AggregateAsync(ClickAggregator aggregator, Invocation invocation, CancellationToken cancellationToken)
    {
        var (texts, numbers, enqueued) = (invocation.Texts("events"), invocation.Numbers("SequenceNumberArray"), invocation.Instants("EnqueuedTimeUtcArray"));
        if (texts.Count != numbers.Count || texts.Count != enqueued.Count) throw new FormatException($"The batch has {texts.Count} events, {numbers.Count} sequence numbers and {enqueued.Count} times.");
        return aggregator.AggregateAsync(invocation.HubPartition, [.. texts.Select((text, index) => new HubEvent(numbers[index], text, enqueued[index]))], cancellationToken);
    }
}
