namespace Smartlinks.Organizations.Members;

/// <summary>Who signed in, as the provider told it then. Name and address are for people to read; nothing is decided by them.</summary>
/// <param name="Name">1 to <see cref="MostName"/> characters; null: the provider told none.</param>
/// <param name="Email">1 to <see cref="MostEmail"/> characters; null: the provider told none.</param>
public sealed record Person(PersonId Id, string? Name, string? Email)
{
    public const int MostName = 120;
    public const int MostEmail = 320;

    /// <summary>What a provider tells is cut and cleaned; nothing is left of what is empty.</summary>
    public static Person From(PersonId id, string? name, string? email) => new(id, Clean(name, MostName), Clean(email, MostEmail));

    /// <summary>Safe to log: neither name nor address.</summary>
    public override string ToString() => Id.ToString();

    private static string? Clean(string? text, int most)
    {
        var kept = string.Concat((text ?? "").Where(character => !char.IsControl(character) && !char.IsSurrogate(character) && character is not ('\uFFFE' or '\uFFFF'))).Trim();
        return kept.Length == 0 ? null : kept.Length > most ? kept[..most] : kept;
    }
}
