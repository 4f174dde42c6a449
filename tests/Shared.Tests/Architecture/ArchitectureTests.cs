using System.Text.RegularExpressions;
using Smartlinks.Support;

namespace Smartlinks.Tests.Architecture;

/// <summary>The house rules a compiler does not hold. Each rule has a second test that shows it can fail.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Who may use whom inside Shared; everybody may use Storage, and files at the root may use every room.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["Pages"] = ["Releases", "Links", "StreamingServices", "Organizations"],
        ["Releases"] = ["Links", "StreamingServices", "Organizations"],
        ["Links"] = ["Organizations", "StreamingServices"],
        ["PreSaves"] = ["Links", "StreamingServices", "Fans", "Organizations"],
        ["Fans"] = ["Links", "StreamingServices", "Organizations"],
        ["Billing"] = ["Credits", "Organizations"],
        ["Organizations"] = ["StreamingServices"],
        ["Records"] = ["Billing", "Clicks", "Credits", "Fans", "Links", "Organizations", "PreSaves", "Releases", "StreamingServices"],
        ["StreamingServices"] = [],
        ["Credits"] = ["Organizations", "Links"],
        ["Clicks"] = [],
        ["Storage"] = [],
    };

    private static readonly string[] s_bannedFolders = ["Models", "Services", "Utils", "Common", "Dtos", "Interfaces", "Helpers", "Managers"];

    private static string Source { get; } = Path.Combine(LocalTools.RepositoryRoot, "src");

    [Fact]
    public void Rooms_use_only_the_rooms_they_may()
    {
        var rooms = Directory.GetDirectories(Path.Combine(Source, "Shared")).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj")).ToList();
        Assert.Equal(s_allowed.Keys.Order(StringComparer.Ordinal), rooms.Order(StringComparer.Ordinal));
        var files = rooms.SelectMany(room => SourceFiles(Path.Combine(Source, "Shared", room)).Select(file => (Room: room, file.Name, file.Text))).ToList();
        Assert.True(files.Count > 80, "the files were found");
        Assert.Empty(files.SelectMany(file => ForbiddenUses(file.Room, file.Text).Select(used => $"{file.Name}: {file.Room} → {used}")));
    }

    [Theory]
    [InlineData("Links", "using Smartlinks.Releases;", "Releases")]
    [InlineData("Links", "    var x = Smartlinks.Pages.LinkPage.Of(link);", "Pages")]
    [InlineData("Organizations", "using Smartlinks.Links;", "Links")]
    [InlineData("Links", "using Smartlinks.Credits.Spending;", "Credits")]
    [InlineData("Credits", "using Smartlinks.Releases;", "Releases")]
    [InlineData("Fans", "using Smartlinks.PreSaves;", "PreSaves")]
    [InlineData("StreamingServices", "using Smartlinks.Fans.Grants;", "Fans")]
    [InlineData("Clicks", "using static Smartlinks.Links.Slug;", "Links")]
    [InlineData("Clicks", "global using Smartlinks.Organizations;", "Organizations")]
    [InlineData("StreamingServices", "using Isrc = Smartlinks.Links.Isrc;", "Links")]
    [InlineData("Billing", "using Smartlinks.Links;", "Links")]
    [InlineData("Organizations", "using Smartlinks.Billing;", "Billing")]
    [InlineData("Organizations", "using Smartlinks.Records;", "Records")]
    [InlineData("Storage", "using Smartlinks.Clicks;", "Clicks")]
    [InlineData("Storage", "var name = StorageNames.Tables;", "(root) StorageNames")]
    [InlineData("Links", "var id = Releases.ReleaseFacts.None;", "Releases")]
    [InlineData("Releases", "/// <see cref=\"Links.Slug\"/>\nusing Smartlinks.Links;\nusing Smartlinks.Storage;\nusing Smartlinks.StreamingServices.Deezer;", null)]
    [InlineData("Links", "var all = link.Releases.Count + other.Pages.Count;", null)]
    [InlineData("Pages", "using Smartlinks.Releases;\nusing Smartlinks.Links;", null)]
    public void The_rule_about_rooms_sees_a_forbidden_use(string room, string text, string? used) =>
        Assert.Equal(used is null ? [] : [used], ForbiddenUses(room, text));

    [Fact]
    public void Shared_knows_no_host()
    {
        var referenced = typeof(StorageNames).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        Assert.Contains("Azure.Core", referenced);
        Assert.DoesNotContain(referenced, IsHost);
        Assert.DoesNotContain(SourceFiles(Path.Combine(Source, "Shared")), file => file.Text.Contains("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Http.Abstractions", true)]
    [InlineData("Microsoft.Azure.Functions.Worker", true)]
    [InlineData("Microsoft.Extensions.Hosting", true)]
    [InlineData("Smartlinks.Functions", true)]
    [InlineData("Smartlinks.LocalHost", true)]
    [InlineData("Microsoft.Extensions.Logging.Abstractions", false)]
    [InlineData("Azure.Core", false)]
    public void The_rule_about_hosts_knows_one(string assembly, bool isHost) => Assert.Equal(isHost, IsHost(assembly));

    [Fact]
    public void No_folder_is_named_by_technical_kind()
    {
        var folders = Directory.GetDirectories(Source, "*", SearchOption.AllDirectories).Where(folder => !IsBuildOutput(folder)).ToList();
        Assert.Contains(folders, folder => Path.GetFileName(folder) == "StreamingServices");
        Assert.DoesNotContain(folders, IsBanned);
    }

    [Theory]
    [InlineData("src/Shared/Links/Models", true)]
    [InlineData("src/Functions/services", true)]
    [InlineData("src/LocalHost/Utils", true)]
    [InlineData("src/Shared/StreamingServices", false)]
    [InlineData("src/Shared/Links", false)]
    public void The_rule_about_folders_sees_a_banned_one(string folder, bool isBanned) => Assert.Equal(isBanned, IsBanned(folder));

    [Fact]
    public void No_type_is_named_Service_Manager_or_Helper()
    {
        var files = SourceFiles(Source).ToList();
        Assert.True(files.Count > 150, "the files were found");
        Assert.Empty(files.SelectMany(file => BannedTypes(file.Text).Select(type => $"{file.Name}: {type}")));
    }

    [Theory]
    [InlineData("public sealed class LinkService(ITableClient links)", "LinkService")]
    [InlineData("internal static partial class Helper", "Helper")]
    [InlineData("public readonly record struct SlugHelper(string Text);", "SlugHelper")]
    [InlineData("    private sealed record KeyManager;", "KeyManager")]
    [InlineData("public interface ILinkService", "ILinkService")]
    [InlineData("public enum WhichManager", "WhichManager")]
    [InlineData("public sealed record StreamingService(string Id)", null)]
    [InlineData("// a class Helper would be wrong here", null)]
    [InlineData("public sealed class ServiceAnswer", null)]
    public void The_rule_about_type_names_sees_a_banned_one(string text, string? type) => Assert.Equal(type is null ? [] : [type], BannedTypes(text));

    [Fact]
    public void Every_table_and_queue_is_in_StorageNames_and_on_the_storage_page()
    {
        var files = SourceFiles(Path.Combine(Source, "Shared")).ToList();
        var (tables, queues) = (files.SelectMany(file => Constants(TableName(), file.Text)).ToList(), files.SelectMany(file => Constants(QueueName(), file.Text)).ToList());
        Assert.Equal(StorageNames.Tables.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
        Assert.Equal(StorageNames.Queues.Order(StringComparer.Ordinal), queues.Order(StringComparer.Ordinal));
        Assert.Empty(Missing([.. StorageNames.Tables, .. StorageNames.Queues], File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "storage.md"))));
    }

    [Fact]
    public void The_rule_about_storage_names_sees_a_table_that_is_not_listed()
    {
        Assert.Equal(["fans"], Constants(TableName(), "    public const string Table = \"fans\";"));
        Assert.Equal(["fans"], Constants(TableName(), "    public const string TableName = \"fans\";"));
        Assert.Equal(["saves"], Constants(QueueName(), "    public const string QueueName = \"saves\";"));
        Assert.Equal(["saves"], Constants(QueueName(), "    public const string Name = \"saves\";"));
        Assert.Equal(["fans"], Missing(["links", "fans"], "| Table |\n| `links` | fans |"));
    }

    private static IEnumerable<string> ForbiddenUses(string room, string text)
    {
        var code = Comment().Replace(text, "");
        var used = Use().Matches(code).Select(match => match.Groups["room"].Value).Where(other => other != room && other != "Storage" && !s_allowed[room].Contains(other)).Distinct();
        // What names rows of every room is for the root only.
        return code.Contains("StorageNames", StringComparison.Ordinal) ? used.Append("(root) StorageNames") : used;
    }

    private static bool IsHost(string assembly) =>
        assembly.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.Azure.", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal) || assembly.StartsWith("Smartlinks.", StringComparison.Ordinal);

    private static bool IsBanned(string folder) => s_bannedFolders.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> BannedTypes(string text) =>
        TypeName().Matches(Comment().Replace(text, "")).Select(match => match.Groups["name"].Value).Where(name => name is not ("StreamingService" or "FanService"));

    private static IEnumerable<string> Constants(Regex constant, string text) => constant.Matches(text).Select(match => match.Groups["name"].Value);

    private static IEnumerable<string> Missing(IEnumerable<string> names, string page) => names.Where(name => !page.Contains($"| `{name}` |", StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Text)> SourceFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuildOutput(file)).Select(file => (Path.GetRelativePath(Source, file), File.ReadAllText(file)));

    private static bool IsBuildOutput(string path) => path.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("bin") || parts.Contains("obj") || parts.Contains("node_modules"));

    [GeneratedRegex("//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    /// <summary>A room after <c>Smartlinks.</c>, or at the start of a qualified type name as files of the same root namespace may write it.</summary>
    [GeneratedRegex(@"(?:\bSmartlinks\.|(?<![\w.""])(?=\w+\.[A-Z]))(?<room>Pages|Records|Releases|Links|StreamingServices|PreSaves|Fans|Billing|Organizations|Credits|Clicks|Storage)\b(?!\s*=)")]
    private static partial Regex Use();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?<name>\w*(?:Service|Manager|Helper))\b(?!\s+struct)")]
    private static partial Regex TypeName();

    [GeneratedRegex("const string Table(?:Name)? = \"(?<name>[^\"]+)\"")]
    private static partial Regex TableName();

    [GeneratedRegex("const string (?:QueueName|Name) = \"(?<name>[^\"]+)\"")]
    private static partial Regex QueueName();
}
