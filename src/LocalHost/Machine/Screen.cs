namespace Smartlinks.LocalHost.Machine;

/// <summary>The one screen a newcomer sees.</summary>
public static class Screen
{
    public static void Show(TextWriter screen, Uri app, Uri sandbox, string organization, string key, IReadOnlyList<DemoLink> links, string log)
    {
        var origin = app.GetLeftPart(UriPartial.Authority);
        screen.WriteLine();
        screen.WriteLine("Smartlinks is up. Open as a fan would:");
        foreach (var link in links) screen.WriteLine($"  {link.Url,-44} {link.Title}{(link.State == "preSave" ? " (not out yet)" : "")}");
        screen.WriteLine();
        screen.WriteLine("Make a link from an ISRC:");
        screen.WriteLine($"  curl -s {origin}/api/organizations/{organization}/links \\");
        screen.WriteLine($"    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\");
        screen.WriteLine("    -d '{\"isrc\":\"GBDUW0000057\"}'");
        screen.WriteLine();
        screen.WriteLine($"  API        {origin}/api/organizations/{organization}/links");
        screen.WriteLine($"  API key    {key}   (demo organization, this machine only)");
        screen.WriteLine($"  Sandbox    {sandbox.GetLeftPart(UriPartial.Authority)}   streaming services, clock, faults");
        screen.WriteLine($"  Mailbox    {sandbox.GetLeftPart(UriPartial.Authority)}/mailbox   the mails fans are sent");
        screen.WriteLine($"  Log        {log}");
        screen.WriteLine();
        screen.WriteLine("Ctrl-C stops everything. Data is kept; --fresh forgets it.");
    }
}
