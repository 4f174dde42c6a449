namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>A made-up fan, offered on every consent page; whoever consents may type any other name.</summary>
/// <param name="Id">The name in libraries and faults.</param>
/// <param name="Country">ISO 3166-1 alpha-2 of the accounts.</param>
public sealed record FanPersona(string Id, string Name, string Country)
{
    public const int MostName = 60;

    public static readonly IReadOnlyList<FanPersona> All =
    [
        new("ada", "Ada", "US"),
        new("ben", "Ben", "DE"),
        new("chiyo", "Chiyo", "JP"),
        new("dalva", "Dalva", "BR"),
        new("emeka", "Emeka", "NG"),
    ];

    /// <summary>The United States for names of one's own.</summary>
    public static string CountryOf(string fan) => All.FirstOrDefault(persona => persona.Id == fan)?.Country ?? "US";

    /// <summary>Whether it can be a fan's name: it becomes part of paths.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= MostName && name.Trim() == name && !name.Any(character => char.IsControl(character) || character is '/' or '\\' or '*');
}
