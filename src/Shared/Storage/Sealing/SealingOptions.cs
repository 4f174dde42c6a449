namespace Smartlinks.Storage.Sealing;

/// <summary>Under which keys secrets are sealed that have to be stored; section <c>Sealing</c>. Without keys nothing secret is stored, and what needs it is switched off.</summary>
public sealed class SealingOptions
{
    public const string Section = "Sealing";

    /// <summary>
    /// Keys as <c>version:key</c> with commas between: a version is 1 to 16 of a-z, 0-9 and -, a key 32 random bytes in base64. The first one seals, all of them open: to rotate, put a
    /// new one first and keep the old one until everything is sealed anew.
    /// </summary>
    [Secret]
    public string? Keys { get; set; }
}
