using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Tests.Host;

/// <summary>An app folder made for one test: host.json, function.json files, and the built HandlerApp as its executable.</summary>
internal sealed class AppFolder : IDisposable
{
    public AppFolder()
    {
        Root = Directory.CreateTempSubdirectory("smartlinks-host-").FullName;
        Path = Directory.CreateDirectory(System.IO.Path.Combine(Root, "app")).FullName;
        HostJson = JsonNode.Parse($$"""
            {
              "version": "2.0",
              "customHandler": {
                "description": { "defaultExecutablePath": {{JsonSerializer.Serialize(Executable)}} },
                "enableProxyingHttpRequest": true
              },
              "extensions": { "http": { "routePrefix": "" }, "queues": { "maxPollingInterval": "00:00:00.1" } }
            }
            """)!.AsObject();
    }

    /// <summary>The built HandlerApp lies beside this project's own output.</summary>
    public static string Executable
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
            return System.IO.Path.GetFullPath(System.IO.Path.Combine(output.FullName, "..", "..", "..", "..", "Fixtures", "HandlerApp", "bin",
                output.Parent!.Name, output.Name, "HandlerApp"));
        }
    }

    public string Root { get; }

    public string Path { get; }

    public JsonObject HostJson { get; private set; }

    public string RecordFile => System.IO.Path.Combine(Root, "records");

    public string ScriptFile => System.IO.Path.Combine(Root, "script");

    public AppFolder WithHostJson(string path, string json)
    {
        var names = path.Split('.');
        var at = HostJson;
        foreach (var name in names[..^1])
            at = (at[name] ??= new JsonObject()).AsObject();
        at[names[^1]] = JsonNode.Parse(json);
        return this;
    }

    public AppFolder With(string function, string json)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, function)).FullName;
        File.WriteAllText(System.IO.Path.Combine(folder, "function.json"), json);
        return this;
    }

    public AppFolder WithHttp(string function, string route, string? methods = null, string authLevel = "anonymous") => With(function, $$"""
        { "bindings": [
          { "type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "{{authLevel}}", "route": "{{route}}"{{(methods is null ? "" : $", \"methods\": {methods}")}} },
          { "type": "http", "direction": "out", "name": "res" } ] }
        """);

    public AppFolder WithTrigger(string function, string binding, string? retry = null) => With(function, $$"""
        { "bindings": [ {{binding}} ]{{(retry is null ? "" : $", \"retry\": {retry}")}} }
        """);

    public AppFolder Save()
    {
        File.WriteAllText(System.IO.Path.Combine(Path, "host.json"), HostJson.ToJsonString());
        return this;
    }

    /// <summary>How the handler answers events from now on; written in one step.</summary>
    public void Behave(string script)
    {
        File.WriteAllText(ScriptFile + ".new", script);
        File.Move(ScriptFile + ".new", ScriptFile, overwrite: true);
    }

    /// <summary>What the handler was given, oldest first.</summary>
    public IReadOnlyList<RecordedEvent> Records() => !File.Exists(RecordFile)
        ? []
        : [.. File.ReadAllText(RecordFile).Split('\n')[..^1].Select(static line => new RecordedEvent(JsonDocument.Parse(line).RootElement))];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>One POST the host made for an event.</summary>
internal sealed record RecordedEvent(JsonElement Json)
{
    private readonly JsonElement body = JsonDocument.Parse(Json.GetProperty("body").GetString()!).RootElement;

    public string Function => Json.GetProperty("function").GetString()!;

    public JsonElement Data => body.GetProperty(nameof(Data));

    public JsonElement Metadata => body.GetProperty(nameof(Metadata));

    public string? Header(string name) => Json.GetProperty("headers").EnumerateObject()
        .Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static header => header.Value[0].GetString()).FirstOrDefault();

    /// <summary>The value of an input after the second parse that every text needs.</summary>
    public JsonElement Decoded(string name) => JsonDocument.Parse(Data.GetProperty(name).GetString()!).RootElement;
}
