using System.Text.Json;
using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Records;
using Smartlinks.Storage;

namespace Smartlinks.Tests.Functions.People;

/// <summary>Brings about every answer of the doors of people, for the description to be held against.</summary>
/// <param name="keep">Takes the method, the route's pattern and the answer.</param>
internal sealed class PeopleTour(SignInApp signIn, Func<HttpMethod, string, Answer, Answer> keep)
{
    private const string Organizations = "/api/organizations";
    private const string One = Organizations + "/{organization}";

    private readonly List<(HttpMethod Method, string Pattern, string Address)> _asked = [];
    private PersonBrowser _owner = null!;
    private PersonBrowser _stranger = null!;
    private (string Owner, string Stranger) _tokens;

    private string Own => signIn.Organization;

    public async Task RunAsync()
    {
        await signIn.JoinAsync(signIn.App.Organization, "owner", Role.Owner);
        await signIn.JoinAsync(signIn.App.Organization, "artist", Role.Member);
        (_owner, _stranger) = (await signIn.SignInAsync("owner"), await signIn.SignInAsync("stranger"));
        _tokens = (await _owner.TokenAsync(), await _stranger.TokenAsync());
        var (get, post, patch, delete) = (HttpMethod.Get, HttpMethod.Post, HttpMethod.Patch, HttpMethod.Delete);

        await AskAsync(get, "/api/me", "/api/me");
        await AskAsync(get, Organizations, Organizations);
        await AskAsync(get, Organizations, Organizations + "?pageSize=0");
        var named = JsonSerializer.Serialize(new { name = "A label of my own" });
        await AskAsync(post, Organizations, Organizations, named, ("Idempotency-Key", "k"));
        await AskAsync(post, Organizations, Organizations, """{ "name": "Another" }""", ("Idempotency-Key", "k"));
        await AskAsync(post, Organizations, Organizations, named);
        keep(post, Organizations, await _owner.ApiAsync(post, Organizations, named, "x"));
        await AskAsync(get, One, Own);

        await AskAsync(get, One + "/members", Own + "/members");
        await AskAsync(get, One + "/members", Own + "/members?pageSize=0");
        var artist = $"{Own}/members/{signIn.PersonOf("artist")}";
        await AskAsync(patch, One + "/members/{person}", artist, """{ "role": "viewer" }""");
        await AskAsync(patch, One + "/members/{person}", Own + "/members/nobody", """{ "role": "viewer" }""");
        await AskAsync(delete, One + "/members/{person}", artist);
        await AskAsync(delete, One + "/members/{person}", artist);
        await signIn.Members.ChangeAsync((await signIn.Members.FindAsync(signIn.App.Organization, signIn.PersonOf("owner"), default))!, PersonId.Of("test", "first owner"), null, default);
        await AskAsync(patch, One + "/members/{person}", $"{Own}/members/{signIn.PersonOf("owner")}", """{ "role": "viewer" }""");
        await AskAsync(delete, One + "/members/{person}", $"{Own}/members/{signIn.PersonOf("owner")}");

        var invitation = (await AskAsync(post, One + "/invitations", Own + "/invitations", """{ "role": "member", "days": 3, "note": "Ari" }""")).Json.GetProperty("id").GetString();
        await AskAsync(get, One + "/invitations", Own + "/invitations");
        await AskAsync(get, One + "/invitations", Own + "/invitations?pageSize=0");
        await AskAsync(delete, One + "/invitations/{invitation}", $"{Own}/invitations/{invitation}");
        await AskAsync(delete, One + "/invitations/{invitation}", $"{Own}/invitations/{invitation}");

        var key = (await AskAsync(post, One + "/keys", Own + "/keys", """{ "name": "reports", "scopes": ["read"], "days": 9 }""")).Json.GetProperty("id").GetString();
        await AskAsync(get, One + "/keys", Own + "/keys");
        await AskAsync(get, One + "/keys", Own + "/keys?pageSize=0");
        await AskAsync(delete, One + "/keys/{key}", $"{Own}/keys/{key}");
        await AskAsync(delete, One + "/keys/{key}", $"{Own}/keys/{key}");

        await TourRecordsAsync();

        foreach (var (method, pattern, address) in _asked.Distinct().ToList())
        {
            var isPersons = pattern is "/api/me" or Organizations or "/api/erasures/{erased}";
            keep(method, pattern, await signIn.App.ApiAsync(method, address, null, ("Authorization", "Bearer x")));
            if (!isPersons) await AskAsStrangerAsync(method, pattern, address);
            if (method != post && method != patch) continue;
            await AskAsync(method, pattern, address, "nonsense");
            await AskAsync(method, pattern, address, """{ "other": 1 }""");
            await AskAsync(method, pattern, address, new string(' ', 3_000));
            await AskAsync(method, pattern, address);
        }

        await AskOfNothingAsync();
    }

