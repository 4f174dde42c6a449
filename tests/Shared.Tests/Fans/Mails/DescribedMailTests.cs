using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.Fans.Mails;
using Smartlinks.Support;

namespace Smartlinks.Tests.Fans.Mails;

/// <summary>docs/mail.md says which settings there are, and what they are when nobody sets them.</summary>
public sealed partial class DescribedMailTests
{
    [Fact]
    public void Every_setting_is_described_with_its_default_and_no_other()
    {
        var options = new MailOptions();
        var settings = typeof(MailOptions).GetProperties().Where(setting => setting.SetMethod is { IsPublic: true })
            .Select(setting => $"{MailOptions.Section}__{setting.Name} = {Convert.ToString(setting.GetValue(options), CultureInfo.InvariantCulture)}");
        var described = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "docs", "mail.md")).Select(row => Setting().Match(row)).Where(match => match.Success)
            .Select(match => $"{match.Groups["name"].Value} = {match.Groups["value"].Value}");
        Assert.Equal(settings.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^\\| `(?<name>[A-Za-z]+__[A-Za-z0-9]+)` \\| (`(?<value>[^`]*)` )?\\|")]
    private static partial Regex Setting();
}
