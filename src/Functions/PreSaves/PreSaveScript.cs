using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The one script of the pre-save form: it puts the browser's own zone in the place of the one guessed from the country. Without it the guess is sent.</summary>
internal static class PreSaveScript
{
    private const string Source = "for(const f of document.querySelectorAll('input[name=zone]')){const z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z)f.value=z}";

    public const string Element = $"<script>{Source}</script>";

    /// <summary>The script's hash as a policy names it.</summary>
    public static string CspHash { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Source)))}";
}
