using Azure.Core;
using Azure.Identity;
using Smartlinks.SealingKey;

// Runs after `azd provision` (azure.yaml): `dotnet run --project infra/SealingKey -- VAULT APP`.
if (args is not [var vault, var app] || !Uri.TryCreate(vault, UriKind.Absolute, out var vaultUri) || vaultUri.Scheme != Uri.UriSchemeHttps || !app.StartsWith("/subscriptions/", StringComparison.Ordinal))
{
    await Console.Error.WriteLineAsync("Usage: SealingKey VAULT APP, the vault's address (https://….vault.azure.net/) and the Functions app's resource id (/subscriptions/…).");
    return 2;
}

using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false };
using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
// Whoever runs azd is signed in to it; a workflow by its federated credential.
TokenCredential credential = new ChainedTokenCredential(new AzureDeveloperCliCredential(), new AzureCliCredential());
try
{
    await new SealingKeyMaker(http, credential, TimeProvider.System, Console.Out).EnsureAsync(vaultUri, SealingKeyMaker.ResourceManager, app, CancellationToken.None);
    return 0;
}
catch (Exception failure) when (failure is SealingKeyException or AuthenticationFailedException or HttpRequestException or TaskCanceledException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
