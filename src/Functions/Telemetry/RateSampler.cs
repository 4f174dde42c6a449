using System.Diagnostics;
using OpenTelemetry.Trace;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Telemetry;

/// <summary>
/// Lets so many requests and functions a second be traced; one that is says by <see cref="Weight"/> for how many it stands, so that counts can be made of them. What is done within one is traced if it is.
/// Whether the host recorded the request is left aside: its own sampling knows nothing of this app's. Thread-safe.
/// </summary>
/// <param name="perSecond">0: none.</param>
/// <param name="time">Monotonic.</param>
public sealed class RateSampler(int perSecond, TimeProvider time) : Sampler
{
    public const string Weight = "smartlinks.weight";

    private readonly TokenBuckets _budget = new(perSecond, perSecond, time);
    private long _passedOver;

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (Activity.Current is { } outer && outer.SpanId == samplingParameters.ParentContext.SpanId)
        {
            // One that ASP.NET made for its log only has no source, whatever it says of being recorded.
            return new SamplingResult(outer is { Recorded: true, Source.Name.Length: > 0 } ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
        }

        // A call of the app's own accord, such as a background renewal, tells nobody's story.
        if (samplingParameters.Kind == ActivityKind.Client) return new SamplingResult(SamplingDecision.Drop);
        if (perSecond == 0 || _budget.Take("") is not null)
        {
            Interlocked.Increment(ref _passedOver);
            return new SamplingResult(SamplingDecision.Drop);
        }

        var weight = 1 + Interlocked.Exchange(ref _passedOver, 0);
        return new SamplingResult(SamplingDecision.RecordAndSample, [new(Weight, weight)]);
    }
}
