using System.Text.Json;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>What a token endpoint says (RFC 6749 §5): tokens, or that the code or refresh token is dead.</summary>
public static class TokenAnswer
{
    /// <summary>No service's token is longer; a longer one would not fit a row.</summary>
    public const int MostText = 4_096;

    /// <summary>Null: it says nothing of the fan, such as that this deployment's credentials are refused.</summary>
    public static AccountAnswer? Read(PersonalReply reply, DateTimeOffset now) => reply.Status switch
    {
        200 => ReadTokens(reply.Body, now),
        400 or 401 when reply.Body.Text("error") == "invalid_grant" => new AccountAnswer.Refused(),
        _ => null,
    };

    /// <summary>Visible ASCII (RFC 6750 §2.1), at most <see cref="MostText"/>: nothing else can be sent in a header.</summary>
    public static bool IsToken(string? text) => text is { Length: > 0 and <= MostText } && text.All(character => character is > ' ' and < '\x7f');

    private static AccountAnswer.Given? ReadTokens(JsonElement body, DateTimeOffset now)
    {
        var (access, refresh) = (body.Text("access_token", MostText), body.Text("refresh_token", MostText));
        if (!IsToken(access) || (refresh is not null && !IsToken(refresh))) return null;
        DateTimeOffset? endsAt = body.Number("expires_in") is > 0 and <= int.MaxValue and { } seconds ? now + TimeSpan.FromSeconds(seconds) : null;
        return new AccountAnswer.Given(new AccountTokens(access!, endsAt, refresh, body.Text("scope", MostText)));
    }
}
