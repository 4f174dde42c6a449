using System.Text;
using Smartlinks.Storage.Sealing;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage.Sealing;

public sealed class SealedRingTests
{
    private const string One = "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string Two = "b:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    private readonly InMemoryTableClient _table = new();

    [Fact]
    public async Task Secrets_are_listed_by_all_and_readable_in_no_row()
    {
        Assert.True(await Ring(One).TryAddAsync(1, "first"u8.ToArray(), default));
        Assert.True(await Ring(One).TryAddAsync(2, "second"u8.ToArray(), default));

        var (secrets, next) = await Ring(One).ListAsync(default);

        Assert.Equal(["first", "second"], secrets.Select(secret => Encoding.UTF8.GetString(secret.Secret)));
        Assert.Equal(3, next);
        Assert.DoesNotContain(_table.Rows, row => row.GetString("Sealed")!.Contains("first", StringComparison.Ordinal));
        Assert.DoesNotContain("first", secrets[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_add_at_once_one_does()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => Ring(One).TryAddAsync(1, [(byte)number], default))));

        Assert.Single(added, did => did);
        Assert.Single((await Ring(One).ListAsync(default)).Secrets);
    }

    [Fact]
    public async Task A_new_key_seals_anew_what_is_read_and_the_old_one_can_go()
    {
        await Ring(One).TryAddAsync(1, "first"u8.ToArray(), default);

        await Ring($"{Two},{One}").ListAsync(default);

        Assert.Equal("first"u8.ToArray(), Assert.Single((await Ring(Two).ListAsync(default)).Secrets).Secret);
        var (none, next) = await Ring(One).ListAsync(default);
        Assert.Empty(none);
        Assert.Equal(2, next);
    }

    [Fact]
    public async Task A_secret_in_anothers_place_is_none()
    {
        await Ring(One).TryAddAsync(1, "first"u8.ToArray(), default);
        var row = _table.Rows.Single();
        await _table.AddEntityAsync(new(row.PartitionKey, "000002") { ["Sealed"] = row.GetString("Sealed") });

        Assert.Single((await Ring(One).ListAsync(default)).Secrets);
    }

    private SealedRing Ring(string keys) => new(_table, new Sealer(SealingKeys.TryParse(keys, out var parsed, out _) ? parsed : throw new FormatException()), "ring");
}
