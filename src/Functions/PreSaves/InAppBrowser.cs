namespace Smartlinks.Functions.PreSaves;

/// <summary>
/// Browsers inside other apps, by what they say in <c>User-Agent</c>. Their cookies are not the phone's browser's, some services refuse to sign anybody in there
/// (Google: <c>disallowed_useragent</c>), and they do not open other apps.
/// </summary>
/// <param name="Name">The app's own spelling.</param>
/// <param name="IsAndroid">Then an <c>intent:</c> address leads out of it; elsewhere only its menu does.</param>
public sealed record InAppBrowser(string Name, bool IsAndroid)
{
    private static readonly (string Sign, string Name)[] s_signs =
    [
        ("Instagram", "Instagram"), ("FBAN/", "Facebook"), ("FBAV/", "Facebook"), ("FB_IAB", "Facebook"), ("musical_ly", "TikTok"), ("BytedanceWebview", "TikTok"), ("TikTok", "TikTok"),
    ];

    public static InAppBrowser? Find(string userAgent)
    {
        foreach (var (sign, name) in s_signs)
            if (userAgent.Contains(sign, StringComparison.OrdinalIgnoreCase)) return new InAppBrowser(name, userAgent.Contains("Android", StringComparison.OrdinalIgnoreCase));
        return null;
    }

    /// <summary>Opens an address in the phone's own browser; null where only the app's menu does.</summary>
    public string? WayOut(Uri address) => IsAndroid ? $"intent://{address.Authority}{address.PathAndQuery}#Intent;scheme={address.Scheme};action=android.intent.action.VIEW;end" : null;
}
