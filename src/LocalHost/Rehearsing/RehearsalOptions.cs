using Smartlinks.LocalHost.Machine;

namespace Smartlinks.LocalHost.Rehearsing;

/// <summary>What <c>rehearse</c> was asked for on the command line.</summary>
/// <param name="Link">An id, a slug, or an address of the link.</param>
/// <param name="Data">Null: <c>.local</c> in the repository.</param>
public sealed record RehearsalOptions(string Link, string? Data)
{
    public const string Command = "rehearse";

    public const string Usage = """
        Plays a link's release against a copy of its data, at the LocalHost that runs (start it first, in another window).

          dotnet run --project src/LocalHost -- rehearse LINK [--data FOLDER]

          LINK                 the link's id, slug or address
          --data FOLDER        where that LocalHost keeps its data (.local in the repository)

        Ends with 0 when the rehearsal passed, 1 when it failed, 2 or 3 when it could not be held.
        """;

    /// <param name="arguments">After the command.</param>
    /// <returns>Null: help is wanted.</returns>
    public static RehearsalOptions? Read(IReadOnlyList<string> arguments)
    {
        var (link, data) = ((string?)null, (string?)null);
        for (var index = 0; index < arguments.Count; index++)
        {
            switch (arguments[index])
            {
                case "--help" or "-h":
                    return null;
                case "--data" when index + 1 < arguments.Count:
                    data = Path.GetFullPath(arguments[++index]);
                    break;
                case ['-', ..] or "":
                    throw new LocalHostException($"'{arguments[index]}' is not an option of {Command}, or lacks its value; {Command} --help lists them.", 2);
                case var given when link is null:
                    link = given;
                    break;
                default:
                    throw new LocalHostException($"{Command} takes one link.", 2);
            }
        }

        return new RehearsalOptions(link ?? throw new LocalHostException($"{Command} takes a link: its id, slug or address.", 2), data);
    }
}
