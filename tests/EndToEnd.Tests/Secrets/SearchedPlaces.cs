using System.Text;
using Smartlinks.Storage;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>Everything that is searched for secrets, and which belong where. What belongs somewhere is said here, with the reason, and nowhere else.</summary>
internal sealed class SearchedPlaces
{
    /// <summary>LocalHost's own, for the next run and its user: keys are what these files are for. They are readable by this user only.</summary>
    private static readonly string[] s_keyFiles = ["sealing.keys", "demo-organization.json", "demo.json"];

    private readonly List<(string Place, string Text, string[] Allowed)> _places = [];

    public int Count => _places.Count;

    public void Add(string place, string text, params string[] allowed) => _places.Add((place, text, allowed));

    public bool Holds(string place, string text) => _places.Any(each => each.Place.StartsWith(place, StringComparison.Ordinal) && each.Text.Contains(text, StringComparison.Ordinal));

    public IReadOnlyList<Leak> Scan(IEnumerable<Secret> secrets)
    {
        var scanner = new SecretScanner(secrets);
        return [.. _places.SelectMany(each => scanner.Scan(each.Place, each.Text, each.Allowed)).DistinctBy(leak => (leak.Place, leak.Secret))];
    }

    /// <summary>Every row, every column. An address is in the clear where it is looked up to write to it, and nowhere else.</summary>
    public async Task AddTablesAsync(StorageClients storage)
    {
        foreach (var table in StorageNames.Tables)
        {
            string? continuation = null;
            do
            {
                var page = await storage.GetTableClient(table).QueryPageAsync(null, continuation: continuation);
                foreach (var row in page.Items) Add($"table {table} {row.PartitionKey}|{row.RowKey}", Write(row), table == "fans" ? [SecretsInPlay.EmailAddress] : []);
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }
    }

    /// <summary>Queue messages as Azurite has written them down: also those that are done with, until it clears up.</summary>
    public void AddQueues(string dataFolder) => AddFiles(Path.Combine(dataFolder, "azurite"), "queue", path => path.Contains("queue", StringComparison.OrdinalIgnoreCase));

    /// <summary>All that a run leaves on the disk: Azurite's files, journals, the hub, the log.</summary>
    public void AddDisk(string dataFolder) => AddFiles(dataFolder, "file", path => !s_keyFiles.Contains(Path.GetFileName(path)));

    public void AddFiles(string folder, string kind, Func<string, bool> isMeant)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(isMeant))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            var text = Encoding.Latin1.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            // The tables' file has table "fans", too; read row by row it is searched for addresses everywhere else.
            Add($"{kind} {Path.GetRelativePath(folder, path)}", text, path.Contains("db_table", StringComparison.Ordinal) ? [SecretsInPlay.EmailAddress] : []);
        }
    }

    /// <summary>What browsers and clients asked of the app, and its answers.</summary>
    public void AddExchanges(IEnumerable<Exchange> exchanges)
    {
        foreach (var exchange in exchanges)
        {
            var path = new Uri(new Uri("http://app"), exchange.Url).AbsolutePath;
            Add($"URL {exchange.Method} {path}", exchange.Url, InUrl(path));
            Add($"headers of {exchange.Method} {path} {exchange.Status}", exchange.Headers, InHeaders(exchange));
            Add($"body of {exchange.Method} {path} {exchange.Status}", exchange.Body, InBody(path));
        }
    }

    /// <summary>OAuth has the service send the browser back with code and state (RFC 6749 §4.1.2). A mail's address, and the fan's own, are opened by who has them.</summary>
    private static string[] InUrl(string path) =>
        path.StartsWith("/presave/callback/", StringComparison.Ordinal) ? ["code", "state"]
        : path == "/auth/callback" ? ["code", SecretsInPlay.Session]
        : path == "/auth/invitation" ? [SecretsInPlay.Invitation]
        : path.StartsWith("/presave/mail/", StringComparison.Ordinal) ? [SecretsInPlay.MailPass]
        : path == "/presave/mine" ? [SecretsInPlay.FanPass] : [];

    /// <summary>The way to the service carries the state; the fan's pass is what the fan's cookie is, and the app names no other place for it.</summary>
    private static string[] InHeaders(Exchange exchange) =>
        exchange.Headers.Contains("Location: ", StringComparison.Ordinal) && exchange.Method == "POST" ? ["state", SecretsInPlay.FanPass] : [SecretsInPlay.FanPass, SecretsInPlay.Session];

    /// <summary>
    /// The page that asks by MusicKit needs a developer token; an export is all that is known of the fan, for the fan. A new key and a new invitation are shown once, to who made them; the token of a session's
    /// own pages is in them, and the form of an invitation leads to its own address.
    /// </summary>
    private static string[] InBody(string path) =>
        path.EndsWith("/apple-music", StringComparison.Ordinal) ? [SecretsInPlay.DeveloperToken]
        : path == "/presave/mine/export" ? [SecretsInPlay.EmailAddress]
        : path is "/api/me" or "/auth/invitation" ? [SecretsInPlay.AntiForgery, SecretsInPlay.Invitation]
        : path.EndsWith("/keys", StringComparison.Ordinal) ? [SecretsInPlay.ApiKey]
        : path.EndsWith("/invitations", StringComparison.Ordinal) ? [SecretsInPlay.Invitation] : [];

    private static string Write(TableEntity row) => $"{row.PartitionKey} {row.RowKey} " + string.Join('\n', row.Properties.Select(property =>
        $"{property.Key}={(property.Value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : property.Value)}"));
}
