using System.Globalization;
using System.Text;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>
/// One LocalHost for the tests of a collection, with recordings of their own. Its clock only ever goes forward, so that the tests may come in any order.
/// TIDAL's pace is far above what TIDAL allows and the sandbox does not hold the app to it: five seconds a request are for tests of pacing.
/// </summary>
public sealed class ServicesHost : IAsyncLifetime
{
    /// <summary>Made up, at all services but Pandora and Bandcamp (which only third parties know), and each another recording.</summary>
    public const int Recordings = 60;

    private const string EverySearchable = "spotify;apple-music;youtube-music;amazon-music;tidal;deezer;soundcloud";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-services-");

    public LocalHostProcess Host { get; private set; } = null!;

    public Api Api => Host.Api;

    public SandboxControls Sandbox { get; private set; } = null!;

    /// <summary>Code of a recording that comes out on <see cref="ReleaseDay"/> at all services but Deezer.</summary>
    public static string UnreleasedIsrc => "QZE2E2700001";

    public static DateOnly ReleaseDay { get; } = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(400);

    public static string Isrc(int number) => string.Create(CultureInfo.InvariantCulture, $"QZE2E26{number:00000}");

    public async Task InitializeAsync()
    {
        var file = Path.Combine(_folder.FullName, "own.csv");
        await File.WriteAllTextAsync(file, Catalogue(), new UTF8Encoding(false));
        Host = await LocalHostProcess.StartAsync(new LocalHostStart
        {
            Options = ["--catalogue", file],
            Environment = new Dictionary<string, string> { ["App__AddressHeaders__0"] = RunningLocalHost.AddressHeader, ["Tidal__RequestsPerMinute"] = "600" },
        });
        Sandbox = new SandboxControls(Host.Http, Host.Sandbox);
        await Sandbox.StopRefusingAsync("tidal");
    }

    public async Task DisposeAsync()
    {
        if (Host is not null) await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal static string Catalogue()
    {
        var rows = new StringBuilder("isrc,title,album,artists,released,durationMs,services\n");
        for (var number = 1; number <= Recordings; number++)
            rows.AppendLine(CultureInfo.InvariantCulture, $"{Isrc(number)},Pier {number} at Dusk,Pier {number} at Dusk,Harbour Wall {number},2024-03-{1 + (number % 28):00},{180_000 + (number * 1_000)},{EverySearchable}");
        rows.AppendLine(CultureInfo.InvariantCulture, $"{UnreleasedIsrc},Ebb and Flow,Ebb and Flow,Harbour Wall,{ReleaseDay:yyyy-MM-dd},201000,{EverySearchable.Replace(";deezer", "", StringComparison.Ordinal)}");
        return rows.ToString();
    }
}

[CollectionDefinition(nameof(ServicesHost))]
public sealed class ServicesHostDefinition : ICollectionFixture<ServicesHost>;
