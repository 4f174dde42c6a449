using Smartlinks.Storage;

namespace Smartlinks.LocalHost.Host;

/// <summary>What a <see cref="FunctionsHost"/> is made of. Everything it needs comes in here.</summary>
public sealed class FunctionsHostOptions
{
    /// <summary>Holds host.json, the function folders and the executable.</summary>
    public required string AppFolder { get; init; }

    /// <summary>Timer status is kept here, over restarts.</summary>
    public required string StateFolder { get; init; }

    /// <summary>App settings: the handler's environment over the inherited one, and what <c>%NAME%</c> resolves to.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Public port on 127.0.0.1. 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Opens a queue by connection name and queue name. Null is refused when a function has a queue trigger.</summary>
    public Func<string, string, IQueueClient>? QueueFactory { get; init; }

    /// <summary>Null is refused when a function has an Event Hubs trigger.</summary>
    public LocalEventHub? EventHub { get; init; }

    /// <summary>Leases, retries, restarts and timeouts run by this clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Timers fire by this one, which may be moved (the story's clock).</summary>
    public TimeProvider TimerClock { get; init; } = TimeProvider.System;

    /// <summary>Called from many threads. Null: no log.</summary>
    public Action<HostLogEntry>? Log { get; init; }

    /// <summary>Told why a host gave up, before the platform starts another.</summary>
    public Action<HostStop>? GaveUp { get; init; }

    /// <summary>The HTML of <c>GET /</c> when no function takes it. Null: 204.</summary>
    public Func<string>? HomePage { get; init; }

    /// <summary>The key functions with <c>authLevel</c> function or admin ask for (<c>x-functions-key</c> or <c>?code=</c>). Null: nobody has it.</summary>
    public string? MasterKey { get; init; }

    /// <summary>How long a proxied request may be silent.</summary>
    public TimeSpan ActivityTimeout { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>
    /// A bodiless request whose pooled connection broke before the first byte of an answer is sent once more by .NET's own client, in the real
    /// host's proxy as well: a handler killed at that moment may see a request twice. False turns that off for tests that count.
    /// </summary>
    public bool ResendsLostRequests { get; init; } = true;

    /// <summary>How long running invocations may take to end at a stop, at most 10 s, before the handler is killed.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a host that gave up is followed by a new one, as the platform does it on Azure.</summary>
    public bool RestartsAfterGivingUp { get; init; } = true;

    /// <summary>The first pause before a new host; doubled each time.</summary>
    public TimeSpan FirstRestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRestartDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests wait for a new host before they are answered 503.</summary>
    public TimeSpan LongestWaitForHost { get; init; } = TimeSpan.FromSeconds(5);
}
