using System.Globalization;

namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>How much a source lets one client ask, in the form the source counts it in.</summary>
public abstract record Allowance
{
    private Allowance()
    {
    }

    /// <summary>The most that may be in use at once: requests in a window, or tokens out of a bucket.</summary>
    public abstract int Most { get; }

    public abstract IUsage Start(TimeProvider time);

    /// <summary>So many times as much in the same time.</summary>
    public abstract Allowance Times(int factor);

    /// <summary>So many requests in any stretch of this length.</summary>
    public sealed record Window(int Requests, TimeSpan Length) : Allowance
    {
        public override int Most => Requests;

        public override IUsage Start(TimeProvider time) => new WindowUsage(this, time);

        public override Allowance Times(int factor) => this with { Requests = Requests * factor };

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Requests} in {Length.TotalSeconds:0.###} s");
    }

    /// <summary>A bucket that holds <paramref name="Capacity"/> tokens when full; every request takes <paramref name="Cost"/>.</summary>
    public sealed record Bucket(int Capacity, int RefillPerSecond, int Cost) : Allowance
    {
        public override int Most => Capacity;

        public override IUsage Start(TimeProvider time) => new BucketUsage(this, time);

        public override Allowance Times(int factor) => this with { Capacity = Capacity * factor, RefillPerSecond = RefillPerSecond * factor };

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Capacity} tokens, {RefillPerSecond} back a second, {Cost} a request");
    }
}
