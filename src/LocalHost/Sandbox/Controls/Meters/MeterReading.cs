using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>What one meter shows. Its client kept the limit when <paramref name="Refused"/> is 0 and <paramref name="Peak"/> not above <paramref name="Allowed"/>.</summary>
/// <param name="Limit">In words, such as "50 in 5 s".</param>
/// <param name="Requests">All that were counted, those refused included.</param>
/// <param name="Peak">The most ever asked of the allowance at once: in any window, out of the bucket, on any day.</param>
public sealed record MeterReading(SandboxSource Source, string Limit, long Requests, long Refused, int Peak, int Allowed, bool Enforced = true)
{
    public JsonObject ToJson() => new()
    {
        ["source"] = Source.Id,
        ["limit"] = Limit,
        ["requests"] = Requests,
        ["refused"] = Refused,
        ["peak"] = Peak,
        ["allowed"] = Allowed,
        ["enforced"] = Enforced,
    };
}

/// <summary>A sandbox service that counts something of its own, such as a quota by the story's day. Shown at <c>/meters</c> once it was given to <see cref="SourceMeters.Include"/>.</summary>
public interface IReportMeters
{
    IEnumerable<MeterReading> ReadMeters();

    /// <summary>Starts again at 0, with the whole allowance.</summary>
    void ResetMeters();
}
