using System.Text.Json;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>What Google says of one account.</summary>
public enum AccountTrouble
{
    /// <summary>The access token is dead, or without the permission.</summary>
    TokenRefused,

    /// <summary>Closed, suspended, without a channel or without a confirmed e-mail address: it can neither rate nor follow.</summary>
    AccountUnfit,
}

/// <summary>Google's errors about one account, by reason (developers.google.com/youtube/v3/docs/errors).</summary>
public static class YouTubeMusicAccountRefusals
{
    private static readonly string[] s_token = ["authError", "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "ACCESS_TOKEN_EXPIRED", "ACCESS_TOKEN_TYPE_UNSUPPORTED"];
    private static readonly string[] s_account = ["youtubeSignupRequired", "authenticatedUserAccountClosed", "authenticatedUserAccountSuspended", "authenticatedUserNotChannel", "emailNotVerified"];

    /// <summary>Null: it says nothing of the account.</summary>
    public static AccountTrouble? Read(int status, JsonElement body)
    {
        if (status is not (400 or 401 or 403) || body.Child("error") is not { } error) return null;
        var reasons = Reasons(error);
        if (reasons.Any(s_account.Contains)) return AccountTrouble.AccountUnfit;
        return status == 401 || reasons.Any(s_token.Contains) ? AccountTrouble.TokenRefused : null;
    }

    public static IReadOnlyList<string> Reasons(JsonElement error) => [.. Reasons(error, "errors"), .. Reasons(error, "details")];

    private static IEnumerable<string> Reasons(JsonElement error, string list) =>
        error.Child(list) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Select(item => item.Text("reason")).OfType<string>() : [];
}
