namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>Names are the same in infra and in the code: tables, queues, the hub, functions.</summary>
public sealed class DeploymentTests
{
    [Fact]
    public async Task Tables_and_queues_are_those_of_the_code()
    {
        var tables = await DeployedApp.ResourcesAsync("storage.bicep", "Microsoft.Storage/storageAccounts/tableServices/tables");
        var queues = await DeployedApp.ResourcesAsync("storage.bicep", "Microsoft.Storage/storageAccounts/queueServices/queues");

        Assert.Equal(StorageNames.Tables.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
        Assert.Equal(StorageNames.Queues.Union(PoisonWatch.Names).Order(StringComparer.Ordinal), queues.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_queue_that_a_function_reads_has_a_companion_and_another_has_none()
    {
        var read = DeployedApp.Triggers("queueTrigger").Select(trigger => trigger.GetProperty("queueName").GetString()!);
        var names = (List<object?>)(await DeployedApp.NamesAsync())["queues"]!;

        Assert.Equal(read.Order(StringComparer.Ordinal), names.Cast<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Hub_and_consumer_group_are_those_of_the_code()
    {
        var trigger = Assert.Single(DeployedApp.Triggers("eventHubTrigger"));

        Assert.Equal([StorageNames.ClickHub], await DeployedApp.ResourcesAsync("clicks.bicep", "Microsoft.EventHub/namespaces/eventhubs"));
        Assert.Equal([trigger.GetProperty("consumerGroup").GetString()!], await DeployedApp.ResourcesAsync("clicks.bicep", "Microsoft.EventHub/namespaces/eventhubs/consumergroups"));
        Assert.Equal(StorageNames.ClickHub, trigger.GetProperty("eventHubName").GetString());
    }

    [Fact]
    public async Task Instances_that_always_run_are_of_functions_that_exist()
    {
        var app = await DeployedApp.FileAsync("app.bicep");
        var evaluator = await DeployedApp.EvaluatorAsync(app, ("warmHttp", 1), ("warmSaves", 2));
        var warm = ((List<object?>)evaluator.Evaluate(app.Variables.Single(variable => variable.Name == "warm").Value!)!).Cast<BicepObject>().ToList();

        Assert.Equal([("http", 1), ("function:SaveDue", 2)], warm.Select(each => ((string)each["name"]!, (int)each["instanceCount"]!)));
        Assert.Empty(Unknown(warm.Select(each => (string)each["name"]!)));
        Assert.Equal(["function:Visit", "function:SavesDue", "https"], Unknown(["http", "function:Visit", "function:SavesDue", "https"]));
    }

    /// <summary>Names that no scaling group has: all HTTP functions are one, every other function is one of its own.</summary>
    private static IEnumerable<string> Unknown(IEnumerable<string> names)
    {
        var groups = DeployedApp.Functions.Where(function => function.Trigger.GetProperty("type").GetString() != "httpTrigger").Select(function => $"function:{function.Name}").Append("http").ToList();
        return names.Where(name => !groups.Contains(name));
    }
}
