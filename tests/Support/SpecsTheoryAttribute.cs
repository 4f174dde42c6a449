using Xunit;

namespace Smartlinks.Support;

/// <summary>As <see cref="SpecsFactAttribute"/>, for several cases.</summary>
public sealed class SpecsTheoryAttribute : TheoryAttribute
{
    public SpecsTheoryAttribute() => Skip = new SpecsFactAttribute().Skip;
}
