using System.Text.Json;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Deezer's errors about a fan: <c>{"error":{"code"}}</c> in a 200 answer.</summary>
public static class DeezerRefusals
{
    public const int Permission = 200;
    public const int TokenInvalid = 300;
    public const int NoData = 800;
    public const int IndividualAccount = 901;
    private const int Quota = 4;

    /// <summary>Null: no error.</summary>
    public static int? CodeOf(JsonElement body) => body.Child("error") is { } error && error.Number("code") is >= 0 and <= 9_999 and { } code ? (int)code : null;

    /// <summary>What is wrong for everybody; null where the status decides.</summary>
    public static LookUp? Read(int status, JsonElement body, TimeSpan? retryAfter) => CodeOf(body) switch
    {
        Quota => new LookUp.Unavailable(UnavailableReasons.RateLimited, retryAfter ?? TimeSpan.FromSeconds(5)),
        { } code when status == 200 => new LookUp.Unavailable($"deezer{code}", retryAfter),
        _ => null,
    };
}
