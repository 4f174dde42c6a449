using System.Text.Json.Serialization;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <param name="Name">Null: the provider told none; so with the address.</param>
public sealed record PersonResponse(string Id, string? Name, string? Email)
{
    public static PersonResponse From(PersonId id, Person? person) => new(id.ToString(), person?.Name, person?.Email);
}

/// <param name="AntiForgeryToken">To be sent with every change, as <c>X-Anti-Forgery-Token</c>.</param>
public sealed record MeResponse(PersonResponse Person, string AntiForgeryToken, DateTimeOffset SessionIdleUntil, DateTimeOffset SessionEndsAt);

/// <param name="Role">Of who asks; null: a key does.</param>
public sealed record OrganizationResponse(string Id, string Name, DateTimeOffset CreatedAt, string? Role)
{
    public static OrganizationResponse From(Organization organization, Role? role) => new(organization.Id.ToString(), organization.Name, organization.CreatedAt, role is { } own ? RoleText.Write(own) : null);
}

public sealed record OrganizationListResponse(IReadOnlyList<OrganizationResponse> Items, string? Continuation);

public sealed record MemberResponse(PersonResponse Person, string Role, DateTimeOffset JoinedAt)
{
    public static MemberResponse From(Member member, Person? person) => new(PersonResponse.From(member.Person, person), RoleText.Write(member.Role), member.JoinedAt);
}

public sealed record MemberListResponse(IReadOnlyList<MemberResponse> Items, string? Continuation);

/// <param name="InvitedBy">Null: a key.</param>
/// <param name="Url">What to send to the invited; shown once, when it is made.</param>
public sealed record InvitationResponse(string Id, string Role, string? Note, string? InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url)
{
    public static InvitationResponse From(Invitation invitation, string? url) =>
        new(invitation.Id, RoleText.Write(invitation.Role), invitation.Note, invitation.InvitedBy?.ToString(), invitation.CreatedAt, invitation.ExpiresAt, url);

    /// <summary>Safe to log: never the address.</summary>
    public override string ToString() => $"invitation {Id}";
}

public sealed record InvitationListResponse(IReadOnlyList<InvitationResponse> Items, string? Continuation);

/// <param name="Key">The whole key; shown once, when it is made.</param>
public sealed record ApiKeyResponse(string Id, string? Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, string? CreatedBy, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key)
{
    public static ApiKeyResponse From(StoredApiKey stored, ApiKey? key) =>
        new(stored.Id, stored.Name, ApiKeyScopesText.Names(stored.Scopes), stored.CreatedAt, stored.CreatedBy?.ToString(), stored.ExpiresAt, stored.LastUsedAt, key?.Reveal());

    /// <summary>Safe to log: never the key.</summary>
    public override string ToString() => $"key {Id}";
}

public sealed record ApiKeyListResponse(IReadOnlyList<ApiKeyResponse> Items, string? Continuation);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(OrganizationResponse))]
[JsonSerializable(typeof(OrganizationListResponse))]
[JsonSerializable(typeof(MemberResponse))]
[JsonSerializable(typeof(MemberListResponse))]
[JsonSerializable(typeof(InvitationResponse))]
[JsonSerializable(typeof(InvitationListResponse))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(ApiKeyListResponse))]
internal sealed partial class PeopleJson : JsonSerializerContext;
