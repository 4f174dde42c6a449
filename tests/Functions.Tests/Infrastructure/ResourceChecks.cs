using System.Text.RegularExpressions;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>A type and version of a resource that the documentation has, and where.</summary>
public sealed record ResourceType(string Type, string ApiVersion, string Source);

/// <summary>A role of Azure's own.</summary>
public sealed record BuiltInRole(string Name, string Id, string Source);

/// <summary>What is deployed, held against written lists.</summary>
public static partial class ResourceChecks
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments@";

    /// <summary>Types and versions that are not on the list, and those on the list that nothing deploys.</summary>
    public static IEnumerable<string> Types(IReadOnlyList<BicepFile> files, IReadOnlyList<ResourceType> known)
    {
        var list = known.Select(each => $"{each.Type}@{each.ApiVersion}").ToHashSet(StringComparer.Ordinal);
        var used = files.SelectMany(file => file.Resources.Select(resource => (file.Name, resource.Line, resource.Source))).ToList();
        foreach (var resource in used.Where(resource => !list.Contains(resource.Source))) yield return $"{resource.Name}:{resource.Line} {resource.Source} is not on the list";
        foreach (var unused in list.Except(used.Select(resource => resource.Source))) yield return $"nothing is a {unused}";
    }

    /// <summary>Role assignments elsewhere than in the module of roles, roles that are no named constant there, and constants that are not the role of their name.</summary>
    public static IEnumerable<string> Roles(IReadOnlyList<BicepFile> files, IReadOnlyList<BuiltInRole> known)
    {
        foreach (var (file, assignment) in files.SelectMany(file => file.Resources.Where(resource => resource.Source.StartsWith(Assignment, StringComparison.Ordinal)).Select(resource => (file, resource))))
        {
            if (file.Name != "roles.bicep") yield return $"{file.Name}:{assignment.Line} roles are assigned in roles.bicep";
            var constants = file.Variables.ToDictionary(variable => variable.Name, variable => variable.Value?.Text);
            var role = assignment.Body?.Member("properties")?.Member("roleDefinitionId");
            if (role is not { Kind: "call", Text: "subscriptionResourceId", Children: [{ Text: "Microsoft.Authorization/roleDefinitions" }, { Kind: "name" } constant] } || !constants.TryGetValue(constant.Text, out var id))
                yield return $"{file.Name}:{assignment.Line} {assignment.Name} names its role by no constant";
            else if (known.All(each => CamelCase(each.Name) != constant.Text || each.Id != id))
                yield return $"{file.Name}:{assignment.Line} {constant.Text} is not {id}";
            else if (assignment.Body?.Member("name") is not { Kind: "call", Text: "guid" } name || name.FreeNames.All(used => used.Name != constant.Text))
                yield return $"{file.Name}:{assignment.Line} {assignment.Name} is not named after its role";
            if (assignment.Body?.Member("scope") is null) yield return $"{file.Name}:{assignment.Line} {assignment.Name} is for the whole resource group";
            if (assignment.Body?.Member("properties")?.Member("principalType") is null) yield return $"{file.Name}:{assignment.Line} {assignment.Name} does not say what its principal is";
        }
    }

    /// <summary>Outputs that a secret could leave by: deployments keep their outputs in clear.</summary>
    public static IEnumerable<string> SecretOutputs(IReadOnlyList<BicepFile> files) =>
        from file in files
        from output in file.Outputs
        from fault in output.Value!.All.Select(part => part switch
        {
            { Kind: "call" } when part.Text.StartsWith("list", StringComparison.OrdinalIgnoreCase) || part.Text == "getSecret" => $"calls {part.Text}",
            // The one of Application Insights names a resource and opens nothing (logs.bicep).
            { Kind: "member", Text: "ConnectionString", Children: [{ Text: "properties", Children: [{ Text: "insights" }] }] } => null,
            { Kind: "member" } when SecretWord().IsMatch(part.Text) && !part.Text.EndsWith("Uri", StringComparison.Ordinal) => $"has {part.Text}",
            { Kind: "name" } when file.Parameters.Any(parameter => parameter.Name == part.Text && (parameter.IsSecure || SecretWord().IsMatch(parameter.Name))) => $"has {part.Text}",
            _ => null,
        })
        where fault is not null
        select $"{file.Name}:{output.Line} output {output.Name} {fault}";

    /// <summary>Settings of a resource that must not be other than this, as <c>type path value</c>.</summary>
    public static IEnumerable<string> Locks(IReadOnlyList<BicepFile> files, IEnumerable<(string Type, string Path, string Value)> wanted)
    {
        foreach (var (type, path, value) in wanted)
        {
            var all = files.SelectMany(file => file.Resources).Where(resource => !resource.IsExisting && resource.Source.StartsWith(type + "@", StringComparison.Ordinal)).ToList();
            if (all.Count == 0) yield return $"there is no {type}";
            foreach (var resource in all)
                if (path.Split('.').Aggregate(resource.Body, (at, name) => at?.Member(name))?.Text is var found && found != value) yield return $"{type} {path} is {found ?? "not set"}, not {value}";
        }
    }

    /// <summary><c>storageBlobDataOwner</c> of <c>Storage Blob Data Owner</c>, <c>eventHubsDataSender</c> of <c>Azure Event Hubs Data Sender</c>.</summary>
    private static string CamelCase(string name)
    {
        var words = name.Split(' ').Where(word => word != "Azure").ToList();
        return string.Concat(words.Select((word, index) => index == 0 ? word.ToLowerInvariant() : word));
    }

    [GeneratedRegex("key(?!vault)|secret|password|token|connectionstring|credential|sas", RegexOptions.IgnoreCase)]
    private static partial Regex SecretWord();
}
