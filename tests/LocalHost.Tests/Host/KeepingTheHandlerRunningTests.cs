using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Smartlinks.LocalHost.Host;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Host;

public sealed class KeepingTheHandlerRunningTests : IDisposable
{
    private readonly AppFolder app = new AppFolder().WithHttp("api", "api/{*path}");

    [Fact]
    public async Task The_handler_gets_the_five_variables_the_settings_and_the_app_folder()
    {
        app.WithHostJson("customHandler.description.arguments", """["--greeting=%GREETING%"]""");
        await using var host = await RunningHost.StartAsync(app, static setup => setup.Settings["GREETING"] = "hello");

        var seen = await host.GetJsonAsync("/api/environment");

        var all = seen.GetProperty("All");
        var port = $"{host.Host.HandlerPort}";
        Assert.Equal(port, all.GetProperty("FUNCTIONS_CUSTOMHANDLER_PORT").GetString());
        Assert.Equal(port, all.GetProperty("FUNCTIONS_HTTPWORKER_PORT").GetString());
        Assert.True(Guid.TryParse(all.GetProperty("FUNCTIONS_CUSTOMHANDLER_WORKER_ID").GetString(), out _));
        Assert.Equal(all.GetProperty("FUNCTIONS_CUSTOMHANDLER_WORKER_ID").GetString(), all.GetProperty("FUNCTIONS_HTTPWORKER_ID").GetString());
        Assert.Equal(app.Path, all.GetProperty("FUNCTIONS_APP_ROOT_PATH").GetString());
        Assert.Equal("hello", all.GetProperty("GREETING").GetString());
        Assert.True(all.TryGetProperty("PATH", out _));
        Assert.Equal(app.Path, seen.GetProperty("folder").GetString());
        Assert.Equal("--greeting=hello", seen.GetProperty("arguments")[0].GetString());
    }

    [Fact]
    public async Task Output_lines_are_logged_at_the_levels_of_the_real_host()
    {
        await using var host = await RunningHost.StartAsync(app);

        await host.Client.GetAsync("/api/print?out=plain+line&error=Some+Warning+here");
        await host.Client.GetAsync("/api/print?out=LanguageWorkerConsoleLog+system&error=bad+thing");

        Assert.Equal(HostLogEntry.Console, (await host.LoggedAsync(LogLevel.Information, "plain line")).Category);
        Assert.Equal(HostLogEntry.Console, (await host.LoggedAsync(LogLevel.Warning, "Some Warning here")).Category);
        Assert.Equal(HostLogEntry.Console, (await host.LoggedAsync(LogLevel.Error, "bad thing")).Category);
        Assert.Equal(HostLogEntry.System, (await host.LoggedAsync(LogLevel.Information, "LanguageWorkerConsoleLog system")).Category);
    }

    [Fact]
    public async Task After_exit_0_nothing_is_restarted_and_every_call_fails_with_an_empty_500()
    {
        await using var host = await RunningHost.StartAsync(app);

        await ExitAsync(host, 0);
        await host.LoggedAsync(LogLevel.Warning, "exited with code 0");
        var answer = await host.Client.GetAsync("/api/echo");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Null(host.Host.HandlerProcessId);
    }

    [Fact]
    public async Task Exit_200_is_a_restart_that_is_never_counted_and_keeps_the_port()
    {
        await using var host = await RunningHost.StartAsync(app, static setup => setup.RestartsAfterGivingUp = false);
        var port = host.Host.HandlerPort;

        for (var i = 0; i < 4; i++)
        {
            await ExitAsync(host, 200);
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/api/echo")).StatusCode);
        }

        Assert.False(host.Host.Completion.IsCompleted);
        Assert.Equal(port, host.Host.HandlerPort);
    }

    [Fact]
    public async Task The_third_other_exit_ends_the_host()
    {
        await using var host = await RunningHost.StartAsync(app, static setup => setup.RestartsAfterGivingUp = false);

        for (var i = 0; i < 2; i++)
        {
            await ExitAsync(host, 1);
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/api/echo")).StatusCode);
        }
        await ExitAsync(host, 1);
        var stop = await host.Host.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(HostStopReason.HandlerFailedTooOften, stop.Reason);
    }

