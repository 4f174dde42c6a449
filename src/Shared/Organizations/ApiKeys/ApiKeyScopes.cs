using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.Organizations.ApiKeys;

/// <summary>What a key may do. A key without any is none.</summary>
[Flags]
public enum ApiKeyScopes
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>What keys had before there were scopes.</summary>
    All = Read | Write,
}

/// <summary>The stored and the API's form: names in lower case.</summary>
public static class ApiKeyScopesText
{
    public static IReadOnlyList<string> Names(ApiKeyScopes scopes) => [.. Each(scopes)];

    public static string Write(ApiKeyScopes scopes) => string.Join(',', Each(scopes));

    /// <summary>False: empty, or a name that is none.</summary>
    public static bool TryRead(IEnumerable<string> names, [NotNullWhen(true)] out ApiKeyScopes? scopes)
    {
        var read = ApiKeyScopes.None;
        foreach (var name in names)
        {
            if (name is not ("read" or "write"))
            {
                scopes = null;
                return false;
            }

            read |= name == "read" ? ApiKeyScopes.Read : ApiKeyScopes.Write;
        }

        scopes = read == ApiKeyScopes.None ? null : read;
        return scopes is not null;
    }

    /// <summary>Null is a key from before there were scopes. What cannot be read opens nothing.</summary>
    public static ApiKeyScopes Read(string? stored) => stored is null ? ApiKeyScopes.All : TryRead(stored.Split(','), out var scopes) ? scopes.Value : ApiKeyScopes.None;

    private static IEnumerable<string> Each(ApiKeyScopes scopes)
    {
        if (scopes.HasFlag(ApiKeyScopes.Read)) yield return "read";
        if (scopes.HasFlag(ApiKeyScopes.Write)) yield return "write";
    }
}
