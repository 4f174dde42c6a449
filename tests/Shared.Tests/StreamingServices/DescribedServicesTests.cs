using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>docs/streaming-services.md says which settings there are, what they are when nobody sets them, and what each service can do.</summary>
public sealed partial class DescribedServicesTests
{
    private static readonly string[] s_rows = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "docs", "streaming-services.md"));

    /// <summary>Where a service is: for stand-ins, described together.</summary>
    private static readonly string[] s_places = ["BaseUrl", "TokenUrl", "ConsentUrl", "PagesUrl", "StandIn"];

    [Fact]
    public void Every_setting_of_every_source_is_described_with_its_default_and_no_other()
    {
        var options = new ServiceOptions();
        var settings = typeof(ServiceOptions).GetProperties().SelectMany(section => section.PropertyType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(setting => setting.SetMethod is { IsPublic: true } && !s_places.Contains(setting.Name))
            .Select(setting => $"{section.Name}__{setting.Name} = {Text(setting.GetValue(section.GetValue(options)))}"));

        var described = s_rows.Select(row => Setting().Match(row)).Where(match => match.Success).Select(match => $"{match.Groups["name"].Value} = {match.Groups["value"].Value}");

        Assert.Equal(settings.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_each_service_can_do_is_described_as_its_catalogue_says()
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Json("{}"));
        using var http = far.NewClient();
        var catalogues = ServiceCatalogues.Make(AllOn(), http, OpenGate.Instance, TimeProvider.System);

        var capabilities = catalogues.Select(catalogue => (catalogue.Service, Can: catalogue.Capabilities))
            .Select(each => $"{each.Service.Id} {Words(each.Can.ByIsrc, each.Can.ByUpc, each.Can.ByItem, each.Can.BySearch, each.Can.Save, each.Can.NeedsApproval)} {each.Can.DailyQuota}".Trim());
        var described = s_rows.Select(row => Service().Match(row)).Where(match => match.Success)
            .Select(match => $"{match.Groups["id"].Value} {Regex.Replace(match.Groups["can"].Value, "[| ]+", " ").Trim()}");

        Assert.Equal(StreamingService.All.Count, catalogues.Count);
        Assert.Equal(capabilities.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    private static ServiceOptions AllOn()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return new ServiceOptions
        {
            Spotify = { ClientId = "id", ClientSecret = "secret" },
            AppleMusic = { TeamId = "ABCDE12345", KeyId = "ABCDE12345", PrivateKey = key.ExportPkcs8PrivateKeyPem() },
            YouTubeMusic = { ApiKey = "key" },
            AmazonMusic = { ClientId = "id", ClientSecret = "secret", SecurityProfileId = "profile", RefreshToken = "token" },
            Tidal = { ClientId = "id", ClientSecret = "secret" },
            SoundCloud = { ClientId = "id", ClientSecret = "secret" },
        };
    }

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IReadOnlyCollection<string> { Count: 0 } => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Words(params bool[] can) => string.Join(' ', can.Select(each => each ? "yes" : "no"));

    [GeneratedRegex("^\\| `(?<name>[A-Za-z]+__[A-Za-z0-9]+)` \\| (`(?<value>[^`]*)` )?\\|")]
    private static partial Regex Setting();

    [GeneratedRegex("^\\| `(?<id>[a-z-]+)` \\| [^|]* \\|(?<can>( (yes|no) \\|){6} \\d* ?\\|)$")]
    private static partial Regex Service();
}
