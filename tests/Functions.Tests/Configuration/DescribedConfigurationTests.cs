using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Smartlinks.Functions.Hosting;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Configuration;

/// <summary>docs/configuration.md lists every setting of the app as the code has it.</summary>
public sealed partial class DescribedConfigurationTests
{
    private const string Begin = "<!-- settings: written from the options classes -->";
    private const string End = "<!-- /settings -->";

    private static readonly string s_page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "configuration.md"));

    [Fact]
    public void Every_setting_is_listed_with_default_bounds_and_meaning_as_its_class_has_them()
    {
        var expected = string.Join('\n', SettingsPage.Write()).Trim();
        var listed = s_page[(s_page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..s_page.IndexOf(End, StringComparison.Ordinal)].Trim();
        if (expected != listed) File.WriteAllText(Path.Combine(Path.GetTempPath(), "configuration-settings.md"), expected);

        // On failure the right tables are in configuration-settings.md of the temporary folder.
        Assert.Equal(expected.Split('\n'), listed.Split('\n'));
    }

    [Fact]
    public void Every_section_that_is_read_is_listed()
    {
        var code = Sources().SelectMany(text => Bound().Matches(text)).Select(match => match.Groups["name"].Value).Distinct();

        Assert.Empty(code.Except(SettingsPage.Sections.Select(section => section.Section)));
    }

    [Fact]
    public void Every_setting_that_is_read_by_its_own_name_is_listed()
    {
        var names = Sources().SelectMany(text => Named().Matches(text)).Select(match => match.Groups["name"].Value).Distinct().ToList();

        Assert.Contains("FUNCTIONS_CUSTOMHANDLER_PORT", names);
        Assert.Contains("APPLICATIONINSIGHTS_CONNECTION_STRING", names);
        Assert.DoesNotContain(names, name => !s_page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_off_without_a_setting_is_listed_as_the_log_tells_it()
    {
        var off = OffParts.Of(Read(("Deezer:Enabled", "false"), ("Pandora:Enabled", "false"), ("Bandcamp:Enabled", "false"), ("ITunes:Enabled", "false"), ("Credits:Enabled", "true")))
            .Concat(OffParts.Of(Read(("Spotify:ClientId", "x"), ("Spotify:ClientSecret", "x"), ("Tidal:ClientId", "x"), ("Tidal:ClientSecret", "x"), ("YouTubeMusic:ApiKey", "x")))).DistinctBy(part => part.Settings + part.Without).ToList();

        Assert.True(off.Count >= 20, "all parts are off");
        Assert.Equal(off.Select(part => $"| `{part.Settings.Replace(", ", "`, `", StringComparison.Ordinal).Replace(" or ", "` or `", StringComparison.Ordinal)}` | {part.Without} |").Order(StringComparer.Ordinal),
            s_page[s_page.IndexOf("## What is off", StringComparison.Ordinal)..s_page.IndexOf("## Connections", StringComparison.Ordinal)].Split('\n').Where(row => row.StartsWith("| `", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_whose_name_says_so_is_marked_as_a_secret()
    {
        var unmarked = SettingsPage.Sections.SelectMany(section => SettingsPage.SettingsOf(section.Type)).Where(setting => setting.PropertyType == typeof(string) && SecretName().IsMatch(setting.Name))
            .Where(setting => setting.GetCustomAttribute<SecretAttribute>() is null).Select(setting => $"{setting.DeclaringType!.Name}.{setting.Name}");

        Assert.Empty(unmarked);
    }

    private static AppConfiguration Read(params (string Name, string Value)[] changes)
    {
        var settings = AppFixture.Settings();
        foreach (var (name, value) in changes) settings[name] = value;
        return AppConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(LocalTools.RepositoryRoot, "src", "Functions"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).Select(File.ReadAllText);

    [GeneratedRegex("""settings\.Bind\("(?<name>[A-Za-z]+)"|Section = "(?<name>[A-Za-z]+)";""")]
    private static partial Regex Bound();

    /// <summary>Names of environment variables: what is in capitals.</summary>
    [GeneratedRegex("\"(?<name>[A-Z]{3,}[A-Z0-9]*(?:_[A-Z0-9]+)+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("(?:Secrets?|Key|Keys|Token|Password|ConnectionString)$")]
    private static partial Regex SecretName();
}
