namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>How far an allowance is used up, in real time. Not thread-safe: the meter around it is.</summary>
public interface IUsage
{
    /// <param name="enforced">False: what is over the allowance is let through, and counts as let through.</param>
    Use Enter(bool enforced);
}

/// <summary>One request as its allowance sees it.</summary>
/// <param name="IsOver">It is more than the allowance gives.</param>
/// <param name="Asked">What is asked of the allowance with this request, those refused included; above the allowance exactly when this request is over it.</param>
/// <param name="Left">What the allowance has left after it; not below 0.</param>
/// <param name="Wait">How long until a request is let through; zero when this one was.</param>
public readonly record struct Use(bool IsOver, int Asked, int Left, TimeSpan Wait);
