using System.Text;
using System.Text.Json;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.Fans;

/// <summary>Rows and messages of fans. <c>tests/Fixtures/Rows</c> has them as the first version wrote them: they must stay readable, what is sealed in them too.</summary>
public sealed class FanRowTests
{
    private static readonly FanId s_fan = FanId.Parse("fan_01hzzzzzzzzzzzzzzzzzzzzzzz");

    private static FanGrant Refused => new(s_fan, StreamingService.Spotify, Some.Instant, Some.Instant.AddDays(180), "DE", Follows: true) { RefusedAt = Some.Instant.AddMinutes(30), RenewingUntil = Some.Instant.AddSeconds(1830) };

    private static FanGrant Dead => new(s_fan, StreamingService.Spotify, Some.Instant, null, null, Follows: false) { RefusedAt = Some.Instant.AddMinutes(30), Ended = GrantEnd.Revoked };

    private static FanAddress Withdrawn => new(Some.Organization, s_fan, new AddressConsent(EmailAddress.Parse("fan@mail.example"), "Write to me when “A song” is out.", Some.LinkId), Some.Instant, "abcdefgh2345")
    {
        ConfirmedAt = Some.Instant.AddHours(1),
        WithdrawnAt = Some.Instant.AddDays(1),
    };

    [Fact]
    public void A_grant_as_the_first_version_wrote_it_is_still_read_and_opened()
    {
        var read = GrantRow.Read(FromFixture("fan-grant"));
        Assert.Equal(Refused, read with { Sealed = null, ETag = default });
        var grants = new FanGrants(new InMemoryTableClient(), new Sealer(GrantWorld.Keys("v1")));
        Assert.Equal(new AccountTokens("access-1", Some.Instant.AddHours(1), "refresh-1", "library"), grants.Open(read));
        Assert.Equal(Dead, GrantRow.Read(FromFixture("fan-grant-dead")) with { ETag = default });
    }

    [Fact]
    public void A_grant_is_written_as_the_first_version_wrote_it()
    {
        Assert.Equal(Columns(FromFixture("fan-grant")), Columns(GrantRow.ToEntity(Refused with { Sealed = FromFixture("fan-grant").GetString("Sealed") })));
        Assert.Equal(Columns(FromFixture("fan-grant-dead")), Columns(GrantRow.ToEntity(Dead)));
    }

    [Fact]
    public void An_address_is_read_and_written_as_the_first_version_wrote_it()
    {
        Assert.Equal(Withdrawn, FanAddressRow.Read(FromFixture("fan-address")) with { ETag = default });
        Assert.Equal(Columns(FromFixture("fan-address")), Columns(FanAddressRow.ToEntity(Withdrawn)));
    }

    [Fact]
    public void A_request_for_a_mail_is_read_as_it_was_written_and_as_the_first_version_wrote_it()
    {
        var request = new MailRequest("01hzzzzzzzzzzzzzzzzzzzzzzz", MailKind.NotSaved, Some.Organization, s_fan, Some.Instant)
        {
            Origin = new Uri("https://links.example"),
            Code = "abc",
            Link = Some.Address(),
            Title = "Tür \"für\" <b>",
            Artists = "中島みゆき",
            Service = StreamingService.Tidal,
        };
        Assert.Equal(request, MailRequest.TryRead(Encoding.UTF8.GetString(request.Write())));
        Assert.Equal(request with { Code = null, Title = "A song", Artists = null }, MailRequest.TryRead(
            """
            {"id":"01hzzzzzzzzzzzzzzzzzzzzzzz","kind":"NotSaved","organization":"org_some-label","fan":"fan_01hzzzzzzzzzzzzzzzzzzzzzzz","askedAt":"2026-11-20T12:00:00+00:00",
            "origin":"https://links.example","domain":"-","slug":"some-slug","title":"A song","service":"tidal"}
            """));
    }

    private static IEnumerable<string> Columns(TableEntity row) =>
        row.Properties.Where(column => column.Value is not null).Select(column => $"{column.Key} = {column.Value}").Order(StringComparer.Ordinal).Prepend($"{row.PartitionKey} / {row.RowKey}");

    private static TableEntity FromFixture(string name)
    {
        var json = File.ReadAllBytes(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Rows", $"{name}.json"));
        using var document = JsonDocument.Parse(json);
        return TableEntityJson.Read(json, document.RootElement.GetProperty("PartitionKey").GetString()!, document.RootElement.GetProperty("RowKey").GetString()!);
    }
}
