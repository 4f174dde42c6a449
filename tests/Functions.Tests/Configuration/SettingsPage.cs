using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Smartlinks.Functions.Hosting;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Configuration;

/// <summary>The tables of docs/configuration.md as the options classes have them: names, defaults, bounds and secrets by reflection, meanings from the summaries in the source.</summary>
internal static partial class SettingsPage
{
    private static readonly string[] s_sources = ["Shared", "Functions"];

    /// <summary>Every section, with the options class that it is bound to.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Sections =>
    [
        .. typeof(AppConfiguration).GetProperties().Where(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            .SelectMany(property => property.PropertyType == typeof(ServiceOptions) ? property.PropertyType.GetProperties().Where(IsSettable).ToArray() : [property])
            // The hub is named by its connection alone.
            .Where(property => property.PropertyType != typeof(EventHubOptions))
            .Select(property => (SectionOf(property), property.PropertyType)),
        (SealingOptions.Section, typeof(SealingOptions)),
    ];

    public static IEnumerable<string> Write() => Sections.OrderBy(section => section.Section, StringComparer.Ordinal).SelectMany(section => Table(section.Section, section.Type));

    public static IEnumerable<PropertyInfo> SettingsOf(Type type) => (type == typeof(StorageOptions) ? typeof(ConnectionOptions) : type).GetProperties().Where(IsSettable);

    private static IEnumerable<string> Table(string section, Type type) =>
    [
        $"### {section}", "", SummaryOfType(type), "", "| Setting | Default | Bounds | Secret | |", "|---|---|---|---|---|", .. Rows(section, type, Activator.CreateInstance(type)!), "",
    ];

    private static IEnumerable<string> Rows(string prefix, Type type, object defaults)
    {
        foreach (var setting in SettingsOf(type))
        {
            var secret = setting.GetCustomAttribute<SecretAttribute>() is null ? "" : " yes";
            var value = Text(setting.GetValue(defaults));
            yield return $"| `{prefix}__{setting.Name}` |{(value.Length == 0 ? "" : $" `{value}`")} |{Spaced(Bounds(setting))} |{secret} | {Summary(setting)} |";
            if (Nested(setting.PropertyType) is not { } inner) continue;
            var path = setting.PropertyType == inner ? $"{prefix}__{setting.Name}" : $"{prefix}__{setting.Name}__0";
            foreach (var row in Rows(path, inner, Activator.CreateInstance(inner)!)) yield return row;
        }
    }

    private static string Spaced(string text) => text.Length == 0 ? "" : $" {text}";

    /// <summary>The options that a setting is made of; null: it is one value, or a list of values.</summary>
    private static Type? Nested(Type type) => type.Name.EndsWith("Options", StringComparison.Ordinal) ? type
        : type.IsGenericType && type.GetGenericArguments()[0].Name.EndsWith("Options", StringComparison.Ordinal) ? type.GetGenericArguments()[0] : null;

    private static bool IsSettable(PropertyInfo property) => property.SetMethod is { IsPublic: true };

    private static string SectionOf(PropertyInfo property) => property.PropertyType.GetField("Section")?.GetValue(null) as string ?? property.Name;

    private static string Bounds(PropertyInfo setting) => string.Join(", ", setting.GetCustomAttributes().Select(attribute => attribute switch
    {
        RangeAttribute range => $"{Bound(range.Minimum)} to {Bound(range.Maximum)}",
        StringLengthAttribute length => length.MinimumLength > 0 ? $"{length.MinimumLength} to {length.MaximumLength} characters" : $"at most {length.MaximumLength} characters",
        _ => "",
    }).Where(text => text.Length > 0));

    private static string Bound(object bound) => bound is string text ? text : Convert.ToDecimal(bound, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        string text => text.Replace(AppContext.BaseDirectory, "(the app's folder)/", StringComparison.Ordinal).Replace(Path.GetTempPath(), "(the temporary folder)/", StringComparison.Ordinal),
        Uri uri => uri.AbsoluteUri,
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Summary(PropertyInfo setting)
    {
        var match = Regex.Match(SourceOf(setting.DeclaringType!), $@"/// <summary>(?<text>(?:(?!</summary>).)*)</summary>(?:(?!/// <summary>).)*?\bpublic [\w?<>.]+ {setting.Name} {{", RegexOptions.Singleline);
        return match.Success ? Plain(match.Groups["text"].Value) : throw new InvalidOperationException($"{setting.DeclaringType!.Name}.{setting.Name} has no summary: it is what docs/configuration.md says of the setting.");
    }

    private static string SummaryOfType(Type type) =>
        Plain(Regex.Match(SourceOf(type), $@"/// <summary>(?<text>(?:(?!</summary>).)*)</summary>\s*public sealed class {type.Name}\b", RegexOptions.Singleline).Groups["text"].Value);

    /// <summary>From the class on, so that another class of the file that has a setting of the same name is not taken for it; with what stands before it.</summary>
    private static string SourceOf(Type type)
    {
        var file = s_sources.SelectMany(part => Directory.EnumerateFiles(Path.Combine(LocalTools.RepositoryRoot, "src", part), "*Options.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText).First(text => Regex.IsMatch(text, $@"\bclass {type.Name}\b"));
        var at = Regex.Match(file, $@"(/// [^\n]*\n)*public (?:sealed|abstract) class {type.Name}\b").Index;
        var next = Regex.Match(file[(at + 1)..], @"(?<=\n)}\n");
        return next.Success ? file.Substring(at, next.Index + 1) : file[at..];
    }

    private static string Plain(string xml)
    {
        var text = Margin().Replace(xml, " ").Trim();
        text = Code().Replace(text, "`$1`");
        text = Reference().Replace(text, match => $"`{match.Groups[1].Value.Split('.')[^1]}`");
        return Blank().Replace(text, " ").Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s*\n\s*///\s*")]
    private static partial Regex Margin();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex Code();

    [GeneratedRegex("<see cref=\"([^\"]+)\"/>")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\s{2,}")]
    private static partial Regex Blank();
}
