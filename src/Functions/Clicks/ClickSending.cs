using Smartlinks.Clicks;

namespace Smartlinks.Functions.Clicks;

/// <summary>Runs the click sender for as long as the process lives. A SIGKILL loses nothing: the next process ships this one's journal.</summary>
public sealed class ClickSending(ClickSender sender) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => sender.RunAsync(stoppingToken);
}
