using System.Text;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Support;
using Smartlinks.Tests.Billing.Contracts;

namespace Smartlinks.Tests.Billing;

/// <summary>Held against headers that Stripe's own package makes.</summary>
public sealed class SignatureTests
{
    private const string Secret = "whsec_one";
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task What_Stripes_package_signed_is_good_and_nothing_else()
    {
        string[] payloads = ["{}", """{ "id": "evt_1", "text": "Ü 雪 🎵 \u0000" }""", new string('x', 100_000), "", "line\r\nline\n"];
        var at = Some.Instant.ToUnixTimeSeconds();
        var headers = await StripeContract.SignAsync([.. payloads.Select(payload => (payload, Secret, at))]);

        foreach (var (payload, header) in payloads.Zip(headers))
        {
            Assert.True(IsGood(header, payload));
            Assert.True(IsGood(header, payload, secrets: ["whsec_new", Secret]), "one of several secrets");
            Assert.False(IsGood(header, payload + " "));
            Assert.False(IsGood(header, payload, secrets: ["whsec_two"]));
            Assert.False(IsGood(header, payload, secrets: []));
            Assert.False(IsGood(header.Replace($"t={at}", $"t={at + 1}", StringComparison.Ordinal), payload), "another time");
            Assert.False(IsGood(header.Replace("v1=", "v0=", StringComparison.Ordinal), payload), "another scheme");
            foreach (var place in new[] { header.IndexOf("v1=", StringComparison.Ordinal) + 3, header.Length - 1 })
                Assert.False(IsGood(header[..place] + (header[place] == '0' ? '1' : '0') + header[(place + 1)..], payload), "another digit");
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public async Task It_is_good_for_the_tolerance_either_way(int seconds, bool isGood)
    {
        var header = (await StripeContract.SignAsync(("{}", Secret, Some.Instant.ToUnixTimeSeconds()))).Single();

        Assert.Equal(isGood, IsGood(header, "{}", Some.Instant.AddSeconds(seconds)));
    }

    [Fact]
    public async Task A_secret_being_rolled_over_signs_twice()
    {
        var at = Some.Instant.ToUnixTimeSeconds();
        var headers = await StripeContract.SignAsync(("{}", "whsec_old", at), ("{}", Secret, at));
        var both = $"{headers[0]},{headers[1][headers[1].IndexOf("v1=", StringComparison.Ordinal)..]}";

        Assert.True(IsGood(both, "{}"));
        Assert.True(IsGood(both, "{}", secrets: ["whsec_old"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=1795176000")]
    [InlineData("v1=00")]
    [InlineData("t=,v1=00")]
    [InlineData("t=-1,v1=00")]
    [InlineData("t=99999999999999,v1=00")]
    [InlineData("t=1795176000;v1=00")]
    [InlineData("=,=,t=x,v1=")]
    public void What_is_no_header_is_refused(string? header) => Assert.False(IsGood(header, "{}"));

    private static bool IsGood(string? header, string payload, DateTimeOffset? now = null) => Check(header, payload, now ?? Some.Instant, [Secret]);

    private static bool IsGood(string? header, string payload, string[] secrets) => Check(header, payload, Some.Instant, secrets);

    private static bool Check(string? header, string payload, DateTimeOffset now, string[] secrets) => StripeSignature.IsGood(header, Encoding.UTF8.GetBytes(payload), secrets, now, s_tolerance);
}
