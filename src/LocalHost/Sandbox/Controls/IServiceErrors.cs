namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>How one service words what goes wrong.</summary>
public interface IServiceErrors
{
    Task WriteServerErrorAsync(HttpContext context, int status);

    /// <summary>The Retry-After header is already set.</summary>
    Task WriteRateLimitAsync(HttpContext context);

    Task WriteQuotaAsync(HttpContext context);

    /// <summary>The answer of a search or lookup that finds nothing.</summary>
    Task WriteNothingAsync(HttpContext context);
}
