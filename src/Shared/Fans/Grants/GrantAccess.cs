namespace Smartlinks.Fans.Grants;

/// <summary>Whether a fan's library may be used now.</summary>
public abstract record GrantAccess
{
    private GrantAccess()
    {
    }

    /// <summary>It may, with this token. Its text does not show it.</summary>
    public sealed record Open(string AccessToken) : GrantAccess
    {
        public override string ToString() => nameof(Open);
    }

    /// <summary>Never again with this grant.</summary>
    /// <param name="Reason"><see cref="GrantReasons.GrantEnded"/> or <see cref="GrantReasons.GrantRefused"/>.</param>
    public sealed record Ended(string Reason) : GrantAccess;

    /// <summary>Not now.</summary>
    /// <param name="Reason">One of <see cref="GrantReasons"/>, or what a deployment without keys says.</param>
    /// <param name="RetryAfter">Null: nobody knows.</param>
    public sealed record Waits(string Reason, TimeSpan? RetryAfter) : GrantAccess;
}

/// <summary>Why a grant gives no access, as pre-saves name it.</summary>
public static class GrantReasons
{
    /// <summary>It came to its end.</summary>
    public const string GrantEnded = "grantEnded";

    /// <summary>The service refuses it, or the fan took it back here.</summary>
    public const string GrantRefused = "grantRefused";

    public const string RateLimited = "rateLimited";
    public const string QuotaExhausted = "quotaExhausted";
    public const string ServiceDown = "serviceDown";

    /// <summary>This deployment's app may not act for this fan.</summary>
    public const string NotOnAllowList = "notOnAllowList";

    public const string NoSubscription = "noSubscription";

    /// <summary>Another instance renews it, and takes long.</summary>
    public const string BeingRenewed = "beingRenewed";

    /// <summary>This deployment is not configured for the service any more.</summary>
    public const string ServiceOff = "serviceOff";

    /// <summary>It was sealed under a key that the configuration does not have any more.</summary>
    public const string KeyMissing = "keyMissing";
}
