using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Hosting;

/// <summary>Who calls the API in an organization's name, and what that allows.</summary>
public abstract record ApiCaller(Permissions May)
{
    /// <summary>A program with one of the organization's keys.</summary>
    public sealed record Key(StoredApiKey Stored) : ApiCaller(PermissionTable.Of(Stored.Scopes));

    /// <summary>A person who is signed in and belongs to it.</summary>
    public sealed record Person(Member Member) : ApiCaller(PermissionTable.Of(Member.Role));

    /// <summary>Who runs the deployment, with its own key: at the operator's routes, and at no other.</summary>
    public sealed record Deployment() : ApiCaller(Permissions.None);
}