    /// <summary>What owners do with the whole of an organization's data. The one that is erased is another one: the tour goes on with this.</summary>
    private async Task TourRecordsAsync()
    {
        var (get, post, delete) = (HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete);
        const string exports = One + "/exports";
        const string erasure = One + "/erasure";
        var export = (await AskAsync(post, exports, Own + "/exports"))["Location"]!;
        await AskAsync(get, exports, Own + "/exports");
        await AskAsync(get, exports + "/{export}", export);
        await AskAsync(get, exports + "/{export}", Own + "/exports/x");
        await AskAsync(get, exports + "/{export}/content", export + "/content");
        await AskAsync(get, exports + "/{export}/content", Own + "/exports/x/content");
        await Smartlinks.Tests.Functions.Records.RecordQueue.DeliverAsync(signIn.App);
        await AskAsync(get, exports + "/{export}/content", export + "/content");

        var (gone, _) = await signIn.App.CreateOrganizationAsync("Soon erased");
        await signIn.JoinAsync(gone, "owner", Role.Owner);
        var path = $"{Organizations}/{gone}/erasure";
        const string confirmed = """{ "confirm": "Soon erased" }""";
        var subscription = new TableEntity(gone.ToString(), "subscription|sub_1") { ["Status"] = "active", ["Plan"] = "pro" };
        await signIn.App.Tables["billing"].UpsertEntityAsync(subscription);
        await AskAsync(post, erasure, path, confirmed);
        await signIn.App.Tables["billing"].DeleteEntityAsync(gone.ToString(), subscription.RowKey, ETag.All);
        await AskAsync(get, erasure, path);
        await AskAsync(delete, erasure, path);
        var receipt = (await AskAsync(post, erasure, path, confirmed))["Location"]!;
        await AskAsync(get, erasure, path);
        await AskAsync(get, "/api/erasures/{erased}", receipt);
        await AskAsync(get, "/api/erasures/{erased}", "/api/erasures/org_nowhere");
        await AskAsync(delete, erasure, path);
        await AskAsync(post, erasure, path, confirmed);
        var begun = signIn.App.Tables[RecordJobRow.Table].Rows.Single(row => row.PartitionKey == gone.ToString());
        begun["State"] = "Running";
        await signIn.App.Tables[RecordJobRow.Table].UpsertEntityAsync(begun);
        await AskAsync(delete, erasure, path);
        await signIn.App.Tables[RecordJobRow.Table].DeleteEntityAsync(gone.ToString(), RecordJobRow.ErasureKey, ETag.All);
        await signIn.App.Tables[OrganizationRow.Table].DeleteEntityAsync(gone.ToString(), "profile", ETag.All);
        await AskAsync(post, erasure, path, confirmed);
    }

    /// <summary>Somebody who is signed in and does not belong here.</summary>
    public async Task AskAsStrangerAsync(HttpMethod method, string pattern, string address) => keep(method, pattern, await _stranger.ApiAsync(method, address, null, _tokens.Stranger));

    public async Task AskWithoutStorageAsync()
    {
        foreach (var (method, pattern, address) in _asked.Distinct().ToList()) keep(method, pattern, await _owner.ApiAsync(method, address, null, _tokens.Owner));
    }

    /// <summary>An organization of which nothing is left but a key.</summary>
    private async Task AskOfNothingAsync()
    {
        var (gone, key) = await signIn.App.CreateOrganizationAsync("Soon gone");
        await signIn.App.Tables[OrganizationRow.Table].DeleteEntityAsync(gone.ToString(), "profile", ETag.All);
        keep(HttpMethod.Get, One, await signIn.App.ApiAsync(HttpMethod.Get, $"{Organizations}/{gone}", null, ("Authorization", $"Bearer {key}")));
    }

    private async Task<Answer> AskAsync(HttpMethod method, string pattern, string address, string? body = null, params (string, string)[] headers)
    {
        if (!address.Contains('?', StringComparison.Ordinal)) _asked.Add((method, pattern, address));
        return keep(method, pattern, await _owner.ApiAsync(method, address, body, _tokens.Owner, PersonBrowser.Origin, headers));
    }
}
