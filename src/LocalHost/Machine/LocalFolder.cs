using System.Diagnostics;
using System.Text.Json;

namespace Smartlinks.LocalHost.Machine;

/// <summary>The folder that holds everything a run leaves behind, and the lock that lets one LocalHost at a time use it.</summary>
public sealed class LocalFolder : IDisposable
{
    private readonly FileStream _lock;

    private LocalFolder(string root, FileStream held) => (Root, _lock) = (root, held);

    public string Root { get; }

    public string Azurite => Path.Combine(Root, "azurite");

    public string EventHub => Path.Combine(Root, "eventhub");

    public string Host => Path.Combine(Root, "host");

    public string Journal => Path.Combine(Root, "journal");

    public string ClockFile => Path.Combine(Root, "clock");

    public string Log => Path.Combine(Root, "localhost.log");

    /// <summary>Names the running Azurite, for the LocalHost after one that was killed.</summary>
    public string AzuriteProcess => Path.Combine(Root, "azurite.pid");

    public string DemoFile => Path.Combine(Root, "demo.json");

    /// <summary>The demo organization's key from one run to the next; readable by this user only.</summary>
    public string DemoOrganization => Path.Combine(Root, "demo-organization.json");

    /// <summary>The keys that stored secrets are sealed under; readable by this user only.</summary>
    public string SealingKeys => Path.Combine(Root, "sealing.keys");

    /// <summary>With which credit is given on this machine; readable by this user only.</summary>
    public string OperatorKey => Path.Combine(Root, "operator.key");

    /// <exception cref="LocalHostException">Another LocalHost is up.</exception>
    public static LocalFolder Open(string root)
    {
        Directory.CreateDirectory(root);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new LocalHostException($"LocalHost is already running{WhereItIs(root)}. Stop it with Ctrl-C there first.");
        }

        return new LocalFolder(root, held);
    }

    /// <summary>Makes the folder ready for a run, empty when <paramref name="fresh"/>.</summary>
    public void Prepare(bool fresh)
    {
        File.Delete(DemoFile);
        if (fresh) Forget();
        foreach (var each in new[] { Azurite, EventHub, Host, Journal }) Directory.CreateDirectory(each);
    }

    public void Dispose()
    {
        File.Delete(DemoFile);
        _lock.Dispose();
    }

    private void Forget()
    {
        foreach (var each in new[] { Azurite, EventHub, Host, Journal }.Where(Directory.Exists)) Directory.Delete(each, recursive: true);
        foreach (var each in new[] { DemoOrganization, SealingKeys, OperatorKey, Log, ClockFile }) File.Delete(each);
    }

    private static string WhereItIs(string root)
    {
        try
        {
            using var demo = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "demo.json")));
            return $" (process {demo.RootElement.GetProperty("processId").GetInt32()}) at {demo.RootElement.GetProperty("url").GetString()}";
        }
        catch (Exception failure) when (failure is IOException or JsonException or KeyNotFoundException)
        {
            return "";
        }
    }
}
