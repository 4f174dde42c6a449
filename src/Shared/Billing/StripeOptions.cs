using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Billing;

/// <summary>How money is taken; section <c>Stripe</c>. Without a secret key billing is off: nothing is sold, and whoever asks is told so.</summary>
public sealed class StripeOptions
{
    public const string Section = "Stripe";

    /// <summary>Of the platform's own Stripe account: <c>sk_…</c> or a restricted <c>rk_…</c>.</summary>
    [Secret]
    public string? SecretKey { get; set; }

    /// <summary>Signing secrets (<c>whsec_…</c>) of the endpoint for the platform's own events, with commas between; all are good, so that one can be rotated.</summary>
    [Secret]
    public string? WebhookSecrets { get; set; }

    /// <summary>The same as <see cref="WebhookSecrets"/>, of the endpoint for connected accounts' events.</summary>
    [Secret]
    public string? ConnectWebhookSecrets { get; set; }

    /// <summary>Whether real money moves: has to agree with the key. Events of the other mode are left aside.</summary>
    public bool Livemode { get; set; }

    /// <summary>Where Stripe's API is; only a stand-in is elsewhere.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.stripe.com/");

    /// <summary>How old a signature may be, and how far ahead; 1 to 60 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan SignatureTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a request is repeated at the most that found no answer, or one that asks to; 0 to 5.</summary>
    [Range(0, 5)]
    public int MaxRetries { get; set; } = 2;

    /// <summary>How long one try may take; 1 to 80 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:20")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest webhook body, 16,384 to 1,048,576 bytes.</summary>
    [Range(16_384, 1_048_576)]
    public int MaxWebhookBytes { get; set; } = 262_144;

    /// <summary>What the platform keeps of packages and base fees, in hundredths of a percent: 250 is 2.5 %. 0 to 5,000.</summary>
    [Range(0, 5_000)]
    public int PlatformFeeBasisPoints { get; set; }

    /// <summary>Packs of credits, sold by the platform.</summary>
    public List<PackOptions> Packs { get; set; } = [];

    /// <summary>Plans, sold by the platform as subscriptions to a Stripe price.</summary>
    public List<PlanOptions> Plans { get; set; } = [];

    /// <summary>Pay-Per-Release packages, sold by an organization on its own Stripe account, where the organization has set no other.</summary>
    public List<PackageOptions> Packages { get; set; } = [];

    /// <summary>The base fee of one release, sold by an organization on its own Stripe account, where the organization has set no other; null: none.</summary>
    public FeeOptions? BaseFee { get; set; }

    public bool IsOn => !string.IsNullOrEmpty(SecretKey);

    public IReadOnlyList<string> PlatformSecrets => Split(WebhookSecrets);

    public IReadOnlyList<string> ConnectSecrets => Split(ConnectWebhookSecrets);

    private static string[] Split(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A pack of credits.</summary>
public sealed class PackOptions
{
    /// <summary>1 to 40 lower-case letters, digits and hyphens, in its list once.</summary>
    public string Id { get; set; } = "";

    /// <summary>As it is shown, 1 to 100 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>1 to 10,000,000 credits.</summary>
    public int Credits { get; set; }

    /// <summary>In the currency's smallest unit.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217, lower case.</summary>
    public string Currency { get; set; } = "eur";
}

/// <summary>A plan.</summary>
public sealed class PlanOptions
{
    /// <summary>1 to 40 lower-case letters, digits and hyphens, in its list once.</summary>
    public string Id { get; set; } = "";

    /// <summary>As it is shown, 1 to 100 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>The recurring price at Stripe: <c>price_…</c>.</summary>
    public string PriceId { get; set; } = "";

    /// <summary>Credits that come with each period that is paid.</summary>
    public int Credits { get; set; }
}

/// <summary>A package that pays for releases.</summary>
public sealed class PackageOptions
{
    /// <summary>1 to 40 lower-case letters, digits and hyphens, in its list once.</summary>
    public string Id { get; set; } = "";

    /// <summary>As it is shown, 1 to 100 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>1 to 100,000 releases.</summary>
    public int Releases { get; set; } = 1;

    /// <summary>In the currency's smallest unit.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217, lower case.</summary>
    public string Currency { get; set; } = "eur";
}

/// <summary>What one release costs.</summary>
public sealed class FeeOptions
{
    /// <summary>In the currency's smallest unit.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217, lower case.</summary>
    public string Currency { get; set; } = "eur";
}
