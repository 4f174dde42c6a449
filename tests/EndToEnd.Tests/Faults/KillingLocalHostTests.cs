using System.Net;

namespace Smartlinks.EndToEnd.Tests.Faults;

[Collection(nameof(FaultTests))]
public sealed class KillingLocalHostTests : IDisposable
{
    private const int Kills = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-faults-");

    /// <summary>
    /// LocalHost alone is killed: its app lives on until the next one ends it, and its Azurite saves when its input closes. Nothing answered is lost.
    /// </summary>
    [Fact]
    public async Task A_killed_localhost_comes_back_with_its_links_and_every_answered_click()
    {
        var start = FaultyHost.Impatient with { DataFolder = _folder.FullName };
        var host = await LocalHostProcess.StartAsync(start);
        var apps = new List<int>();
        try
        {
            var links = await host.CreateLinksAsync(20);
            await using var load = new Load(host.Url, links).Start();
            for (var kills = 0; kills < Kills; kills++)
            {
                await load.WaitForAnswersAsync(250);
                apps.Add(host.HandlerProcessId!.Value);
                await host.KillAloneAsync();
                await host.DisposeAsync();
                host = await LocalHostProcess.StartAsync(start);
                load.MoveTo(host.Url);
            }

            await load.WaitForAnswersAsync(100);
            await load.StopAsync();

            await host.AssertExactAsync(links, load);
            Assert.DoesNotContain(apps, ProcessTable.IsRunning);
            foreach (var link in links)
            {
                using var answer = await host.Http.GetAsync(new Uri($"/{link.Slug}/deezer", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
                Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
            }
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
