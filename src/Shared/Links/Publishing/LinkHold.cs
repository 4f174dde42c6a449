namespace Smartlinks.Links.Publishing;

/// <summary>What a link waits for before fans see it.</summary>
public enum HoldReason
{
    /// <summary>The credit it costs.</summary>
    Credit,

    /// <summary>What the organization's access mode wants for it.</summary>
    Fee,
}

/// <summary>A link is kept from fans.</summary>
/// <param name="Why">What is missing, for people.</param>
/// <param name="How">What brings it, for people.</param>
public sealed record LinkHold(HoldReason Reason, DateTimeOffset Since, string Why, string How)
{
    /// <summary>Fans saw it before: what it was published by was taken back.</summary>
    public bool IsAgain { get; init; }

    /// <summary>A new link until its credit is taken, which is a matter of seconds.</summary>
    public static LinkHold ForPayment(DateTimeOffset since) =>
        new(HoldReason.Credit, since, "Its credit is being taken.", "Nothing is to be done; it goes live within seconds.");

    public static LinkHold ForCredit(DateTimeOffset since) =>
        new(HoldReason.Credit, since, "The organization has no credit left for it.", "Buy credits, or ask who runs this deployment for some. It goes live by itself when they arrive.");
}
