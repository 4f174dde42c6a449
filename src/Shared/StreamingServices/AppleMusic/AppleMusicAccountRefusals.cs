using System.Text.Json;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>What Apple says of one account.</summary>
public enum UserTokenTrouble
{
    /// <summary>The Music User Token is dead: taken back, out of date, or from before the account's password was changed.</summary>
    Refused,

    /// <summary>The account may not have a library: no subscription, or one that does not have it.</summary>
    NoSubscription,
}

/// <summary>
/// Apple's errors about one account, by code. A 403 is about the Music User Token (developer.apple.com/documentation/applemusicapi/http-status-codes): 40300 is a dead one;
/// any other is Apple's word that this account may not. A subscription without a library gives 400 with 40015.
/// </summary>
public static class AppleMusicAccountRefusals
{
    private const string DeadToken = "40300";
    private const string InsufficientPrivileges = "40015";

    /// <summary>Null: it says nothing of the account. A 403 without Apple's own body is nobody's word.</summary>
    public static UserTokenTrouble? Read(int status, JsonElement body)
    {
        if (status is not (400 or 403) || body.Child("errors") is not { ValueKind: JsonValueKind.Array } errors) return null;
        string[] codes = [.. errors.EnumerateArray().Select(error => error.Text("code")).OfType<string>()];
        if (status == 400) return codes.Contains(InsufficientPrivileges) ? UserTokenTrouble.NoSubscription : null;
        return codes.Length == 0 ? null : codes.Contains(DeadToken) ? UserTokenTrouble.Refused : UserTokenTrouble.NoSubscription;
    }

    /// <summary>What is wrong for everybody: 401 is about the developer token.</summary>
    public static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter) => status switch
    {
        401 => new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter),
        429 => new LookUp.Unavailable(UnavailableReasons.RateLimited, retryAfter),
        _ => null,
    };
}
