namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>A catalogue file that cannot be read. The message names the file and the line and can be shown as it is.</summary>
public sealed class CatalogueException(string file, int line, string problem) : Exception($"{file}, line {line}: {problem}")
{
    public string File { get; } = file;

    /// <summary>Counted from 1; the header is line 1.</summary>
    public int Line { get; } = line;
}
