using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>The Apple Music API with a developer token that is made here; section <c>AppleMusic</c>. Without team, key id and key the service is not looked up.</summary>
public sealed class AppleMusicOptions : IValidatableObject
{
    private const int MostStorefronts = 10;

    /// <summary>Ten characters: the developer team.</summary>
    public string? TeamId { get; set; }

    /// <summary>Ten characters: the MusicKit key's id.</summary>
    public string? KeyId { get; set; }

    /// <summary>The text of the key's <c>.p8</c> file, or only the base64 in it. Developer tokens are made from it.</summary>
    [Secret]
    public string? PrivateKey { get; set; }

    /// <summary>ISO 3166-1 alpha-2, at most 10, in the order they are asked; none configured: <c>us</c>. All are asked for everything: the first is looked up, the others tell where else a match can be played.</summary>
    public List<string> Storefronts { get; set; } = [];

    /// <summary>
    /// Storefronts asked, in this order, for what none of <see cref="Storefronts"/> can play; before them those that ISRCs' prefixes hint at. ISO 3166-1 alpha-2, upper
    /// case with commas between, at most 10; empty: only those. What is missing of up to 25 ISRCs shares a request for each.
    /// </summary>
    [RegularExpression(FurtherCountries.Pattern)]
    public string FurtherStorefronts { get; set; } = FurtherCountries.Default;

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.music.apple.com/v1/");

    /// <summary>Requests a minute by all instances, 1 to 6,000. Apple does not publish its limit.</summary>
    [Range(1, 6_000)]
    public int RequestsPerMinute { get; set; } = 300;

    /// <summary>Saves, and what proves them, a minute by all instances, 1 to 60,000.</summary>
    [Range(1, 60_000)]
    public int SavesPerMinute { get; set; } = 360;

    /// <summary>The script with which fans consent in the browser. Apple allows no other copy of it than its own.</summary>
    [Required]
    public Uri MusicKitUrl { get; set; } = new("https://js-cdn.music.apple.com/musickit/v3/musickit.js");

    public bool Enabled => !string.IsNullOrEmpty(TeamId) && !string.IsNullOrEmpty(KeyId) && !string.IsNullOrEmpty(PrivateKey);

    /// <summary>Lower case, at least one, each once.</summary>
    public IReadOnlyList<string> OrderedStorefronts => Storefronts.Count == 0 ? ["us"] : [.. Storefronts.Select(storefront => storefront.ToLowerInvariant()).Distinct()];

    /// <summary>Lower case; what is to be asked for these codes after <see cref="OrderedStorefronts"/>.</summary>
    public IReadOnlyList<string> FurtherFor(IEnumerable<string> isrcs) => [.. FurtherCountries
        .InOrder(FurtherStorefronts, isrcs, AppleMusicStorefronts.All, [.. OrderedStorefronts.Select(storefront => storefront.ToUpperInvariant())]).Select(country => country.ToLowerInvariant())];

    public ServicePace Pace => new("apple-music", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Max(1, RequestsPerMinute / 15));

    public ServicePace SavePace => new("apple-music-saves", TimeSpan.FromMinutes(1) / SavesPerMinute, Math.Max(1, SavesPerMinute / 60));

    public static ServicePace ConsentPace { get; } = new("apple-music-consents", TimeSpan.FromSeconds(0.5), 5);

    public SaveCapability Saving => Enabled
        ? new(StreamingService.AppleMusic, SaveAbility.Save, null, Follows: false, null)
        : new(StreamingService.AppleMusic, SaveAbility.None, null, Follows: false, "Apple Music has no key: set AppleMusic__TeamId, AppleMusic__KeyId and AppleMusic__PrivateKey.");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Storefronts.Count > MostStorefronts || Storefronts.Any(storefront => storefront is not { Length: 2 } || !storefront.All(char.IsAsciiLetter)))
            yield return new ValidationResult($"AppleMusic__Storefronts has at most {MostStorefronts} countries of two letters, such as us.", [nameof(Storefronts)]);
        if (string.IsNullOrEmpty(TeamId) && string.IsNullOrEmpty(KeyId) && string.IsNullOrEmpty(PrivateKey)) yield break;
        if (!IsId(TeamId)) yield return new ValidationResult("AppleMusic__TeamId is the developer team's id, ten letters and digits.", [nameof(TeamId)]);
        if (!IsId(KeyId)) yield return new ValidationResult("AppleMusic__KeyId is the MusicKit key's id, ten letters and digits.", [nameof(KeyId)]);
        if (FindKeyFault() is { } fault) yield return new ValidationResult($"AppleMusic__PrivateKey is the text of the key's .p8 file: {fault}", [nameof(PrivateKey)]);
    }

    /// <exception cref="CryptographicException">The text is no key of the curve P-256.</exception>
    /// <exception cref="FormatException">The text is no base64.</exception>
    public ECDsa ReadKey()
    {
        // A setting of one line often has its line ends written out.
        var lines = (PrivateKey ?? "").Replace("\\n", "\n", StringComparison.Ordinal).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var bytes = Convert.FromBase64String(string.Concat(lines.Where(line => !line.StartsWith("-----", StringComparison.Ordinal))));
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(bytes, out _);
            if (key.ExportParameters(false).Curve.Oid is not { Value: "1.2.840.10045.3.1.7" }) throw new CryptographicException("The key is not of the curve P-256.");
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    // Never says anything of the text itself: it is a secret, and this goes to the log.
    private string? FindKeyFault()
    {
        try
        {
            ReadKey().Dispose();
            return null;
        }
        catch (FormatException)
        {
            return "what is given is not base64.";
        }
        catch (CryptographicException)
        {
            return "what is given is not a PKCS #8 private key of the curve P-256.";
        }
    }

    private static bool IsId(string? id) => id is { Length: 10 } && id.All(char.IsAsciiLetterOrDigit);
}
