using System.Diagnostics;
using Smartlinks.Support;

namespace Smartlinks.EndToEnd.Tests.Published;

/// <summary>The app as it is deployed: what <c>dotnet publish -c Release</c> makes, in a folder that is not to be written to.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private static readonly TimeSpan s_publishedWithin = TimeSpan.FromMinutes(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-published-");

    public string Folder => Path.Combine(_folder.FullName, "app");

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(LocalTools.RepositoryRoot, "src", "Functions"), "-c", "Release", "-o", Folder, "--nologo", "-v", "quiet", "-m:1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = LocalTools.RepositoryRoot,
        };
        using var publish = Process.Start(start)!;
        var (output, error) = (publish.StandardOutput.ReadToEndAsync(), publish.StandardError.ReadToEndAsync());
        try
        {
            await publish.WaitForExitAsync().WaitAsync(s_publishedWithin);
        }
        catch (TimeoutException)
        {
            publish.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The app was not published within {s_publishedWithin}: {await output}{await error}");
        }

        if (publish.ExitCode != 0) throw new InvalidOperationException($"The app could not be published: {await output}{await error}");
        FolderListing.TakeWriting(Folder);
    }

    public Task DisposeAsync()
    {
        if (Directory.Exists(Folder)) FolderListing.GiveWriting(Folder);
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
