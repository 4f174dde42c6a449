using Smartlinks.Functions.Hosting;

try
{
    await using var app = SmartlinksApp.Build(args);
    await app.RunAsync();
    return 0;
}
catch (ConfigurationFaultException fault)
{
    // Never 0: the host takes that for "meant to end" and calls a dead process from then on.
    await Console.Out.WriteLineAsync($"Smartlinks cannot start. {fault.Message}");
    return 64;
}
#pragma warning disable CA1031 // The runtime would write it to stderr and dump core; the host reads stdout and wants an exit code.
catch (Exception failure)
#pragma warning restore CA1031
{
    await Console.Out.WriteLineAsync($"Smartlinks has failed. {failure}");
    return 70;
}
