using System.Text;
using Azure;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

/// <summary>
/// Some thousand pre-saves through their night, with kills before and after any storage step, lost answers, doubled messages, several savers and two timers at once,
/// missed minutes, moved dates, late music, and services and fans that misbehave.
/// </summary>
public sealed class CrashSoakTests
{
    private const int Fans = 2_000;
    private const int Workers = 4;

    private static readonly TimeZoneInfo[] s_zones =
        [.. new[] { "Pacific/Kiritimati", "Asia/Tokyo", "Europe/Berlin", "America/New_York" }.Select(TimeZoneInfo.FindSystemTimeZoneById)];

    private readonly PreSaveWorld _world = new();
    private readonly Crashes _crashes;
    private readonly SoakFans _fans;

    public CrashSoakTests()
    {
        _crashes = new Crashes(20261204, _world.Faults);
        _fans = new SoakFans(_world, _crashes);
    }

    [Fact]
    public async Task Every_pre_save_ends_in_one_state_that_its_library_agrees_with()
    {
        var (early, moved) = (await _world.LinkAsync(), await _world.LinkAsync("moved-slug", ReleaseMoment.AtInstant(PreSaveWorld.BerlinMidnight.AddDays(9)), id: LinkId.Parse("lnk_01hzzzzzzzzzzzzzzzzzzzzzzy"), organization: "org_other-label"));
        // Apple Music's match comes when the release is out for long in most zones.
        early = await _world.ChangeAsync(early, link => link.With(Destination.Pending(StreamingService.AppleMusic)));
        await TakeAllAsync([early, moved]);
        moved = await _world.ChangeAsync(moved, link => link with { Release = PreSaveWorld.DecemberFourth });
        while (!await _crashes.RunAsync(() => _world.Follower.FollowAsync(moved.Address, moved.Id, default)))
        {
        }

        _fans.Misbehave(quotaUntil: PreSaveWorld.BerlinMidnight.AddHours(2), burstFrom: new DateTimeOffset(2026, 12, 3, 15, 0, 0, TimeSpan.Zero), deezerLiveAt: new DateTimeOffset(2026, 12, 3, 11, 0, 0, TimeSpan.Zero));
        _world.GoTo(new DateTimeOffset(2026, 12, 3, 9, 59, 30, TimeSpan.Zero));
        (_crashes.Kills, _crashes.LostAnswers) = (0.02, 0.015);
        await NightAsync(PreSaveWorld.BerlinMidnight.AddHours(2));
        await _world.ChangeAsync(early, link => link.With(new Destination(StreamingService.AppleMusic, DestinationUrl.Parse(StreamingService.AppleMusic, "https://music.apple.com/us/album/some/1440935467?i=1440935808"), DestinationStatus.Confirmed, [])));
        await NightAsync(PreSaveWorld.BerlinMidnight.AddHours(6 + 76));

        Assert.Equal(_fans.Count, _world.All.Count);
        Assert.Equal(_fans.Count, _world.All.Select(each => each.Fan).Distinct().Count());
        Assert.Empty(_world.All.Where(each => !each.IsEnded).Select(each => $"{each.Service} {each.Key.Zone} {each.State} {each.Reason} {each.NextAt:O}"));
        Assert.Empty(_world.All.Where(each => !_fans.IsRight(each)).Select(each => $"{_fans.KindOf(each.Fan)} {each.Service} {each.Key.Zone} {each.State} {each.Reason} holds: {_fans.Holds(each)} {each.Attempts}").Take(20));
        _world.CountsAreRight();
        // What is left for the timer are the moments the moved link had before; they lead nowhere.
        Assert.Equal(s_zones.Length, _world.MomentCount);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddDays(9).AddMinutes(1));
        Assert.Equal(0, _world.MomentCount);
        // Each library holds the music once, if at all, and only fans of the soak have one.
        Assert.All([_world.Spotify, _world.Apple, _world.Deezer], library => Assert.Equal(library.Held.Count, library.Held.Select(held => held.Token.Replace("fresh ", "", StringComparison.Ordinal)).Distinct().Count()));
        Assert.True(_crashes.Killed > 50 && _crashes.Lost > 50, $"{_crashes.Killed} kills, {_crashes.Lost} lost answers");
    }

    private async Task TakeAllAsync(Link[] links)
    {
        StreamingService[] services = [StreamingService.Spotify, StreamingService.AppleMusic, StreamingService.Deezer];
        await Parallel.ForEachAsync(Enumerable.Range(0, Fans), new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (index, _) =>
        {
            var (fan, link, service, zone) = (_fans.Add(index), links[index % 2], services[index / 2 % 3], s_zones[index / 6 % 4]);
            if (_fans.KindOf(fan) == SoakFan.Ignored) service = StreamingService.AppleMusic;
            if (_fans.KindOf(fan) == SoakFan.HadIt) LibraryOf(service).Put(fan.ToString(), ItemOf(service));
            await InsistAsync(async () => Assert.True(await _world.TakeAsync(link, fan, service, zone) is TakeResult.Taken or TakeResult.AlreadyThere));
            if (_fans.KindOf(fan) == SoakFan.Canceling) await InsistAsync(async () => Assert.True(await _world.Canceler.CancelAsync(fan, link.Id, service, default) is CancelResult.Canceled or CancelResult.AlreadyEnded));
        });
        Assert.Equal(Fans, _world.All.Count);
        _world.CountsAreRight();
    }

    /// <summary>As a fan does whose request failed.</summary>
    private async Task InsistAsync(Func<Task> request)
    {
        while (!await _crashes.RunAsync(request))
        {
        }
    }

    private async Task NightAsync(DateTimeOffset until)
    {
        while (_world.Time.GetUtcNow() < until)
        {
            // Minute by minute while something is near, else ten.
            var now = _world.Time.GetUtcNow();
            var isNear = s_zones.Any(zone => now - PreSaveWorld.DecemberFourth.InstantIn(zone) is { TotalMinutes: > -2 and < 25 });
            _world.GoTo(now + TimeSpan.FromMinutes(isNear ? 1 : 10));
            if (!_crashes.Chance(0.1)) await Task.WhenAll(_crashes.RunAsync(() => _world.Timer.FireAsync(default)), _crashes.RunAsync(() => _world.Timer.FireAsync(default)));
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkOffAsync)));
        }
    }

    private async Task WorkOffAsync()
    {
        while (await _world.Queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(2)) is [var message])
        {
            if (SavesDue.TryRead(Encoding.UTF8.GetString(message.Body!)) is not { } due) throw new InvalidOperationException("No message of ours.");
            var isDone = await _crashes.RunAsync(() => _world.Saver.SaveAsync(due, default));
            // Delivered twice, while it is worked on or afterwards.
            if (_crashes.Chance(0.03)) await Task.WhenAll(_crashes.RunAsync(() => _world.Saver.SaveAsync(due, default)), _crashes.RunAsync(() => _world.Saver.SaveAsync(due, default)));
            // Five failures: the host puts it aside, and nobody reads it there.
            if (isDone || message.DequeueCount == 5) await _world.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    private TestLibrary LibraryOf(StreamingService service) => service == StreamingService.Spotify ? _world.Spotify : service == StreamingService.AppleMusic ? _world.Apple : _world.Deezer;

    private static string ItemOf(StreamingService service) => service == StreamingService.Spotify ? "2plbrEY59IikOBgBGLjaoe" : service == StreamingService.AppleMusic ? "1440935808" : "2947516331";
}
