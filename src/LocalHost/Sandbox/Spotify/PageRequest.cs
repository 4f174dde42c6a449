using System.Globalization;

namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>Which part of a list is asked for. <paramref name="Limit"/> and <paramref name="Offset"/> are in the service's bounds.</summary>
public sealed record PageRequest(int Limit, int Offset)
{
    /// <summary>Null when a number is missing its bounds; <paramref name="problem"/> is then Spotify's message.</summary>
    public static PageRequest? Read(IQueryCollection query, int defaultLimit, int maxLimit, out string problem)
    {
        problem = "";
        if (!TryRead(query, "limit", defaultLimit, out var limit) || limit < 1 || limit > maxLimit)
        {
            problem = "Invalid limit";
            return null;
        }

        if (!TryRead(query, "offset", 0, out var offset) || offset < 0 || offset > 1000)
        {
            problem = "Invalid offset";
            return null;
        }

        return new PageRequest(limit, offset);
    }

    private static bool TryRead(IQueryCollection query, string name, int missing, out int value)
    {
        value = missing;
        return !query.TryGetValue(name, out var text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
