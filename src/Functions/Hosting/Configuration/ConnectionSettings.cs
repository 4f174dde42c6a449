using Azure.Core;
using Azure.Identity;
using Smartlinks.Storage;

namespace Smartlinks.Functions.Hosting;

/// <summary>Where storage and the event hub are: by the settings that the Functions host reads for its triggers as well.</summary>
internal static class ConnectionSettings
{
    public static StorageOptions ReadStorage(SettingsReader settings)
    {
        const string name = "AzureWebJobsStorage";
        var section = settings.Section(name);
        var options = settings.Bind("Storage", new StorageOptions());
        (options.ConnectionString, options.TableServiceUri, options.QueueServiceUri) = (section.Value, null, null);
        if (!string.IsNullOrEmpty(options.ConnectionString))
        {
            if (options.FindFault() is { } fault) settings.Refuse($"{name}: {fault}");
            return options;
        }

        options.TableServiceUri = ReadUri(settings, section, "tableServiceUri") ?? ServiceUri(settings, section["accountName"], "table");
        options.QueueServiceUri = ReadUri(settings, section, "queueServiceUri") ?? ServiceUri(settings, section["accountName"], "queue");
        if (string.IsNullOrEmpty(section["accountName"]) && (string.IsNullOrEmpty(section["tableServiceUri"]) || string.IsNullOrEmpty(section["queueServiceUri"])))
            settings.Refuse($"{name} is not set: give a connection string, or {name}__accountName for an account that this app's identity may use.");
        options.Credential = Identity(settings, section["clientId"]);
        return options;
    }

    public static EventHubOptions ReadEventHub(SettingsReader settings)
    {
        const string name = "EventHub";
        var section = settings.Section(name);
        var options = new EventHubOptions { ConnectionString = section.Value, EventHubName = StorageNames.ClickHub, MaxRetries = 0 };
        if (string.IsNullOrEmpty(options.ConnectionString))
        {
            options.FullyQualifiedNamespace = section["fullyQualifiedNamespace"];
            options.Credential = Identity(settings, section["clientId"]);
            if (string.IsNullOrEmpty(options.FullyQualifiedNamespace))
            {
                settings.Refuse($"{name} is not set: give {name}__fullyQualifiedNamespace, or a connection string.");
                return options;
            }
        }

        if (options.FindFault() is { } fault) settings.Refuse($"{name}: {fault}");
        return options;
    }

    /// <summary>Where the platform gives the app an identity, that one and no other; on a developer's machine whoever is signed in there.</summary>
    /// <param name="clientId">Of a user-assigned identity; null: the system-assigned one.</param>
    public static TokenCredential Identity(SettingsReader settings, string? clientId) => settings.Has("IDENTITY_ENDPOINT")
        ? new ManagedIdentityCredential(string.IsNullOrEmpty(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId))
        : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });

    private static Uri? ServiceUri(SettingsReader settings, string? account, string service)
    {
        if (string.IsNullOrEmpty(account)) return null;
        if (account.Length is >= 3 and <= 24 && account.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))) return new Uri($"https://{account}.{service}.core.windows.net");
        if (service == "table") settings.Refuse("AzureWebJobsStorage__accountName is not an account's name: 3 to 24 lower-case letters and digits.");
        return null;
    }

    private static Uri? ReadUri(SettingsReader settings, IConfigurationSection section, string key)
    {
        if (section[key] is not { Length: > 0 } text) return null;
        // Tokens go over https only.
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps) return uri;
        settings.Refuse($"AzureWebJobsStorage__{key} is not an https address.");
        return null;
    }
}
