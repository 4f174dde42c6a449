using Smartlinks.Billing;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.People;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Functions.Hosting;

/// <summary>What a bound on one setting cannot say: forms of texts, and which settings need which.</summary>
internal static class SectionRules
{
    public static AppOptions ReadApp(SettingsReader settings)
    {
        var app = settings.Bind(AppOptions.Section, new AppOptions());
        app.Domains = [.. app.Domains.Select(domain => domain.ToLowerInvariant())];
        if (app.ClockFile is not null && settings["AZURE_FUNCTIONS_ENVIRONMENT"] != "Development")
            settings.Refuse("App__ClockFile moves the clock and is taken only where AZURE_FUNCTIONS_ENVIRONMENT is Development.");
        if (app.PublicUrl is { } url && !IsOrigin(url)) settings.Refuse("App__PublicUrl is not an origin such as https://links.example: http or https, a host, and nothing after it.");
        return app;
    }

    /// <summary>Null: there are no keys, and nothing secret is stored.</summary>
    public static SealingKeys? ReadSealing(SettingsReader settings)
    {
        var options = settings.Bind(SealingOptions.Section, new SealingOptions());
        if (string.IsNullOrEmpty(options.Keys)) return null;
        if (SealingKeys.TryParse(options.Keys, out var keys, out var problem)) return keys;
        settings.Refuse($"Sealing__Keys is not a list such as 2026-11:(32 bytes in base64): {problem}.");
        return null;
    }

    public static SignInOptions ReadSignIn(SettingsReader settings)
    {
        var options = settings.Bind(SignInOptions.Section, new SignInOptions());
        if (!options.IsOn) return options;
        if (!Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) || !OpenIdProvider.IsSafe(issuer) || issuer.Query.Length > 0 || issuer.Fragment.Length > 0)
            settings.Refuse("SignIn__Issuer is not an OpenID provider's name such as https://login.example: https, or http on this machine, without query and fragment.");
        if (string.IsNullOrEmpty(options.ClientId)) settings.Refuse("SignIn__Issuer needs SignIn__ClientId: under which this deployment is registered there.");
        if (!settings.Has("Sealing:Keys")) settings.Refuse("SignIn__Issuer needs Sealing__Keys: the keys of sessions are sealed with them.");
        if (options.SessionIdle > options.SessionLongest) settings.Refuse("SignIn__SessionIdle is longer than SignIn__SessionLongest.");
        return options;
    }

    public static StripeOptions ReadStripe(SettingsReader settings)
    {
        var options = settings.Bind(StripeOptions.Section, new StripeOptions());
        if (StripeSettings.FindProblem(options) is { } problem) settings.Refuse(problem);
        return options;
    }

    public static MailOptions ReadMail(SettingsReader settings)
    {
        var options = settings.Bind(MailOptions.Section, new MailOptions());
        if (!options.IsOn) return options;
        if (!EmailAddress.TryParse(options.SenderAddress, out _)) settings.Refuse("Mail__SenderAddress is not an e-mail address: mails have to be from somebody.");
        if (!settings.Has("Sealing:Keys")) settings.Refuse("Mail__ConnectionString needs Sealing__Keys: the addresses in mails are signed with them.");
        try
        {
            CommunicationAccount.Parse(options.ConnectionString!);
        }
        catch (FormatException unreadable)
        {
            settings.Refuse($"Mail__ConnectionString: {unreadable.Message}");
        }

        return options;
    }

    private static bool IsOrigin(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.UserInfo.Length == 0 && url.PathAndQuery == "/" && url.Fragment.Length == 0;
}