    [Fact]
    public async Task Failures_are_forgotten_when_the_last_is_more_than_30_minutes_old()
    {
        var clock = new ManualTime();
        await using var host = await RunningHost.StartAsync(app, setup => (setup.Clock, setup.RestartsAfterGivingUp) = (clock, false));

        for (var i = 0; i < 4; i++)
        {
            if (i == 2)
                clock.Advance(TimeSpan.FromMinutes(31));
            Assert.True(await host.Host.KillHandlerAsync());
            await host.Host.WaitUntilReadyAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.False(host.Host.Completion.IsCompleted);
    }

    [Fact]
    public async Task The_platform_starts_another_host_at_the_same_address()
    {
        await using var host = await RunningHost.StartAsync(app);
        var (instance, address) = (host.Host.InstanceId, host.Host.Address);

        for (var i = 0; i < 3; i++)
        {
            await host.Host.WaitUntilReadyAsync();
            Assert.True(await host.Host.KillHandlerAsync());
        }
        await Eventually.HoldsAsync(() => host.Host.InstanceId is { } now && now != instance, "another host");

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/api/echo")).StatusCode);
        Assert.Equal(address, host.Host.Address);
        Assert.False(host.Host.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_handler_that_fails_at_once_three_times_ends_the_host()
    {
        await using var host = await RunningHost.StartAsync(app, static setup =>
        {
            setup.Settings["HANDLER_EXIT_AT_START"] = "3";
            setup.RestartsAfterGivingUp = false;
            setup.WaitsUntilReady = false;
        });

        var stop = await host.Host.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("code 3", stop.Message, StringComparison.Ordinal);
        Assert.Equal(3, host.Log.Count(static entry => entry.Message.Contains("exited with code 3", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_handler_that_never_answers_is_counted_by_the_initialization_timeout()
    {
        app.WithHostJson("customHandler.description", """{ "defaultExecutablePath": "sleep", "arguments": ["60"] }""").WithHostJson("customHandler.initializationTimeout", "\"00:00:00.2\"");
        await using var host = await RunningHost.StartAsync(app, static setup => (setup.RestartsAfterGivingUp, setup.WaitsUntilReady) = (false, false));

        var stop = await host.Host.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("did not answer", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_kills_the_handler_and_the_same_host_can_be_started_again()
    {
        await using var host = await RunningHost.StartAsync(app);
        var first = host.Host.HandlerProcessId!.Value;

        await host.Host.StopAsync();
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(first));
        Assert.Equal(HostStopReason.Requested, (await host.Host.Completion).Reason);

        await host.Host.StartAsync();
        await host.Host.WaitUntilReadyAsync();
        Assert.NotEqual(first, host.Host.HandlerProcessId);
    }

    [Fact]
    public async Task A_handler_left_behind_by_a_killed_host_is_ended_at_the_next_start()
    {
        await using var killed = await RunningHost.StartAsync(app);
        var left = killed.Host.HandlerProcessId!.Value;

        await using var next = await RunningHost.StartAsync(app);

        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(left));
        Assert.NotEqual(left, next.Host.HandlerProcessId);
    }

    [Fact]
    public async Task A_request_that_is_silent_too_long_ends_as_500()
    {
        await using var host = await RunningHost.StartAsync(app, static setup => setup.ActivityTimeout = TimeSpan.FromMilliseconds(300));

        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync("/api/hang")).StatusCode);
    }

    [Fact]
    public async Task A_request_that_runs_over_the_function_timeout_costs_the_handler_its_life()
    {
        app.WithHostJson("functionTimeout", "\"00:00:03\"");
        await using var host = await RunningHost.StartAsync(app);
        var before = host.Host.HandlerProcessId;

        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync("/api/hang")).StatusCode);

        await Eventually.HoldsAsync(() => host.Host.HandlerProcessId is { } now && now != before, "another handler");
        await host.Host.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/api/echo")).StatusCode);
    }

    [Fact]
    public async Task Requests_under_way_are_answered_before_a_stop()
    {
        await using var host = await RunningHost.StartAsync(app);
        using var answer = await host.Client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);

        var stopping = host.Host.StopAsync();
        var handler = new Uri($"http://127.0.0.1:{host.Host.HandlerPort}/api/release");
        await host.Client.GetAsync(handler);
        var text = await answer.Content.ReadAsStringAsync();
        await stopping;

        Assert.Contains("data: second", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_runs_over_its_time_costs_the_handler_its_life_uncounted()
    {
        app.WithHostJson("functionTimeout", "\"00:00:01\"").WithTrigger("timer", """{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 0 0 1 1 *" }""");
        await using var host = await RunningHost.StartAsync(app, static setup => setup.RestartsAfterGivingUp = false);
        var before = host.Host.HandlerProcessId;
        app.Behave("hang");

        for (var i = 0; i < 3; i++)
        {
            using var body = new StringContent("{}");
            Assert.Equal(HttpStatusCode.Accepted, (await host.Client.PostAsync("/admin/functions/timer", body)).StatusCode);
            await Eventually.HoldsAsync(() => host.Host.HandlerProcessId is { } now && now != before, "another handler");
            before = host.Host.HandlerProcessId;
            await host.Host.WaitUntilReadyAsync();
        }

        Assert.Contains("Timeout value of 00:00:01", (await host.LoggedAsync(LogLevel.Error, "timer")).Message, StringComparison.Ordinal);
        Assert.False(host.Host.Completion.IsCompleted);
    }

    public void Dispose() => app.Dispose();

    private static async Task ExitAsync(RunningHost host, int code)
    {
        var before = host.Host.HandlerProcessId;
        // With a body: a request without one would be sent again to the next handler, as the real host's client does it.
        using var body = new StringContent("go");
        await host.Client.PostAsync($"/api/exit?code={code}", body);
        await Eventually.HoldsAsync(() => host.Host.HandlerProcessId != before, "the handler gone");
    }
}
