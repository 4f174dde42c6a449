using System.Runtime.InteropServices;
using Smartlinks.LocalHost.Azurite;
using Smartlinks.LocalHost.Host;
using Smartlinks.LocalHost.Machine;
using Smartlinks.LocalHost.Rehearsing;
using Smartlinks.LocalHost.Sandbox.Catalogues;

var screen = Console.Out;
using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    if (args is [RehearsalOptions.Command, .. var rest]) return await RehearseAsync(rest);
    var options = LocalHostOptions.Read(args);
    if (options.Help)
    {
        screen.WriteLine(LocalHostOptions.Usage);
        return 0;
    }

    var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    await using var machine = await OneMachine.StartAsync(options, FindRepository(), environment, screen, stopping.Token);
    var stopped = await Task.WhenAny(machine.Host.Completion, Task.Delay(Timeout.Infinite, stopping.Token));
    if (stopped != machine.Host.Completion)
    {
        screen.WriteLine("Stopping …");
        return 0;
    }

    screen.WriteLine($"The app stopped for good: {(await machine.Host.Completion).Message}");
    return 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}
catch (LocalHostException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return refused.ExitCode;
}
catch (CatalogueException refused)
{
    await Console.Error.WriteLineAsync($"--catalogue: {refused.Message}");
    return 2;
}
catch (Exception refused) when (refused is NpmToolsException or HostConfigurationException or IOException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 3;
}

async Task<int> RehearseAsync(string[] arguments)
{
    if (RehearsalOptions.Read(arguments) is not { } asked)
    {
        screen.WriteLine(RehearsalOptions.Usage);
        return 0;
    }

    using var running = RunningMachine.Find(asked.Data ?? Path.Combine(FindRepository(), ".local"));
    return await new RehearsalCommand(running, screen, TimeProvider.System).RunAsync(asked.Link, stopping.Token);
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}

static string FindRepository()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        if (File.Exists(Path.Combine(folder.FullName, "Smartlinks.sln"))) return folder.FullName;
    throw new LocalHostException("LocalHost runs from a clone of the repository: there is no Smartlinks.sln above it.");
}
