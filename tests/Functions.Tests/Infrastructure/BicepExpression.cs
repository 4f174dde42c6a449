namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>
/// An expression of Bicep. What <see cref="Names"/> and <see cref="Children"/> are depends on the kind: members of an <c>object</c> and their values; what a <c>lambda</c> or a
/// <c>for</c> calls its element, and the body (of <c>for</c> the list before it); parts of a <c>template</c>; arguments of a <c>call</c> or a decorator; the object of a <c>member</c>.
/// </summary>
/// <param name="Text">A text's content, a name, a member's or function's name, an operator, a number; else empty.</param>
public sealed record BicepExpression(string Kind, string Text, int Line, IReadOnlyList<string> Names, IReadOnlyList<BicepExpression> Children)
{
    /// <summary>This one and all inside it.</summary>
    public IEnumerable<BicepExpression> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>Value of an object's member; null: it has none of that name.</summary>
    public BicepExpression? Member(string name)
    {
        for (var index = 0; Kind == "object" && index < Names.Count; index++)
            if (Names[index] == name) return Children[index];
        return null;
    }

    /// <summary>Names that are declared outside this expression, with the line of each.</summary>
    public IEnumerable<(string Name, int Line)> FreeNames => Kind switch
    {
        "name" => [(Text, Line)],
        "lambda" => Children[0].FreeNames.Where(used => !Names.Contains(used.Name)),
        "for" => Children[0].FreeNames.Concat(Children.Skip(1).SelectMany(child => child.FreeNames).Where(used => !Names.Contains(used.Name))),
        _ => Children.SelectMany(child => child.FreeNames),
    };
}
