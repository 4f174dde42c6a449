using System.Collections;
using System.Globalization;

namespace Smartlinks.Fixtures.HandlerApp;

/// <summary>What a test tells the handler through its environment.</summary>
internal sealed class HandlerSettings
{
    private readonly Dictionary<string, string?> variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value);

    /// <summary>Every variable, to be shown.</summary>
    public IReadOnlyDictionary<string, string?> All => variables;

    public int Port => int.Parse(variables["FUNCTIONS_CUSTOMHANDLER_PORT"]!, CultureInfo.InvariantCulture);

    /// <summary>Exits at once with this code instead of listening.</summary>
    public int? ExitAtStart => variables.TryGetValue("HANDLER_EXIT_AT_START", out var text) ? int.Parse(text!, CultureInfo.InvariantCulture) : null;

    /// <summary>A file to which one JSON line is added for each event; it outlives the process.</summary>
    public string? RecordFile => variables.GetValueOrDefault("HANDLER_RECORD_FILE");

    /// <summary>A file that says how events are answered now; read anew for each.</summary>
    public string? ScriptFile => variables.GetValueOrDefault("HANDLER_SCRIPT_FILE");
}
