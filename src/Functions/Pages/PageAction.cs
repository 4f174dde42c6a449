namespace Smartlinks.Functions.Pages;

/// <summary>A page that says one thing, and offers at most one form and one way on.</summary>
public sealed record PageAction(string Heading, string Hint)
{
    /// <summary>Label of a button that posts; null: none.</summary>
    public string? Act { get; init; }

    /// <summary>Path that it posts to.</summary>
    public string? ActAt { get; init; }

    /// <summary>What it posts besides.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>A link, with its path; null: none.</summary>
    public (string Label, string Path)? Onward { get; init; }
}
