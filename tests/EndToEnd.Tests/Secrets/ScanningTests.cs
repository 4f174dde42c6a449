using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>That the scanner finds what is there: a search that finds nothing anywhere would pass for a clean app.</summary>
public sealed class ScanningTests : IDisposable
{
    private const string Planted = "r4fr+sh/token-of_a&fan~9b2d7c61&e8f05a3d==";
    private const string Address = "reader@letters.example";

    private static readonly Secret[] s_secrets = [new("refresh_token", Planted), new("code", "another one that is nowhere at all"), new(SecretsInPlay.EmailAddress, Address)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartlinks-secrets-");

    public static TheoryData<string> Forms => new(Made(Encoding.Latin1.GetBytes(Planted)).Distinct());

    [Theory, MemberData(nameof(Forms))]
    public void A_secret_is_found_in_every_form_it_could_be_written_in(string form)
    {
        var leak = Assert.Single(Scan($"a line before {form} and after"));
        Assert.Equal("refresh_token", leak.Secret.Kind);
    }

    [Fact]
    public void Half_a_secret_is_found()
    {
        Assert.Single(Scan($"…{Planted[..(Planted.Length / 2)]}…"));
        Assert.Single(Scan($"…{Planted[(Planted.Length / 2)..]}…"));
    }

    [Fact]
    public void A_short_secret_is_found_as_a_whole_only()
    {
        Assert.Single(Scan($"to {Address}"));
        Assert.Empty(Scan("to somebody@letters.example"));
    }

    [Fact]
    public void A_kind_is_passed_over_where_it_belongs_and_the_others_are_not()
    {
        var scanner = new SecretScanner(s_secrets);
        Assert.Equal(SecretsInPlay.EmailAddress, Assert.Single(scanner.Scan("here", $"{Planted} {Address}", "refresh_token")).Secret.Kind);
    }

    [Fact]
    public void A_secret_is_found_in_every_kind_of_place()
    {
        var places = new SearchedPlaces();
        foreach (var file in new[] { "localhost.log", "azurite/__azurite_db_table__.json", "azurite/__queuestorage__/1", "journal/segment", "77.heard" }) Write(file, $"…{Planted}…");
        places.AddDisk(_folder.FullName);
        places.AddQueues(_folder.FullName);
        places.AddExchanges([
            new Exchange("GET", $"/presave/mine?token={Uri.EscapeDataString(Planted)}", 200, "", ""),
            new Exchange("GET", "/a", 303, $"Location: /b?{Planted}", ""),
            new Exchange("GET", "/presave/mine", 200, "", JsonSerializer.Serialize(new { token = Planted }))]);
        Assert.Equal(
            ["URL GET /presave/mine", "body of GET /presave/mine 200", "file 77.heard", "file azurite/__azurite_db_table__.json", "file azurite/__queuestorage__/1", "file journal/segment", "file localhost.log",
                "headers of GET /a 303", "queue __queuestorage__/1"],
            places.Scan(s_secrets).Select(leak => leak.Place).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_code_is_passed_over_in_the_callbacks_address_alone()
    {
        var places = new SearchedPlaces();
        places.AddExchanges([
            new Exchange("GET", "/presave/callback/spotify?code=another%20one%20that%20is%20nowhere%20at%20all", 303, "Location: /presave/mine?queued=another one that is nowhere at all", ""),
            new Exchange("GET", "/presave/mine?code=another%20one%20that%20is%20nowhere%20at%20all", 200, "", "")]);
        Assert.Equal(["headers of GET /presave/callback/spotify 303", "URL GET /presave/mine"], places.Scan(s_secrets).Select(leak => leak.Place).Distinct());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<string> Made(byte[] secret)
    {
        yield return Planted;
        yield return Uri.EscapeDataString(Planted);
        yield return WebUtility.UrlEncode(Planted);
        yield return JsonSerializer.Serialize(Planted);
        yield return WebUtility.HtmlEncode(Planted);
        yield return Convert.ToHexString(secret);
        yield return Convert.ToHexStringLower(secret);
        yield return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(Planted));
        foreach (var before in new[] { "", "1", "12", "{\"token\":" })
        {
            byte[] around = [.. Encoding.ASCII.GetBytes(before), .. secret, .. "\"}"u8];
            yield return Convert.ToBase64String(around);
            yield return Base64Url.EncodeToString(around);
        }
    }

    private static IEnumerable<Leak> Scan(string text) => new SecretScanner(s_secrets).Scan("here", text).DistinctBy(leak => leak.Secret);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Encoding.Latin1);
    }
}
