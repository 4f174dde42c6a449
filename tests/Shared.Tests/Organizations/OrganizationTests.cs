using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smartlinks.Organizations;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations;

public sealed class OrganizationTests
{
    private readonly InMemoryTableClient _table = new();
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData("org_abc", true)]
    [InlineData("org_my-label-7", true)]
    [InlineData("org_ab", false)]
    [InlineData("org_Abc", false)]
    [InlineData("org_a|b", false)]
    [InlineData("org_a/b", false)]
    [InlineData("org_\u0430bc", false)]
    [InlineData("abc", false)]
    [InlineData(null, false)]
    public void An_organization_id_is_its_prefix_and_plain_characters(string? text, bool isOne)
    {
        Assert.Equal(isOne, OrganizationId.TryParse(text, out var id));
        if (isOne) Assert.Equal(text, id.ToString());
    }

    [Fact]
    public void An_organization_id_has_at_most_forty_characters_after_its_prefix()
    {
        Assert.True(OrganizationId.TryParse("org_" + new string('a', 40), out _));
        Assert.False(OrganizationId.TryParse("org_" + new string('a', 41), out _));
        Assert.True(OrganizationId.TryParse(OrganizationId.New(new RandomIdSource(_time)).ToString(), out _));
    }

    [Fact]
    public void A_key_is_read_back_as_it_was_shown()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var key = ApiKey.New(new RandomIdSource(_time));
            Assert.True(ApiKey.TryParse(key.Reveal(), out var read));
            Assert.Equal(key, read);
            Assert.True(read.Matches(key.Hash()));
        }
    }

    [Fact]
    public void A_key_hides_its_secret_and_stores_its_hash()
    {
        var key = ApiKey.New(new ScriptedIds().Next("abcdefghjk", "23456789abcdefghjkmnpqrstwxyz234"));
        Assert.Equal("sl_abcdefghjk_23456789abcdefghjkmnpqrstwxyz234", key.Reveal());
        Assert.Equal("sl_abcdefghjk_…", key.ToString());
        Assert.DoesNotContain("23456789abc", string.Create(CultureInfo.InvariantCulture, $"{key} {key.Id}"), StringComparison.Ordinal);
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes("23456789abcdefghjkmnpqrstwxyz234")), key.Hash());
        Assert.False(key.Matches(SHA256.HashData("another"u8)));
        Assert.False(key.Matches([]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sl_abcdefghjk_23456789abcdefghjkmnpqrstwxyz23")]
    [InlineData("sl_abcdefghjk_23456789abcdefghjkmnpqrstwxyz2345")]
    [InlineData("sk_abcdefghjk_23456789abcdefghjkmnpqrstwxyz234")]
    [InlineData("sl_abcdefghjk-23456789abcdefghjkmnpqrstwxyz234")]
    [InlineData("sl_abcdefgh/k_23456789abcdefghjkmnpqrstwxyz234")]
    [InlineData("sl_abcdefghjk_23456789ABCDEFGHJKMNPQRSTWXYZ234")]
    public void What_is_no_key_is_refused(string? text) => Assert.False(ApiKey.TryParse(text, out _));

    [Fact]
    public async Task A_new_organization_is_stored_with_a_key_that_opens_it_and_no_other()
    {
        var creator = new OrganizationCreator(_table, new RandomIdSource(_time), _time);
        var (one, key) = await creator.CreateAsync("Some Label", default);
        var (other, _) = await creator.CreateAsync("Other Label", default);
        var verifier = new ApiKeyVerifier(_table, _time);

        Assert.True(await verifier.VerifyAsync(one.Id, key, default));
        Assert.False(await verifier.VerifyAsync(other.Id, key, default));
        var (partition, row) = OrganizationRow.ProfileKey(one.Id);
        Assert.Equal(one, OrganizationRow.FromProfile((await _table.GetEntityIfExistsAsync(partition, row))!));
        var secret = key.Reveal()[^32..];
        Assert.DoesNotContain(_table.Rows.SelectMany(stored => stored.Properties.Values), value => value is string text && text.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_organization_is_made_whole_or_not_at_all()
    {
        _table.Faults.FailNext();
        var creator = new OrganizationCreator(_table, new RandomIdSource(_time), _time);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => creator.CreateAsync("Some Label", default));
        Assert.Empty(_table.Rows);
    }

    [Fact]
    public async Task A_right_key_is_remembered_for_thirty_seconds_and_a_revoked_one_dies_then()
    {
        var (organization, key) = await new OrganizationCreator(_table, new RandomIdSource(_time), _time).CreateAsync("Some Label", default);
        var verifier = new ApiKeyVerifier(_table, _time);
        Assert.True(await verifier.VerifyAsync(organization.Id, key, default));
        await _table.DeleteEntityAsync(organization.Id.ToString(), OrganizationRow.ApiKeyRowKey(key), Azure.ETag.All);
        _table.Faults.ForgetCalls();

        _time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.True(await verifier.VerifyAsync(organization.Id, key, default));
        Assert.Equal(0, _table.Faults.TotalCalls);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await verifier.VerifyAsync(organization.Id, key, default));
    }

    [Fact]
    public async Task A_wrong_key_is_never_remembered()
    {
        var key = ApiKey.New(new ScriptedIds());
        var verifier = new ApiKeyVerifier(_table, _time);
        Assert.False(await verifier.VerifyAsync(Some.Organization, key, default));
        await _table.AddEntityAsync(OrganizationRow.ToApiKey(Some.Organization, key, _time.GetUtcNow()));
        Assert.True(await verifier.VerifyAsync(Some.Organization, key, default));
    }

    [Fact]
    public async Task A_remembered_id_with_another_secret_does_not_open()
    {
        var key = ApiKey.New(new ScriptedIds().Next("abcdefghjk", new string('2', 32)));
        var forged = ApiKey.New(new ScriptedIds().Next("abcdefghjk", new string('3', 32)));
        await _table.AddEntityAsync(OrganizationRow.ToApiKey(Some.Organization, key, _time.GetUtcNow()));
        var verifier = new ApiKeyVerifier(_table, _time);
        Assert.False(await verifier.VerifyAsync(Some.Organization, forged, default));
        Assert.True(await verifier.VerifyAsync(Some.Organization, key, default));
        Assert.False(await verifier.VerifyAsync(Some.Organization, forged, default));
    }
}
