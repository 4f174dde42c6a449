namespace Smartlinks.EndToEnd.Tests;

/// <summary>One LocalHost for all tests of the collection: they run one after the other and make their own links.</summary>
public sealed class RunningLocalHost : IAsyncLifetime
{
    /// <summary>Which header carries a fan's address is configuration; this is the one of Azure's front end.</summary>
    public const string AddressHeader = "CLIENT-IP";

    public LocalHostProcess Host { get; private set; } = null!;

    /// <summary>TIDAL's pace, a request in five seconds, is set far above its limit, and the sandbox does not mind: many links are made here, and none may wait for it.</summary>
    public async Task InitializeAsync()
    {
        Host = await LocalHostProcess.StartAsync(new LocalHostStart { Environment = new Dictionary<string, string> { ["App__AddressHeaders__0"] = AddressHeader, ["Tidal__RequestsPerMinute"] = "600" } });
        await new Services.SandboxControls(Host.Http, Host.Sandbox).StopRefusingAsync("tidal");
    }

    public async Task DisposeAsync()
    {
        if (Host is not null) await Host.DisposeAsync();
    }
}

[CollectionDefinition(nameof(RunningLocalHost))]
public sealed class RunningLocalHostDefinition : ICollectionFixture<RunningLocalHost>;
