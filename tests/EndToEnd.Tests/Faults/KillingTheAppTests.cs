namespace Smartlinks.EndToEnd.Tests.Faults;

[Collection(nameof(FaultTests))]
public sealed class KillingTheAppTests : IDisposable
{
    private const int Lives = 2;
    private const int KillsPerLife = 10;
    private const int Links = 24;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-faults-");

    /// <summary>
    /// Twenty kills in two runs of LocalHost on the same data: the platform doubles its pause with every host that gave up, and half of the kills should
    /// not wait half a minute for the next.
    /// </summary>
    [Fact]
    public async Task Every_answered_click_is_counted_once_though_the_app_is_killed_twenty_times_under_load()
    {
        var start = new LocalHostStart { DataFolder = _folder.FullName };
        var random = new Random(1);
        var loads = new List<Load>();
        IReadOnlyList<LoadLink> links = [];
        for (var life = 0; life < Lives; life++)
        {
            await using var host = await LocalHostProcess.StartAsync(start);
            if (life == 0) links = await host.CreateLinksAsync(Links);
            await using var load = new Load(host.Url, links, loads.Count == 0 ? 0 : loads[^1].NamesUsed).Start();
            loads.Add(load);
            for (var kills = 0; kills < KillsPerLife;)
            {
                await load.WaitForAnswersAsync(random.Next(10, 120));
                if (await host.KillAppAsync()) kills++;
            }

            await load.WaitForAnswersAsync(50);
            await load.StopAsync();
            if (life == Lives - 1)
            {
                await host.AssertExactAsync(links, loads);
                Assert.True(loads.Sum(each => each.Answered) > 1000, "too little was answered to prove anything");
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
