namespace Smartlinks.LocalHost.Host;

/// <summary>The app folder cannot run: the real host would refuse it as a whole. The message names the file and the setting.</summary>
public sealed class HostConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A function the real host leaves in error while the others run.</summary>
public sealed record FunctionError(string Function, string Message)
{
    public override string ToString() => $"The '{Function}' function is in error: {Message}";
}
