using System.Text.Json;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>
/// No compiler of Bicep can be had here. So the grammar reads every file, and these checks say of the syntax trees what a compiler, and a deployment after it, would say. Each has a second
/// test on files that are wrong.
/// </summary>
public sealed class BicepTests
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private static readonly (string Type, string Path, string Value)[] s_locks =
    [
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_2"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", "true"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.deleteRetentionPolicy.enabled", "true"),
        ("Microsoft.EventHub/namespaces", "properties.disableLocalAuth", "true"),
        ("Microsoft.EventHub/namespaces", "sku.name", "Standard"),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", "true"),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", "true"),
        ("Microsoft.Web/sites", "properties.httpsOnly", "true"),
        ("Microsoft.Web/sites", "properties.functionAppConfig.runtime.name", "custom"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", "false"),
    ];

    [Fact]
    public async Task Every_file_is_Bicep()
    {
        var files = await Bicep.InfraAsync();

        Assert.True(files.Count > 10, "the files were found");
        Assert.Empty(files.SelectMany(file => file.Faults.Select(fault => $"{file.Name}:{fault}")));
        Assert.All(files, file => Assert.NotEmpty(file.Declarations));
    }

    [Theory]
    [InlineData("param location strin g")]
    [InlineData("resource x 'A/b@2024-01-01' = { name: }")]
    [InlineData("var a = [ 'b'")]
    [InlineData("output o string == 'x'")]
    public async Task A_place_that_is_no_Bicep_would_be_found(string text) => Assert.NotEmpty((await Bicep.ReadAsync(("x.bicep", text)))[0].Faults);

    [Fact]
    public async Task Every_name_is_declared_passed_and_used()
    {
        var files = await Bicep.InfraAsync();

        Assert.Empty(ModuleChecks.Passing(files));
        Assert.Empty(ModuleChecks.Uncalled(files));
        Assert.Empty(ModuleChecks.Unused(files));
        Assert.Empty(ModuleChecks.Undeclared(files));
        Assert.Empty(ModuleChecks.Undescribed(files));
    }

    [Fact]
    public async Task A_name_that_is_not_would_be_found()
    {
        var files = await Bicep.ReadAsync(
            ("main.bicep", """
                import { here, gone } from 'names.bicep'
                param unused string
                var twice = here
                var twice = nowhere
                module a 'a.bicep' = if (twice) {
                  name: 'a'
                  params: { given: 1, extra: map([], element => element) }
                }
                module b 'b.bicep' = { name: 'b' }
                output o string = a.outputs.missing
                """),
            ("a.bicep", "param given int\nparam forgotten string = ''\noutput unread int = given\nvar u = forgotten\nvar v = u\nvar w = v"),
            ("alone.bicep", "var x = 1"),
            ("names.bicep", "@export()\nvar here = true\nvar gone = 1"));

        Assert.Equal(["main.bicep:5 a.bicep is not passed forgotten", "main.bicep:5 a.bicep has no parameter extra", "main.bicep:9 there is no b.bicep"], ModuleChecks.Passing(files));
        Assert.Equal(["alone.bicep is not called"], ModuleChecks.Uncalled(files));
        Assert.Equal(["main.bicep:2 nothing uses unused", "main.bicep:1 nothing uses gone", "a.bicep:6 nothing uses w", "alone.bicep:1 nothing uses x", "names.bicep:3 nothing uses gone", "a.bicep:3 nobody reads unread"], ModuleChecks.Unused(files));
        Assert.Equal(["main.bicep:4 nowhere is not declared", "main.bicep:4 twice is declared twice", "main.bicep:1 names.bicep exports no gone", "main.bicep:10 a.bicep has no output missing"], ModuleChecks.Undeclared(files));
        Assert.Equal(["main.bicep:2 unused has no description", "a.bicep:1 given has no description", "a.bicep:2 forgotten has no description"], ModuleChecks.Undescribed(files));
    }

    [Fact]
    public async Task Every_type_and_version_is_one_of_the_documentation()
    {
        var known = Fixture<ResourceType>("resource-types.json");

        Assert.Empty(ResourceChecks.Types(await Bicep.InfraAsync(), known));
        Assert.All(known, each => Assert.Equal($"https://learn.microsoft.com/azure/templates/{Page(each)}", each.Source));
    }

    [Fact]
    public async Task A_type_or_version_that_is_not_would_be_found()
    {
        var files = await Bicep.ReadAsync(("x.bicep", "resource a 'A/b@2024-01-01' = {}\nresource c 'A/b@2025-01-01' existing = { name: 'c' }"));

        Assert.Equal(["x.bicep:2 A/b@2025-01-01 is not on the list", "nothing is a A/d@2024-01-01"], ResourceChecks.Types(files, [new("A/b", "2024-01-01", ""), new("A/d", "2024-01-01", "")]));
    }

    [Fact]
    public async Task Every_role_is_assigned_in_one_place_by_a_constant_that_is_the_role_of_its_name() =>
        Assert.Empty(ResourceChecks.Roles(await Bicep.InfraAsync(), Fixture<BuiltInRole>("built-in-roles.json")));

    [Fact]
    public async Task A_role_that_is_not_would_be_found()
    {
        var files = await Bicep.ReadAsync(
            ("roles.bicep", $"var storageBlobDataOwner = 'b7e6'\nvar owner = '8e3a'\n{Assigned("a", "'b7e6'")}\n{Assigned("b", "owner")}\n{Assigned("c", "storageBlobDataOwner", name: "guid('c')", scope: "")}"),
            ("app.bicep", $"var storageBlobDataOwner = 'b7e6'\n{Assigned("d", "storageBlobDataOwner")}"));

        Assert.Equal(["roles.bicep:3 a names its role by no constant", "roles.bicep:4 owner is not 8e3a", "roles.bicep:5 c is not named after its role", "roles.bicep:5 c is for the whole resource group", "app.bicep:2 roles are assigned in roles.bicep"],
            ResourceChecks.Roles(files, [new("Storage Blob Data Owner", "b7e6", "")]));

        static string Assigned(string symbol, string role, string? name = null, string scope = "scope: storage") =>
            $"resource {symbol} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{ name: {name ?? $"guid({role})"}, {(scope.Length == 0 ? "" : scope + ", ")}properties: {{ principalType: 'User', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', {role}) }} }}";
    }

    [Fact]
    public async Task No_output_has_a_secret() => Assert.Empty(ResourceChecks.SecretOutputs(await Bicep.InfraAsync()));

    [Theory]
    [InlineData("output o string = storage.listKeys().keys[0].value", "listKeys")]
    [InlineData("output o string = listKeys(storage.id, '2024-01-01').keys[0].value", "listKeys")]
    [InlineData("@secure()\nparam given string\noutput o string = 'x${given}'", "given")]
    [InlineData("param adminPassword string\noutput o string = adminPassword", "adminPassword")]
    [InlineData("output o string = workspace.properties.primarySharedKey", "primarySharedKey")]
    [InlineData("output o object = { a: hub.properties.ConnectionString }", "ConnectionString")]
    public async Task An_output_that_has_one_would_be_found(string text, string what) =>
        Assert.Contains(what, string.Concat(ResourceChecks.SecretOutputs(await Bicep.ReadAsync(("x.bicep", text)))), StringComparison.Ordinal);

    [Fact]
    public async Task Everything_is_locked_that_can_be() => Assert.Empty(ResourceChecks.Locks(await Bicep.InfraAsync(), s_locks));

    [Fact]
    public async Task What_is_open_would_be_found() =>
        Assert.Equal(["A/b p.q is true, not false", "A/b p.q is not set, not false", "there is no A/c"],
            ResourceChecks.Locks(await Bicep.ReadAsync(("x.bicep", "resource a 'A/b@1' = { p: { q: true } }\nresource c 'A/b@1' = [for x in []: { p: {} }]\nresource d 'A/b@1' existing = { name: 'd' }")),
                [("A/b", "p.q", "false"), ("A/c", "p", "1")]));

    private static string Page(ResourceType each)
    {
        var parts = each.Type.ToLowerInvariant().Split('/', 2);
        return $"{parts[0]}/{each.ApiVersion}/{parts[1]}";
    }

    private static List<T> Fixture<T>(string name) =>
        JsonSerializer.Deserialize<List<T>>(File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Azure", name)), s_json)!;
}
