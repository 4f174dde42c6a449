namespace Smartlinks.Links.Publishing;

/// <summary>Whether an organization's access mode lets a link be published.</summary>
public abstract record FeeDecision
{
    private FeeDecision()
    {
    }

    public sealed record Granted : FeeDecision;

    /// <param name="Why">What is missing, for people.</param>
    /// <param name="How">How to get it, for people.</param>
    public sealed record Awaits(string Why, string How) : FeeDecision;
}

/// <summary>Decides for a link that is not published yet; asked again whenever what it waits for may have come.</summary>
public delegate ValueTask<FeeDecision> FeeGate(Link link, CancellationToken cancellationToken);

public static class FeeGates
{
    /// <summary>No access mode: everything is granted.</summary>
    public static readonly FeeGate Open = (_, _) => new ValueTask<FeeDecision>(new FeeDecision.Granted());
}
