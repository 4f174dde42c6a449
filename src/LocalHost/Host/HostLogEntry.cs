using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>One line of the host's log. <see cref="Category"/> is the real host's: <c>Host.Function.Console</c> is what the handler wrote.</summary>
/// <param name="Error">Null unless an exception is the reason.</param>
public sealed record HostLogEntry(LogLevel Level, string Category, string Message, Exception? Error = null)
{
    public const string Console = "Host.Function.Console";
    public const string System = "Host.System";
    public const string Startup = "Host.Startup";
    public const string Results = "Host.Results";
    public const string FunctionUser = "Function.User";
}

/// <summary>Where the host's log lines go. The sink is called from many threads.</summary>
internal sealed class HostLog(Action<HostLogEntry>? sink)
{
    public void Write(LogLevel level, string category, string message, Exception? error = null) =>
        sink?.Invoke(new HostLogEntry(level, category, message, error));
}
