namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>What a source allows a client, and how it tells one that asks more.</summary>
/// <param name="Words">Which of the source's refusals it answers with.</param>
/// <param name="SaysWhen">Whether the refusal carries Retry-After.</param>
/// <param name="CountsAloud">Whether every answer carries the bucket's state in x-ratelimit headers.</param>
public sealed record SourceLimit(SandboxSource Source, Allowance Allowance, RefusalWords Words = RefusalWords.RateLimit, bool SaysWhen = false, bool CountsAloud = false);

/// <summary>The refusals of <see cref="IServiceErrors"/> a limit may use.</summary>
public enum RefusalWords
{
    RateLimit,
    Quota,
}
