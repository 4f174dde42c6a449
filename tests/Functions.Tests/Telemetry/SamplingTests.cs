using System.Diagnostics;
using OpenTelemetry.Trace;
using Smartlinks.Functions.Telemetry;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Telemetry;

/// <summary>So many traces a second, each saying for how many it stands: together they stand for all.</summary>
public sealed class SamplingTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_weights_of_what_was_let_through_add_up_to_all_that_came()
    {
        var sampler = new RateSampler(5, _time);
        long let = 0, weight = 0, passedOver = 0;
        for (var number = 0; number < 10_000; number++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            var result = sampler.ShouldSample(Root());
            if (result.Decision == SamplingDecision.Drop)
            {
                passedOver++;
                continue;
            }

            (let, weight, passedOver) = (let + 1, weight + (long)result.Attributes.Single().Value, 0);
        }

        Assert.InRange(let, 50, 55);
        Assert.Equal(10_000, weight + passedOver);
    }

    [Fact]
    public void At_little_traffic_all_are_let_through_and_stand_for_themselves()
    {
        var sampler = new RateSampler(5, _time);
        for (var number = 0; number < 100; number++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1L, sampler.ShouldSample(Root()).Attributes.Single().Value);
        }
    }

    [Fact]
    public void None_a_second_are_none() => Assert.Equal(SamplingDecision.Drop, new RateSampler(0, _time).ShouldSample(Root()).Decision);

    [Fact]
    public void Whether_the_host_recorded_is_left_aside()
    {
        var sampler = new RateSampler(5, _time);

        Assert.Equal(SamplingDecision.RecordAndSample, sampler.ShouldSample(Root(ActivityTraceFlags.None)).Decision);
        Assert.Equal(SamplingDecision.RecordAndSample, sampler.ShouldSample(Root(ActivityTraceFlags.Recorded)).Decision);
    }

    [Fact]
    public void What_is_done_within_a_request_that_was_passed_over_is_not_traced_whatever_the_host_says()
    {
        // As ASP.NET makes it for its log, with the flag of the host's traceparent.
        using var outer = new Activity("request").SetParentId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Start();

        var result = new RateSampler(5, _time).ShouldSample(new SamplingParameters(outer.Context, outer.TraceId, "GET", ActivityKind.Client, null, null));

        Assert.Equal(SamplingDecision.Drop, result.Decision);
    }

    private static SamplingParameters Root(ActivityTraceFlags flags = ActivityTraceFlags.None)
    {
        var host = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);
        return new SamplingParameters(host, host.TraceId, "request", ActivityKind.Server, null, null);
    }
}
