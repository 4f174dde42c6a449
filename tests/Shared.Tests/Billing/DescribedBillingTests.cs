using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.Billing;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

/// <summary>docs/billing.md says which settings and events there are.</summary>
public sealed partial class DescribedBillingTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "billing.md"));

    [Fact]
    public void Every_setting_is_described_with_its_default_and_no_other()
    {
        var options = new StripeOptions();
        var settings = typeof(StripeOptions).GetProperties().Where(setting => setting.SetMethod is { IsPublic: true })
            .Select(setting => $"{StripeOptions.Section}__{setting.Name} = {(setting.GetValue(options) is var value && value is not string && value is System.Collections.IEnumerable ? "" : Convert.ToString(value, CultureInfo.InvariantCulture))}");
        var described = s_page.Split('\n').Select(row => Setting().Match(row)).Where(match => match.Success).Select(match => $"{match.Groups["name"].Value} = {match.Groups["value"].Value}");
        Assert.Equal(settings.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_event_that_is_listened_to_is_named() => Assert.All(StripeEventTypes.All, type => Assert.Contains($"`{type}`", s_page, StringComparison.Ordinal));

    [GeneratedRegex("^\\| `(?<name>[A-Za-z]+__[A-Za-z0-9]+)` \\| (`(?<value>[^`]*)` )?\\|")]
    private static partial Regex Setting();
}
