namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>A recurring price that the sandbox's Stripe knows.</summary>
/// <param name="Amount">A month, in the smallest unit.</param>
public sealed record SandboxPrice(string Id, string Name, long Amount, string Currency);

/// <summary>The prices of the plans that LocalHost sells.</summary>
public static class StripePrices
{
    public static readonly SandboxPrice Starter = new("price_sandbox_starter", "Starter", 900, "eur");
    public static readonly SandboxPrice Pro = new("price_sandbox_pro", "Pro", 2_900, "eur");

    public static IReadOnlyList<SandboxPrice> All { get; } = [Starter, Pro];

    public static SandboxPrice? Find(string? id) => All.FirstOrDefault(price => price.Id == id);
}
