using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>The codes of a catalogue file.</summary>
internal static class Isrcs
{
    /// <summary>Each once, in the file's order, spread evenly over it when fewer are wanted.</summary>
    public static IReadOnlyList<string> Of(string file, int most)
    {
        var all = Catalogue.Parse([(Path.GetFileName(file), File.ReadAllBytes(file))]).Tracks.Select(track => track.Isrc).Distinct(StringComparer.Ordinal).ToList();
        var count = Math.Min(most, all.Count);
        return [.. Enumerable.Range(0, count).Select(index => all[(int)((long)index * all.Count / count)])];
    }
}
