using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Smartlinks.Tests.Billing;

/// <summary>Keeps what is logged as an alarm.</summary>
internal sealed class AlarmLog<T> : ILogger<T>
{
    public ConcurrentQueue<(EventId Id, string Text)> Alarms { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Critical) Alarms.Enqueue((eventId, formatter(state, exception)));
    }
}
