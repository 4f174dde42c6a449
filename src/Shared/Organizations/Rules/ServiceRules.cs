using Smartlinks.StreamingServices;

namespace Smartlinks.Organizations.Rules;

/// <summary>
/// What an organization lays down about services for all its links; it stands above anyone's preference. <see cref="None"/> leaves everything free. A service that is
/// allowed and blocked is blocked; such rules are refused when they are set.
/// </summary>
public sealed record ServiceRules
{
    public static readonly ServiceRules None = new();

    /// <summary>No other shows; null: all are allowed, also those that will be added to Smartlinks.</summary>
    public ServiceSet? Allowed { get; init; }

    public ServiceSet Blocked { get; init; }

    /// <summary>These have the first places wherever they are shown; all nine: nothing is left to order.</summary>
    public ServiceOrder Order { get; init; }

    /// <summary>Members order nothing: what <see cref="Order"/> does not name follows it in the usual order.</summary>
    public bool IsOrderFixed { get; init; }

    /// <summary>What links show that choose nothing for themselves.</summary>
    public ServicePreference Default { get; init; } = ServicePreference.None;

    /// <summary>What cannot be meant: allowed and blocked at once.</summary>
    public ServiceSet Contradicted => Allowed is { } allowed ? allowed.Intersect(Blocked) : default;
}

/// <summary>What somebody prefers among the services that the organization leaves open.</summary>
/// <param name="Hidden">Not to be shown.</param>
/// <param name="Order">To come first, in this order; the others follow in the usual one.</param>
public sealed record ServicePreference(ServiceSet Hidden, ServiceOrder Order)
{
    public static readonly ServicePreference None = new(default, default);
}
