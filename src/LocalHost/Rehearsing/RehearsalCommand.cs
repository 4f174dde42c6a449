using System.Text.Json;
using Smartlinks.LocalHost.Machine;

namespace Smartlinks.LocalHost.Rehearsing;

/// <summary>Has a link rehearsed by the LocalHost that runs, and shows the steps.</summary>
public sealed class RehearsalCommand(RunningMachine machine, TextWriter screen, TimeProvider time)
{
    private const int NameWidth = 14;
    private const int TextWidth = 100;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500);

    /// <returns>What the program ends with: 0 passed, 1 failed.</returns>
    public async Task<int> RunAsync(string named, CancellationToken cancellationToken)
    {
        var link = await machine.FindLinkAsync(named, cancellationToken);
        var path = $"{machine.LinksPath}/{link.GetProperty("id").GetString()}/rehearsal";
        screen.WriteLine($"Rehearsing {link.GetProperty("url").GetString()} …");
        var rehearsal = await machine.SendAsync(HttpMethod.Post, path, cancellationToken) ?? throw new LocalHostException("The link is not there any more.");
        var (startedAt, shown) = (time.GetTimestamp(), "");
        while (rehearsal.GetProperty("state").GetString() == "running")
        {
            if (time.GetElapsedTime(startedAt) > s_longest) throw new LocalHostException("The rehearsal did not end within 20 minutes; the log of LocalHost may say why.");
            var progress = $"  {rehearsal.GetProperty("progress").GetDouble() * 100:0} %";
            if (progress != shown && rehearsal.GetProperty("startedAt").ValueKind != JsonValueKind.Null) screen.WriteLine(shown = progress);
            await Task.Delay(s_between, time, cancellationToken);
            rehearsal = await machine.SendAsync(HttpMethod.Get, path, cancellationToken) ?? throw new LocalHostException("The link is not there any more.");
        }

        return Show(rehearsal);
    }

    private int Show(JsonElement rehearsal)
    {
        screen.WriteLine();
        foreach (var step in rehearsal.GetProperty("steps").EnumerateArray())
        {
            var outcome = step.GetProperty("outcome").GetString();
            Write($"  {(outcome == "passed" ? '✓' : outcome == "failed" ? '✗' : '!')} {step.GetProperty("name").GetString()!.PadRight(NameWidth)} ", step.GetProperty("seen").GetString()!);
            if (step.GetProperty("toDo").GetString() is { } toDo) Write(new string(' ', NameWidth + 5), "→ " + toDo);
        }

        var hasPassed = rehearsal.GetProperty("state").GetString() == "passed";
        screen.WriteLine();
        screen.WriteLine(hasPassed ? "Passed." : "Failed: see the steps with ✗.");
        return hasPassed ? 0 : 1;
    }

    /// <summary>Breaks the text between words, further lines under the first.</summary>
    private void Write(string before, string text)
    {
        var line = before;
        foreach (var word in text.Split(' '))
        {
            if (line.Length > before.Length && line.Length + word.Length > before.Length + TextWidth)
            {
                screen.WriteLine(line.TrimEnd());
                line = new string(' ', before.Length);
            }

            line += word + " ";
        }

        screen.WriteLine(line.TrimEnd());
    }
}
