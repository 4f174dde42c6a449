using System.ComponentModel.DataAnnotations;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Deezer's open catalogue, without a key, and fans' libraries with an app of the days when Deezer still took new ones; section <c>Deezer</c>.</summary>
public sealed class DeezerOptions : IValidatableObject
{
    /// <summary>Deezer's limit for an address.</summary>
    private const int MostPer5Seconds = 50;

    /// <summary>On by default: it needs nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.deezer.com/");

    /// <summary>Requests in 5 seconds by all instances, 1 to 50: Deezer allows 50 to an address, and instances may share one.</summary>
    [Range(1, MostPer5Seconds)]
    public int RequestsPer5Seconds { get; set; } = 40;

    /// <summary>Of a Deezer app.</summary>
    public string? AppId { get; set; }

    /// <summary>What goes with it.</summary>
    [Secret]
    public string? AppSecret { get; set; }

    /// <summary>Where fans consent.</summary>
    [Required]
    public Uri ConsentUrl { get; set; } = new("https://connect.deezer.com/oauth/auth.php");

    /// <summary>Where tokens are had.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://connect.deezer.com/oauth/access_token.php");

    /// <summary>Saves a minute by all instances, 1 to 500. With the look-ups, they have to stay under the limit of an address.</summary>
    [Range(1, 500)]
    public int SavesPerMinute { get; set; } = 100;

    private bool CanSave => Enabled && !string.IsNullOrEmpty(AppId) && !string.IsNullOrEmpty(AppSecret);

    // The burst and what follows it within five seconds stay under the limit together.
    public ServicePace Pace => new("deezer", TimeSpan.FromSeconds(10) / RequestsPer5Seconds, Math.Max(1, RequestsPer5Seconds / 2));

    public ServicePace SavePace => new("deezer-saves", TimeSpan.FromMinutes(1) / SavesPerMinute, SaveBurst);

    public static ServicePace ConsentPace { get; } = new("deezer-consents", TimeSpan.FromSeconds(0.2), 25);

    public SaveCapability Saving => CanSave
        ? new(StreamingService.Deezer, SaveAbility.Save, null, Follows: true, null)
        : new(StreamingService.Deezer, SaveAbility.None, null, Follows: false, "Deezer takes no new apps. Who has one sets Deezer__AppId and Deezer__AppSecret.");

    private int SaveBurst => Math.Max(1, SavesPerMinute / 60);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var savesPer5Seconds = (int)Math.Ceiling((SavesPerMinute / 12.0) + SaveBurst);
        if (CanSave && RequestsPer5Seconds + savesPer5Seconds > MostPer5Seconds)
        {
            yield return new ValidationResult(
                $"Deezer__SavesPerMinute and Deezer__RequestsPer5Seconds together are up to {RequestsPer5Seconds + savesPer5Seconds} requests in 5 seconds, and Deezer allows {MostPer5Seconds}.",
                [nameof(SavesPerMinute), nameof(RequestsPer5Seconds)]);
        }
    }
}
