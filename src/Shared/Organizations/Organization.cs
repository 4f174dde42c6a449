namespace Smartlinks.Organizations;

/// <summary>A label, distributor or artist team: the owner of links.</summary>
/// <param name="Name">1 to 120 characters, as members see it.</param>
public sealed record Organization(OrganizationId Id, string Name, DateTimeOffset CreatedAt);
