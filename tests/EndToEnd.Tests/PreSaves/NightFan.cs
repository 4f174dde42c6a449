using System.Net;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.PreSaves;

/// <summary>What becomes of a fan's grant before the night, which tells the ends that are right.</summary>
internal enum NightFanKind
{
    Plain,

    /// <summary>Takes the permission back.</summary>
    Revoked,

    /// <summary>The permission comes to its end: it can be renewed no more.</summary>
    Expired,

    /// <summary>The service does not list the account any more.</summary>
    Unlisted,

    /// <summary>The service does not have the music for this fan: until it does, or for good.</summary>
    Late,

    /// <summary>The service says that it saved, and does not.</summary>
    Ignored,
}

/// <summary>A fan of the night: one pre-save at one service, in a zone.</summary>
internal sealed class NightFan(FanBrowser browser, NightFanKind kind, string link, string slug, string service, string zone)
{
    private const int MostTries = 20;

    public string Name => browser.Name;

    public NightFanKind Kind => kind;

    public string Link => link;

    public string Service => service;

    public string Zone => zone;

    /// <summary>Says yes, and again as long as no answer says that it is queued: the app may be killed meanwhile.</summary>
    public async Task InsistAsync()
    {
        var seen = "";
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                var page = await browser.PreSaveAsync(slug, service, ("zone", zone));
                if (page.Status == HttpStatusCode.OK && page.Body.Contains("You need not do anything more", StringComparison.Ordinal)) return;
                seen = $"{(int)page.Status} {page.Body}";
            }
            catch (Exception failure) when (failure is HttpRequestException or InvalidOperationException or TaskCanceledException)
            {
                seen = failure.Message;
            }

            await Task.Delay(500);
        }

        throw new InvalidOperationException($"{Name} cannot pre-save: {seen}");
    }

    /// <summary>All that the app knows of this fan's pre-saves.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync() => [.. JsonDocument.Parse((await browser.GetAsync("/presave/mine/export")).Body).RootElement.GetProperty("preSaves").EnumerateArray()];

    /// <summary>
    /// Whether the end is right, and the library agrees with it. A kill between asking and writing leaves a doubt where the service then refuses: such a pre-save may end as submitted.
    /// </summary>
    /// <param name="times">How often the item lies in the fan's library.</param>
    public bool IsRight(string state, string? reason, int times) => (kind, service, state, reason) switch
    {
        (NightFanKind.Plain, _, "Saved", null) => times == 1,
        (NightFanKind.Revoked, _, "GrantRevoked", "grantRefused") => times == 0,
        (NightFanKind.Expired, _, "GrantRevoked", "grantRefused") => times == 0,
        (NightFanKind.Revoked or NightFanKind.Expired, _, "Submitted", "grantRefused") => times == 0,
        (NightFanKind.Unlisted, _, "NotAllowed", "notOnAllowList") => times == 0,
        (NightFanKind.Late, "deezer", "SourceMissing", "notLiveYet") => times == 0,
        (NightFanKind.Late, _, "Saved", null) => times == 1,
        (NightFanKind.Ignored, "apple-music", "Submitted", null) => times == 0,
        _ => false,
    };

    /// <summary>
    /// TIDAL gives a new refresh token with each renewal here, and the old one is worth nothing then: a kill before the new one is stored costs the fan's permission, and nobody can have it back. The fan is told.
    /// </summary>
    public bool HasLostPermission(string state, string? reason, int times) =>
        kind is NightFanKind.Plain or NightFanKind.Late && service == "tidal" && state is ("GrantRevoked" or "Submitted") && reason == "grantRefused" && times == 0;
}
