using Smartlinks.Fans.Grants;

namespace Smartlinks.PreSaves.Nudging;

/// <summary>What a look at a fan's grant tells of the pre-saves that wait for it.</summary>
/// <param name="EndsAt">Null: no end is known.</param>
/// <param name="Fault">Why it is of no use, whenever it ends; null: it is.</param>
public sealed record GrantSight(DateTimeOffset? EndsAt, GrantFault? Fault)
{
    /// <param name="grant">Null: there is none any more.</param>
    public static GrantSight Of(FanGrant? grant) => grant switch
    {
        { Ended: GrantEnd.Revoked } or { Ended: null, RefusedAt: not null } => new GrantSight(grant.EndsAt, GrantFault.Refused),
        { Ended: null } => new GrantSight(grant.EndsAt, null),
        _ => new GrantSight(grant?.EndsAt, GrantFault.Gone),
    };

    /// <param name="moment">The fan's.</param>
    public GrantForecast ForecastFor(DateTimeOffset moment) => GrantForecast.Of(moment, Fault is null ? EndsAt : DateTimeOffset.MinValue);
}
