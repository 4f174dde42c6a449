namespace Smartlinks.LocalHost.Host;

/// <summary>Why a host stopped.</summary>
public enum HostStopReason
{
    /// <summary>It was asked to.</summary>
    Requested,

    /// <summary>The handler failed three times: the real host ends its process here.</summary>
    HandlerFailedTooOften,

    /// <summary>An invocation waited four times the initialization timeout and the handler never got ready.</summary>
    HandlerNeverReady,
}

/// <summary>Why a host stopped, in words for the log.</summary>
public sealed record HostStop(HostStopReason Reason, string Message);
