using System.Globalization;

namespace Smartlinks.LocalHost.Machine;

/// <summary>A start that cannot work; the message is one line that says what to do.</summary>
/// <param name="exitCode">What the program ends with: 2 for wrong words, 3 for what is in the way on this machine.</param>
public sealed class LocalHostException(string message, int exitCode = 3) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>What LocalHost was asked for on its command line.</summary>
public sealed record LocalHostOptions
{
    public const int DefaultPort = 7071;
    public const int DefaultSandboxPort = 7090;

    public const string Usage = """
        Smartlinks on one machine.

          dotnet run --project src/LocalHost [-- options]

          --port N             port of the app (7071; 0: a free one)
          --sandbox-port N     port of the sandbox (7090; 0: a free one)
          --fresh              forget all data of earlier runs
          --live               ask the real keyless services instead of the sandbox's
          --app FOLDER         run this published app instead of the one just built
          --credits            charge for links; the demo organization has some credit
          --catalogue FILE     add a CSV file to the sandbox's catalogue (repeatable)
          --data FOLDER        keep data here (.local in the repository)
          --verbose            show the app's and the host's log
          --help               this text

          dotnet run --project src/LocalHost -- rehearse LINK

        plays a link's release at the LocalHost that runs; rehearse --help tells more.
        """;

    public int Port { get; init; } = DefaultPort;

    public int SandboxPort { get; init; } = DefaultSandboxPort;

    public bool Fresh { get; init; }

    public bool Live { get; init; }

    public bool Credits { get; init; }

    public bool Verbose { get; init; }

    public bool Help { get; init; }

    /// <summary>Null: what was built with LocalHost.</summary>
    public string? App { get; init; }

    /// <summary>Null: <c>.local</c> in the repository.</summary>
    public string? Data { get; init; }

    public IReadOnlyList<string> Catalogues { get; init; } = [];

    public static LocalHostOptions Read(IReadOnlyList<string> arguments)
    {
        var options = new LocalHostOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            options = name switch
            {
                "--fresh" => options with { Fresh = true },
                "--live" => options with { Live = true },
                "--credits" => options with { Credits = true },
                "--verbose" => options with { Verbose = true },
                "--help" or "-h" => options with { Help = true },
                "--port" => options with { Port = ReadPort(name, Next()) },
                "--sandbox-port" => options with { SandboxPort = ReadPort(name, Next()) },
                "--app" => options with { App = Path.GetFullPath(Next()) },
                "--data" => options with { Data = Path.GetFullPath(Next()) },
                "--catalogue" => options with { Catalogues = [.. options.Catalogues, Path.GetFullPath(Next())] },
                _ => throw new LocalHostException($"'{name}' is not an option; --help lists them.", 2),
            };

            string Next() => ++i < arguments.Count ? arguments[i] : throw new LocalHostException($"{name} takes a value; --help tells which.", 2);
        }

        if (options.App is { } app && !File.Exists(Path.Combine(app, "host.json"))) throw new LocalHostException($"--app: there is no host.json in {app}; publish the app there first.", 2);
        if (options.Catalogues.FirstOrDefault(file => !File.Exists(file)) is { } missing) throw new LocalHostException($"--catalogue: there is no file {missing}.", 2);
        return options;
    }

    private static int ReadPort(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535 ? port : throw new LocalHostException($"{name} takes a port from 0 to 65535.", 2);
}
