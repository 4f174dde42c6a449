using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.LocalHost.Tests.Sandbox.Consent;

/// <summary>A fan with a browser in front of a consent page, and the app that sent them there and waits for them.</summary>
public sealed partial class FanBrowser(SandboxFixture sandbox)
{
    public const string State = "state 1&2";

    public static readonly Uri Back = new("https://links.example/presave/back?for=lnk");

    /// <summary>43 characters, as RFC 7636 §4.1 wants at least.</summary>
    public static string Verifier { get; } = new('v', 43);

    public static ConsentRequest Request { get; } = new(Back, State, Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(Verifier))), Follows: false);

    /// <summary>Opens the page, says who they are and presses a button. What the browser was sent back with, by name.</summary>
    /// <param name="scope">Null: what the app asks for.</param>
    public async Task<IReadOnlyDictionary<string, string>> AnswerAsync(Uri page, string fan, string answer = "agree", string? scope = null)
    {
        if (scope is not null) page = new Uri(ScopeInAddress().Replace(page.AbsoluteUri, "scope=" + Uri.EscapeDataString(scope)));
        var html = await sandbox.Http.GetStringAsync(page);
        var fields = Hidden().Matches(html).ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value));
        fields["other"] = fan;
        fields["answer"] = answer;
        using var form = new FormUrlEncodedContent(fields);
        using var gone = await sandbox.Http.PostAsync(new Uri(page, Action().Match(html).Groups["path"].Value), form);
        Assert.Equal(HttpStatusCode.SeeOther, gone.StatusCode);
        return Read(gone.Headers.Location!);
    }

    /// <summary>Consents and lets the app have its tokens.</summary>
    public async Task<AccountTokens> ConsentAsync(FanService fans, string fan, bool follows = false, string? scope = null)
    {
        var back = await AnswerAsync(fans.Accounts.ConsentUrl(Request with { Follows = follows }), fan, scope: scope);
        return Assert.IsType<AccountAnswer.Given>(await fans.Accounts.RedeemAsync(back["code"], Verifier, Back, default)).Tokens;
    }

    public static IReadOnlyDictionary<string, string> Read(Uri address)
    {
        Assert.StartsWith(Back.AbsoluteUri, address.AbsoluteUri, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(address.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    /// <summary>What a service has of the catalogue, as the app names it.</summary>
    public static ServiceItem Item(SandboxFixture sandbox, StreamingService service, ItemKind kind, string isrc = "USUM72409273")
    {
        var track = sandbox.Server.Catalogue.FindByIsrc(isrc).First();
        var items = new CatalogueItems(sandbox.Server.Catalogue);
        return kind == ItemKind.Track ? items.Of(service, track) : items.Of(service, track.Album);
    }

    [GeneratedRegex("<input type=hidden name=(?<name>[a-z_]+) value=\"(?<value>[^\"]*)\">")]
    private static partial Regex Hidden();

    [GeneratedRegex("action=\"(?<path>[^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("(?<=[?&])scope=[^&]*")]
    private static partial Regex ScopeInAddress();
}
