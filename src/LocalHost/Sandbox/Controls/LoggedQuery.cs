namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>A query as the log keeps it: without the values of what opens something. Deezer takes all of it in the query.</summary>
public static class LoggedQuery
{
    private static readonly string[] s_secret = ["access_token", "secret", "client_secret", "code", "code_verifier", "refresh_token", "token", "a", "key"];

    public static bool IsSecret(string name) => s_secret.Contains(name);

    public static string Write(string? query)
    {
        if (string.IsNullOrEmpty(query)) return "";
        return "?" + string.Join('&', query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2) is [var name, _] && IsSecret(name) ? name + "=…" : pair));
    }
}
