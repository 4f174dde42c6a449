using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Smartlinks.LocalHost.Sandbox.SignIn;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage;

namespace Smartlinks.LocalHost.Machine;

/// <summary>A link of the demo, once made.</summary>
public sealed record DemoLink(string Url, string Title, string State);

/// <summary>
/// What a newcomer finds: an organization with a key and a few links, made through the same API as any other. A second run on the same data finds the
/// same ones again.
/// </summary>
public sealed class DemoOrganization(LocalFolder folder, ITableClient organizations, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>ISRC and slug of the links made; one is not out yet.</summary>
    private static readonly (string Isrc, string Slug, string? Release)[] s_releases =
    [
        ("USUM72409273", "die-with-a-smile", null),
        ("GBDUW0000053", "one-more-time", null),
        ("USAT21500254", "marvin-gaye", null),
        ("QZSLT2600001", "paper-lanterns", "2026-12-04"),
    ];

    private const int Credits = 1_000;

    private static readonly string[] s_ensemble = ["Smartlinks Test Ensemble"];

    /// <summary>The organization and its key.</summary>
    public async Task<(string Organization, string Key)> OpenAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } known) return known;
        var (organization, key) = await new OrganizationCreator(organizations, new RandomIdSource(time), time).CreateAsync("Demo Records", cancellationToken);
        var made = (organization.Id.ToString(), key.Reveal());
        PrivateFile.Write(folder.DemoOrganization, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["organization"] = made.Item1, ["apiKey"] = made.Item2 }));
        return made;
    }

    /// <summary>Where links cost credits: has the plan with everything in it, and credit to begin with, once.</summary>
    public async Task EndowAsync(string organization, string operatorKey, CancellationToken cancellationToken)
    {
        using var plan = Request(HttpMethod.Put, $"api/organizations/{organization}/plan", operatorKey);
        plan.Content = JsonContent.Create(new { plan = "pro" });
        using var booked = await http.SendAsync(plan, cancellationToken);
        booked.EnsureSuccessStatusCode();
        using var gift = Request(HttpMethod.Post, $"api/organizations/{organization}/credits/adjustments", operatorKey);
        gift.Headers.Add("Idempotency-Key", "demo");
        gift.Content = JsonContent.Create(new { amount = Credits, reason = "gift", about = "to begin with" });
        using var given = await http.SendAsync(gift, cancellationToken);
        given.EnsureSuccessStatusCode();
    }

    /// <summary>Gives the organization an owner: the sandbox's persona of that name. Its provider's name has the sandbox's port in it, so each start sees to it.</summary>
    /// <param name="issuer">The sandbox's provider.</param>
    public static Task PutOwnerAsync(ITableClient organizations, ITableClient people, string organization, string issuer, TimeProvider time, CancellationToken cancellationToken) =>
        new MemberRoll(organizations, new PersonDirectory(people, time), time).PutOwnerAsync(OrganizationId.Parse(organization), PersonId.Of(issuer, SignInPersona.Owner.Id), cancellationToken);

    /// <summary>Makes the links and waits a little until they are found at the services.</summary>
    public async Task<IReadOnlyList<DemoLink>> SeedAsync(string organization, string key, CancellationToken cancellationToken)
    {
        var links = new List<DemoLink>();
        foreach (var (isrc, slug, release) in s_releases)
        {
            using var create = Request(HttpMethod.Post, $"api/organizations/{organization}/links", key);
            create.Headers.Add("Idempotency-Key", $"demo-{slug}");
            create.Content = JsonContent.Create(release is null ? new { isrc, slug } : (object)new { isrc, slug, title = "Paper Lanterns", artists = s_ensemble, release = new { on = release, zone = "local" } });
            using var answer = await http.SendAsync(create, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity) continue;
            answer.EnsureSuccessStatusCode();
            links.Add(await WaitAsync(await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken), organization, key, cancellationToken));
        }

        return links;
    }

    private async Task<DemoLink> WaitAsync(JsonElement link, string organization, string key, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); link.GetProperty("state").GetString() is "resolving" or "awaitingCredit" && time.GetElapsedTime(started) < s_patience;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            using var get = Request(HttpMethod.Get, $"api/organizations/{organization}/links/{link.GetProperty("id").GetString()}", key);
            using var answer = await http.SendAsync(get, cancellationToken);
            if (answer.IsSuccessStatusCode) link = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }

        return new DemoLink(link.GetProperty("url").GetString()!, link.GetProperty("title").GetString() ?? link.GetProperty("slug").GetString()!, link.GetProperty("state").GetString()!);
    }

    private async Task<(string, string)?> FindAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.DemoOrganization)) return null;
        try
        {
            using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.DemoOrganization, cancellationToken));
            var (organization, text) = (file.RootElement.GetProperty("organization").GetString(), file.RootElement.GetProperty("apiKey").GetString());
            return OrganizationId.TryParse(organization, out var id) && ApiKey.TryParse(text, out var key)
                && await new ApiKeyVerifier(organizations, time).VerifyAsync(id, key, cancellationToken) ? (organization!, text!) : null;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", key);
        return request;
    }
}
