using System.Security.Cryptography;
using System.Text;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Tests.Storage.Sealing;

public sealed class SealingTests
{
    private const string Place = "grants|lnk_1|0001|spotify";
    private static readonly string s_first = Key("2026-11", 1);
    private static readonly string s_second = Key("2027-01", 2);

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("BQD-a token of a fan, 🎵")]
    public void What_is_sealed_opens_in_its_place(string secret)
    {
        var sealer = Make(s_first);
        var text = sealer.Seal(Encoding.UTF8.GetBytes(secret), Place);
        Assert.True(sealer.TryOpen(text, Place, out var opened));
        Assert.Equal(secret, Encoding.UTF8.GetString(opened));
        Assert.StartsWith("2026-11.", text, StringComparison.Ordinal);
        if (secret.Length > 1) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public void One_secret_is_never_sealed_to_the_same_text_twice()
    {
        var sealer = Make(s_first);
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => sealer.Seal("secret"u8, Place)).Distinct().Count());
    }

    [Fact]
    public void It_opens_nowhere_else()
    {
        var sealer = Make(s_first);
        Assert.False(sealer.TryOpen(sealer.Seal("secret"u8, Place), "grants|lnk_2|0001|spotify", out _));
    }

    [Fact]
    public void A_text_changed_anywhere_does_not_open()
    {
        var sealer = Make(s_first);
        var text = sealer.Seal("a secret of some length"u8, Place);
        for (var at = 0; at < text.Length; at++)
        {
            // The last character of base64 may have bits that say nothing.
            if (at == text.Length - 1) continue;
            var changed = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Assert.False(sealer.TryOpen(changed, Place, out var opened), $"{changed} opens to {opened?.Length}");
        }

        for (var length = 0; length < text.Length - 1; length++) Assert.False(sealer.TryOpen(text[..length], Place, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("2026-11")]
    [InlineData("2026-11.")]
    [InlineData("2026-11.!!!")]
    [InlineData("gone.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_was_never_sealed_does_not_open(string text) => Assert.False(Make(s_first).TryOpen(text, Place, out _));

    [Fact]
    public void After_a_rotation_old_texts_open_and_are_told_from_new_ones()
    {
        var old = Make(s_first).Seal("secret"u8, Place);
        var rotated = Make($"{s_second},{s_first}");
        Assert.True(rotated.TryOpen(old, Place, out _));
        Assert.False(rotated.IsCurrent(old));
        Assert.True(rotated.IsCurrent(rotated.Seal("secret"u8, Place)));
        Assert.False(Make(s_second).TryOpen(old, Place, out _));
    }

    [Theory]
    [InlineData("", "no key")]
    [InlineData(" , ", "no key")]
    [InlineData("AAAA", "version")]
    [InlineData("V2:AAAA", "version")]
    [InlineData(":AAAA", "version")]
    [InlineData("v2:AAAA", "32 bytes")]
    [InlineData("v2:not base64", "32 bytes")]
    public void Keys_that_cannot_work_are_named_and_not_shown(string text, string problem)
    {
        Assert.False(SealingKeys.TryParse(text, out _, out var told));
        Assert.Contains(problem, told, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_of_one_version_or_of_another_length_are_refused()
    {
        Assert.False(SealingKeys.TryParse($"{s_first},{Key("2026-11", 3)}", out _, out var twice));
        Assert.Contains("another", twice, StringComparison.Ordinal);
        foreach (var length in new[] { 16, 31, 33, 48 })
            Assert.False(SealingKeys.TryParse($"v1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(length))}", out _, out _), $"{length} bytes");
    }

    private static Sealer Make(string keys) => SealingKeys.TryParse(keys, out var read, out var problem) ? new Sealer(read) : throw new InvalidOperationException(problem);

    private static string Key(string version, byte seed) => $"{version}:{Convert.ToBase64String([.. Enumerable.Range(0, SealingKeys.KeyBytes).Select(index => (byte)(index * 7 + seed))])}";
}
