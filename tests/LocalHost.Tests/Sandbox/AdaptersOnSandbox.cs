using Smartlinks.LocalHost.Sandbox.AmazonMusic;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The app's own adapters, pointed at a running sandbox as LocalHost points them.</summary>
internal static class AdaptersOnSandbox
{
    public static IReadOnlyList<IServiceCatalogue> Catalogues(SandboxFixture sandbox, string key = AmazonMusicSandbox.SecurityProfileId) =>
        ServiceCatalogues.Make(Options(sandbox, key), sandbox.Http, OpenGate.Instance, TimeProvider.System);

    public static ICrossReference CrossReference(SandboxFixture sandbox, string id, TimeProvider? time = null) =>
        ServiceCatalogues.MakeCrossReferences(Options(sandbox, ""), sandbox.Http, OpenGate.Instance, time ?? TimeProvider.System).Single(reference => reference.Id == id);

    private static ServiceOptions Options(SandboxFixture sandbox, string key)
    {
        var address = sandbox.Server.BaseAddress;
        return new ServiceOptions
        {
            AmazonMusic = new()
            {
                ClientId = AmazonMusicSandbox.ClientId,
                ClientSecret = AmazonMusicSandbox.ClientSecret,
                SecurityProfileId = key,
                RefreshToken = AmazonMusicSandbox.RefreshToken,
                BaseUrl = new Uri(address, "amazon-music/v1/"),
                TokenUrl = new Uri(address, "amazon-music/auth/o2/token"),
            },
            Pandora = new() { PagesUrl = new Uri(address, "pandora/") },
            Bandcamp = new() { PagesUrl = new Uri(address, "bandcamp/") },
            MusicBrainz = new() { BaseUrl = new Uri(address, "musicbrainz/ws/2/"), Contact = "localhost@smartlinks.example" },
            ITunes = new() { BaseUrl = new Uri(address, "itunes/") },
        };
    }
}
