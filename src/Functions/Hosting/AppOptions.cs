using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Functions.Hosting;

/// <summary>What the deployment says of itself; section <c>App</c>.</summary>
public sealed class AppOptions
{
    public const string Section = "App";

    /// <summary>The public origin of links, such as <c>https://links.example</c>; null: taken from <c>X-Forwarded-Host</c> and <c>-Proto</c>.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Further host names that links may live on, lower case, besides the deployment's own.</summary>
    public List<string> Domains { get; set; } = [];

    /// <summary>Name of a header in which a trusted front end passes the visitor's country (ISO 3166-1 alpha-2); null: none does.</summary>
    [RegularExpression("^[A-Za-z0-9-]{1,60}$")]
    public string? CountryHeader { get; set; }

    /// <summary>Name of a header in which a trusted front end passes the host name the visitor asked for; null: the host's own <c>X-Forwarded-Host</c>, which is the front end's where one is.</summary>
    [RegularExpression("^[A-Za-z0-9-]{1,60}$")]
    public string? HostHeader { get; set; }

    /// <summary>
    /// Headers that may carry the visitor's address, first present wins: Front Door's, App Service's, and the host's own. A caller can forge them,
    /// so they are used for the country only. Configured ones come after these.
    /// </summary>
    public List<string> AddressHeaders { get; set; } = ["X-Azure-ClientIP", "CLIENT-IP", "X-Forwarded-For"];

    /// <summary>Whether artwork may be fetched from this machine: for the sandbox only.</summary>
    public bool AllowLoopbackArtwork { get; set; }

    /// <summary>Largest body of a management request, 1,024 to 1,048,576 bytes.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxApiBodyBytes { get; set; } = 65_536;

    /// <summary>File of LocalHost's story clock: 8 bytes, little endian, ticks to add to the system's time. Refused outside the Development environment.</summary>
    public string? ClockFile { get; set; }
}
