using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.People;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.People;

/// <summary>docs/people.md says which settings there are and who may what.</summary>
public sealed partial class DescribedPeopleTests
{
    private static readonly string[] s_page = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "docs", "people.md"));

    [Fact]
    public void Every_setting_is_described_with_its_default_and_no_other()
    {
        var settings = Settings(SignInOptions.Section, new SignInOptions()).Concat(Settings(ApiKeyOptions.Section, new ApiKeyOptions()));
        var described = s_page.Select(row => Setting().Match(row)).Where(match => match.Success).Select(match => $"{match.Groups["name"].Value} = {match.Groups["value"].Value}");

        Assert.Equal(settings.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("see links, reports, reviews, settings", Permissions.ReadLinks)]
    [InlineData("make and edit links", Permissions.WriteLinks)]
    [InlineData("see the members", Permissions.ReadMembers)]
    [InlineData("change settings", Permissions.ManageSettings)]
    [InlineData("invite, change roles, remove", Permissions.ManageMembers | Permissions.InviteFirstOwner)]
    [InlineData("make and revoke keys", Permissions.ManageKeys)]
    [InlineData("see balance and statement", Permissions.ReadMoney)]
    [InlineData("pay what a release takes: base fee, package, membership", Permissions.PayForReleases)]
    [InlineData("buy credits and plans, connect an account", Permissions.ManageMoney)]
    [InlineData("export and erase the organization", Permissions.ManageOrganization)]
    public void The_table_of_roles_is_the_codes(string what, Permissions permission)
    {
        var cells = s_page.Single(row => row.StartsWith($"| {what} |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries)[2..^1];
        var may = new[] { Role.Viewer, Role.Member, Role.Admin, Role.Owner }.Select(PermissionTable.Of).Concat([PermissionTable.Of(ApiKeyScopes.Read), PermissionTable.Of(ApiKeyScopes.Write)]);

        Assert.Equal(may.Select(permissions => (permissions & permission) != Permissions.None), cells.Select(cell => cell.Length > 0));
    }

    private static IEnumerable<string> Settings(string section, object options) => options.GetType().GetProperties().Where(setting => setting.SetMethod is { IsPublic: true })
        .Select(setting => $"{section}__{setting.Name} = {Convert.ToString(setting.GetValue(options), CultureInfo.InvariantCulture)}");

    [GeneratedRegex("^\\| `(?<name>[A-Za-z]+__[A-Za-z0-9]+)` \\| (`(?<value>[^`]*)` )?\\|")]
    private static partial Regex Setting();
}
