using Smartlinks.LocalHost.Host;

namespace Smartlinks.LocalHost.Tests.Host;

public sealed class ReadingConfigurationTests : IDisposable
{
    private readonly AppFolder app = new();

    [Fact]
    public void The_products_own_host_json_is_accepted()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Smartlinks.sln")))
            root = root.Parent!;
        File.Copy(Path.Combine(root.FullName, "host.json"), Path.Combine(app.Path, "host.json"));

        var configuration = HostConfiguration.Load(app.Path, new AppSettings(null));

        Assert.Equal("", configuration.RoutePrefix);
        Assert.Equal(new QueueSettings(32, 16, 5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2)), configuration.Queues);
        Assert.Equal(100, configuration.EventHubs.MaxEventBatchSize);
        Assert.Equal(TimeSpan.FromMinutes(10), configuration.FunctionTimeout);
    }

    [Fact]
    public void Functions_are_ordered_by_name_without_case_and_routes_carry_the_prefix()
    {
        app.WithHostJson("extensions.http", """{ "routePrefix": "v1" }""").WithHttp("zz", "{*all}").WithHttp("Beta", "b").WithHttp("alpha", "/a/");

        var configuration = Load();

        Assert.Equal(["alpha", "Beta", "zz"], configuration.Functions.Select(static function => function.Name));
        Assert.Equal(["v1/a", "v1/b", "v1/{*all}"], configuration.Functions.Select(static function => ((HttpTriggerDefinition)function.Trigger).Route));
    }

    [Fact]
    public void The_route_prefix_is_api_and_the_auth_level_function_when_nothing_is_said()
    {
        app.HostJson.Remove("extensions");
        app.With("Things", """{ "bindings": [ { "type": "httpTrigger", "direction": "in", "name": "req" }, { "type": "http", "direction": "out", "name": "res" } ] }""");

        var trigger = (HttpTriggerDefinition)Load().Functions.Single().Trigger;

        Assert.Equal("api/Things", trigger.Route);
        Assert.Equal(AuthLevel.Function, trigger.AuthLevel);
        Assert.True(trigger.IsProxied);
    }

    [Theory]
    [InlineData("customHandler", """{ "enableProxyingHttpRequest": true }""", "missing worker description")]
    [InlineData("customHandler.description", """{ "defaultExecutablePath": " " }""", "cannot be empty")]
    [InlineData("version", "\"1.0\"", "version")]
    [InlineData("extensions.queues", """{ "batchSize": 33 }""", "batchSize")]
    [InlineData("extensions.queues", """{ "maxPollingInterval": "00:00:00.05" }""", "maxPollingInterval")]
    [InlineData("extensions.eventHubs", """{ "maxWaitTime": "00:11:00" }""", "maxWaitTime")]
    [InlineData("retry", """{ "strategy": "fixedDelay", "maxRetryCount": 3 }""", "delayInterval")]
    [InlineData("functionTimeout", "\"soon\"", "functionTimeout")]
    public void A_host_json_the_real_host_refuses_is_refused_with_its_setting(string path, string json, string named)
    {
        app.WithHostJson(path, json);

        var refusal = Assert.Throws<HostConfigurationException>(Load);

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_without_host_json_is_refused() =>
        Assert.Contains("host.json", Assert.Throws<HostConfigurationException>(() => HostConfiguration.Load(app.Path, new AppSettings(null))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1st")]
    [InlineData("has.dot")]
    [InlineData("Host")]
    public void A_function_name_the_real_host_refuses_is_in_error(string name)
    {
        app.WithHttp(name, "x").WithHttp("good", "y");

        var configuration = Load();

        Assert.Equal(name, Assert.Single(configuration.Errors).Function);
        Assert.Equal("good", Assert.Single(configuration.Functions).Name);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("/Administrator/x")]
    [InlineData("runtimes/x")]
    public void A_route_that_begins_with_a_reserved_word_is_in_error_even_under_a_prefix(string route)
    {
        app.WithHostJson("extensions.http", """{ "routePrefix": "api" }""").WithHttp("one", route);

        Assert.Contains("conflicts with one or more built in routes", Assert.Single(Load().Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_function_on_a_route_is_in_error_when_their_methods_meet()
    {
        app.WithHttp("a", "same", """["get","post"]""").WithHttp("b", "Same", """["post"]""").WithHttp("c", "same", """["delete"]""");

        var configuration = Load();

        Assert.Equal("b", Assert.Single(configuration.Errors).Function);
        Assert.Equal(["a", "c"], configuration.Functions.Select(static function => function.Name));
    }

    [Theory]
    [InlineData("""{ "type": "queueTrigger", "direction": "in", "name": "my_item", "queueName": "jobs" }""", "binding name")]
    [InlineData("""{ "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "Jobs" }""", "queue name")]
    [InlineData("""{ "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "%NOT_SET_ANYWHERE%" }""", "NOT_SET_ANYWHERE")]
    [InlineData("""{ "type": "queueTrigger", "direction": "in", "name": "item" }""", "queueName")]
    [InlineData("""{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "every day" }""", "schedule expression")]
    [InlineData("""{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 61 * * * *" }""", "schedule expression")]
    [InlineData("""{ "type": "eventHubTrigger", "direction": "in", "name": "events", "eventHubName": "clicks", "connection": "X", "cardinality": "some" }""", "cardinality")]
    [InlineData("""{ "type": "blobTrigger", "direction": "in", "name": "blob" }""", "not registered")]
    [InlineData("""{ "type": "queue", "direction": "out", "name": "out" }""", "No trigger")]
    public void A_binding_the_real_host_refuses_is_in_error(string binding, string named)
    {
        app.WithTrigger("one", binding);

        Assert.Contains(named, Assert.Single(Load().Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "strategy": "fixedDelay", "maxRetryCount": 5 }""")]
    [InlineData("""{ "strategy": "fixedDelay", "delayInterval": "00:00:01" }""")]
    [InlineData("""{ "strategy": "exponentialBackoff", "maxRetryCount": 5, "minimumInterval": "00:00:01" }""")]
    [InlineData("""{ "strategy": "often", "maxRetryCount": 5 }""")]
    public void A_retry_policy_without_its_numbers_is_in_error(string retry)
    {
        app.WithTrigger("one", """{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 * * * * *" }""", retry);

        Assert.Single(Load().Errors);
    }

    [Fact]
    public void Settings_are_put_into_names_schedules_and_arguments_and_unknown_ones_vanish_from_arguments()
    {
        app.WithHostJson("customHandler.description.arguments", """["--a=%A%", "%NOT_SET_ANYWHERE%", "b c"]""")
            .WithTrigger("queue", """{ "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "%QUEUE%" }""")
            .WithTrigger("timer", """{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "%WHEN%" }""");

        var configuration = Load(new Dictionary<string, string> { ["A"] = "1", ["QUEUE"] = "jobs", ["WHEN"] = "00:05:00" });

        Assert.Equal("--a=1  b c", configuration.Handler.Arguments);
        Assert.Equal("jobs", ((QueueTriggerDefinition)configuration.Functions[0].Trigger).QueueName);
        Assert.Equal("00:05:00", ((TimerTriggerDefinition)configuration.Functions[1].Trigger).Schedule.Text);
    }

    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-20T12:01:30Z", "2026-11-20T12:05:00Z", true)]
    [InlineData("*/5 * * * *", "2026-11-20T12:01:30Z", "2026-11-20T12:05:00Z", true)]
    [InlineData("*/20 * * * * *", "2026-11-20T12:01:30Z", "2026-11-20T12:01:40Z", false)]
    [InlineData("00:00:30", "2026-11-20T12:01:30Z", "2026-11-20T12:02:00Z", false)]
    [InlineData("0 0 9 * * 1-5", "2026-11-20T12:01:30Z", "2026-11-23T09:00:00Z", true)]
    public void A_schedule_of_six_fields_of_five_or_an_interval_is_read(string text, string now, string next, bool isMonitored)
    {
        var schedule = TimerSchedule.Parse(text);

        Assert.Equal(DateTimeOffset.Parse(next, null), schedule.NextAfter(DateTimeOffset.Parse(now, null), TimeZoneInfo.Utc));
        Assert.Equal(isMonitored, !schedule.FiresMoreThanOnceAMinute);
    }

    public void Dispose() => app.Dispose();

    private HostConfiguration Load() => Load(null);

    private HostConfiguration Load(Dictionary<string, string>? settings) => HostConfiguration.Load(app.Save().Path, new AppSettings(settings));
}
