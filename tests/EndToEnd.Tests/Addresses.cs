namespace Smartlinks.EndToEnd.Tests;

/// <summary>Addresses of well-known institutions, whose country does not change.</summary>
public static class Addresses
{
    /// <summary>The University of Tokyo.</summary>
    public const string Japan = "133.11.0.1";

    /// <summary>The Leibniz computing center in Munich.</summary>
    public const string Germany = "129.187.0.1";

    /// <summary>The Massachusetts Institute of Technology.</summary>
    public const string UnitedStates = "18.9.22.69";
}
