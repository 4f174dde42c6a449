using System.Text.RegularExpressions;

namespace Smartlinks.Billing;

/// <summary>What a bound on one setting cannot say: how the settings of section <c>Stripe</c> go together.</summary>
public static partial class StripeSettings
{
    private const int MostOffers = 50;

    /// <summary>The first thing that is wrong, without any secret in it; null: all is well.</summary>
    public static string? FindProblem(StripeOptions options)
    {
        if (!options.IsOn) return null;
        if (!Key().IsMatch(options.SecretKey!)) return "Stripe__SecretKey is not a secret or restricted key (sk_… or rk_…).";
        if (IsLive(options.SecretKey!) != options.Livemode) return "Stripe__Livemode and Stripe__SecretKey are of different modes.";
        if (options.PlatformSecrets.Count == 0) return "Stripe__SecretKey needs Stripe__WebhookSecrets: what is paid for is learned from webhooks.";
        if (options.PlatformSecrets.Intersect(options.ConnectSecrets, StringComparer.Ordinal).Any()) return "Stripe__ConnectWebhookSecrets has a secret of Stripe__WebhookSecrets: the two endpoints have their own.";
        if (!options.BaseUrl.IsAbsoluteUri || !(options.BaseUrl.Scheme == Uri.UriSchemeHttps || options.BaseUrl.IsLoopback) || !options.BaseUrl.AbsoluteUri.EndsWith('/'))
            return "Stripe__BaseUrl is not an https address that ends with a slash.";
        return FindProblemOfOffers(options);
    }

    private static string? FindProblemOfOffers(StripeOptions options)
    {
        foreach (var (list, ids) in new[] { ("Packs", options.Packs.Select(pack => pack.Id)), ("Plans", options.Plans.Select(plan => plan.Id)), ("Packages", options.Packages.Select(package => package.Id)) })
        {
            var all = ids.ToList();
            if (all.Count > MostOffers) return $"Stripe__{list} has more than {MostOffers} entries.";
            if (all.Distinct(StringComparer.Ordinal).Count() != all.Count || !all.TrueForAll(id => Id().IsMatch(id))) return $"Stripe__{list}: ids are 1 to 40 lower-case letters, digits and hyphens, each once.";
        }

        if (options.Packs.Exists(pack => pack.Credits is < 1 or > 10_000_000 || !IsPrice(pack.Name, pack.Amount, pack.Currency))) return "Stripe__Packs: each has a name, credits, an amount in the smallest unit and a currency such as eur.";
        if (options.Packages.Exists(package => package.Releases is < 1 or > 100_000 || !IsPrice(package.Name, package.Amount, package.Currency))) return "Stripe__Packages: each has a name, releases, an amount in the smallest unit and a currency such as eur.";
        if (options.Plans.Exists(plan => plan.Name.Length is 0 or > 100 || plan.Credits < 0 || !PriceId().IsMatch(plan.PriceId))) return "Stripe__Plans: each has a name, no negative credits, and a PriceId (price_…).";
        if (options.Plans.DistinctBy(plan => plan.PriceId).Count() != options.Plans.Count) return "Stripe__Plans: two have the same PriceId.";
        return options.BaseFee is { } fee && !IsPrice("Base fee", fee.Amount, fee.Currency) ? "Stripe__BaseFee: an amount in the smallest unit and a currency such as eur." : null;
    }

    private static bool IsPrice(string name, long amount, string currency) => name.Length is > 0 and <= 100 && amount is > 0 and <= 99_999_999 && Currency().IsMatch(currency);

    private static bool IsLive(string key) => key.Contains("_live_", StringComparison.Ordinal);

    [GeneratedRegex("^[sr]k_(?:test|live)_[A-Za-z0-9_]{4,250}$")]
    private static partial Regex Key();

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Id();

    [GeneratedRegex("^price_[A-Za-z0-9_]{1,100}$")]
    private static partial Regex PriceId();

    [GeneratedRegex("^[a-z]{3}$")]
    private static partial Regex Currency();
}
