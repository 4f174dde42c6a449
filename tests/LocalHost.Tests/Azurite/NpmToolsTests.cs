using Smartlinks.LocalHost.Azurite;
using Smartlinks.Support;

namespace Smartlinks.Tests.LocalHosting;

/// <summary>With stand-ins for node and npm on a PATH of our own.</summary>
public sealed class NpmToolsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("smartlinks-npm-").FullName;
    private readonly StringWriter _progress = new();
    private readonly TextWriter _told;

    public NpmToolsTests()
    {
        _told = TextWriter.Synchronized(_progress);
        WriteLock("1.0.0");
    }

    public void Dispose()
    {
        _told.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private string Bin => Directory.CreateDirectory(Path.Combine(_root, "bin")).FullName;

    private string Installs => Path.Combine(_root, "installs");

    private NpmTools Tools() => new(_root, _told, Bin, TimeProvider.System);

    private void WriteLock(string version) =>
        File.WriteAllText(Path.Combine(_root, "package-lock.json"), """
            { "packages": { "": { "name": "tools" }, "node_modules/azurite": { "version": "VERSION" }, "node_modules/mac-only": { "version": "1.0.0", "optional": true } } }
            """.Replace("VERSION", version, StringComparison.Ordinal));

    private void WriteCommand(string name, string script)
    {
        var file = Path.Combine(Bin, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void WriteNode(string version = "v22.1.0") => WriteCommand("node", $"echo {version}");

    private void WriteNpm(string before = "") => WriteCommand("npm", $"{before}\necho \"$@\" >> installs\n/bin/mkdir -p node_modules");

    [Fact]
    public async Task A_missing_node_is_a_clear_line()
    {
        var refused = await Assert.ThrowsAsync<NpmToolsException>(() => Tools().EnsureInstalledAsync());
        Assert.Contains("Install Node.js 20 or newer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_node_is_a_clear_line()
    {
        WriteNode("v18.20.1");
        var refused = await Assert.ThrowsAsync<NpmToolsException>(() => Tools().EnsureInstalledAsync());
        Assert.Contains("v18.20.1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Install Node.js 20 or newer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_run_installs_and_tells_the_second_does_neither()
    {
        WriteNode();
        WriteNpm();
        Assert.Equal(Path.Combine(_root, "node_modules"), await Tools().EnsureInstalledAsync());
        Assert.Contains("Installing npm tools", _progress.ToString(), StringComparison.Ordinal);
        var told = _progress.ToString();
        await Tools().EnsureInstalledAsync();
        Assert.Equal(told, _progress.ToString());
        Assert.StartsWith("ci ", Assert.Single(await File.ReadAllLinesAsync(Installs)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_lock_file_installs_again()
    {
        WriteNode();
        WriteNpm();
        await Tools().EnsureInstalledAsync();
        WriteLock("2.0.0");
        await Tools().EnsureInstalledAsync();
        Assert.Equal(2, (await File.ReadAllLinesAsync(Installs)).Length);
    }

    [Fact]
    public async Task Packages_installed_by_hand_are_taken_as_they_are()
    {
        Directory.CreateDirectory(Path.Combine(_root, "node_modules"));
        await File.WriteAllTextAsync(Path.Combine(_root, "node_modules", ".package-lock.json"), """{"packages":{"node_modules/azurite":{"version":"1.0.0"}}}""");
        await Tools().EnsureInstalledAsync();
        Assert.False(File.Exists(Installs));
    }

    [Fact]
    public async Task Of_many_at_once_one_installs()
    {
        WriteNode();
        WriteNpm(before: "/bin/sleep 0.3");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Tools().EnsureInstalledAsync()));
        Assert.Single(await File.ReadAllLinesAsync(Installs));
    }

    [Fact]
    public async Task A_failed_install_says_why_and_is_tried_again_next_time()
    {
        WriteNode();
        WriteCommand("npm", "echo no network >&2\nexit 7");
        var refused = await Assert.ThrowsAsync<NpmToolsException>(() => Tools().EnsureInstalledAsync());
        Assert.Contains("exit code 7", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no network", refused.Message, StringComparison.Ordinal);
        WriteNpm();
        await Tools().EnsureInstalledAsync();
        Assert.Single(await File.ReadAllLinesAsync(Installs));
    }
}
