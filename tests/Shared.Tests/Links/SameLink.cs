using Smartlinks.Links;

namespace Smartlinks.Tests.Links;

/// <summary>Equal in all that is stored.</summary>
internal sealed class SameLink : IEqualityComparer<Link?>
{
    public static readonly SameLink Instance = new();

    public bool Equals(Link? x, Link? y) => x is null || y is null ? x == y : Text(x) == Text(y);

    public int GetHashCode(Link? obj) => 0;

    private static string Text(Link link) =>
        $"{link.Address}\n{string.Join('\n', LinkRow.ToEntity(link).Properties.Where(property => property.Value is not null).Select(property => $"{property.Key}={property.Value}"))}";
}
