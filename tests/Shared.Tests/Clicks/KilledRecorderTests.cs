using System.Diagnostics;
using System.Globalization;
using Smartlinks.Clicks;

namespace Smartlinks.Tests.Clicks;

public sealed class KilledRecorderTests : IDisposable
{
    private readonly ClickWorld _world = new();

    [Fact]
    public async Task Every_click_acknowledged_before_a_SIGKILL_is_sent_by_the_next_process()
    {
        long acknowledged = 0;
        for (int round = 0; round < 3; round++)
            acknowledged += await WriteAndKillAsync(lines: 2000 + (round * 777));
        Assert.NotEmpty(_world.JournalFiles);

        using var journal = _world.NewJournal();
        await _world.NewSender(journal).AdoptOnceAsync(CancellationToken.None);
        await _world.CountAllAsync();

        var report = await new ClickReporter(_world.Rollups).GetAsync("lnk_killed", new DateOnly(1970, 1, 1), new DateOnly(1970, 1, 2));
        // The writer may have been killed between an append and its line: at most one click a round.
        Assert.InRange(report.Clicks, acknowledged, acknowledged + 3);
        Assert.Empty(_world.JournalFiles);
    }

    private async Task<long> WriteAndKillAsync(int lines)
    {
        using var writer = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "JournalWriter.dll"), _world.Options.JournalFolder])
        {
            RedirectStandardOutput = true,
        })!;
        long last = 0;
        for (int line = 0; line < lines; line++)
            last = long.Parse((await writer.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        writer.Kill();
        // What was in the pipe was acknowledged too.
        string rest = await writer.StandardOutput.ReadToEndAsync();
        await writer.WaitForExitAsync();
        string[] whole = rest.Split('\n')[..^1];
        return whole.Length == 0 ? last : long.Parse(whole[^1], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _world.Dispose();
}
