namespace Smartlinks.StreamingServices.Accounts;

/// <summary>Whether this deployment can save to fans' libraries at a service.</summary>
public enum SaveAbility
{
    /// <summary>Not at all: offer a reminder.</summary>
    None,

    /// <summary>Only for the accounts the service has on this app's list.</summary>
    TestersOnly,

    /// <summary>For so many fans a day.</summary>
    Quota,

    /// <summary>For everybody.</summary>
    Save,
}

/// <summary>What this deployment can do for fans at a service, from configuration and from what the service answered.</summary>
/// <param name="PerDay">Saves a day, with <see cref="SaveAbility.Quota"/>; else null.</param>
/// <param name="Follows">Whether a fan can choose to follow the artist as well.</param>
/// <param name="Why">For an admin: why it is less than <see cref="SaveAbility.Save"/>, and what would help; else null.</param>
public sealed record SaveCapability(StreamingService Service, SaveAbility Ability, int? PerDay, bool Follows, string? Why);
