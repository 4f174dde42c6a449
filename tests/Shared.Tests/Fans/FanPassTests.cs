using Smartlinks.Fans;
using Smartlinks.Storage.Sealing;
using Smartlinks.Support;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.Fans;

/// <summary>Who has the pass is the fan. Hunts passes that can be made or changed without the key.</summary>
public sealed class FanPassTests
{
    private readonly FanId _fan = FanId.New(new ScriptedIds());
    private readonly FanPass _passes = new(GrantWorld.Keys("v1"));

    [Fact]
    public void A_pass_names_its_fan()
    {
        var pass = _passes.Write(_fan);
        Assert.Matches("^fan_[0-9a-z]{26}\\.[A-Za-z0-9_-]{43}$", pass);
        Assert.True(_passes.TryRead(pass, out var read));
        Assert.Equal(_fan, read);
        Assert.Equal("/presave/mine?pass=" + pass, _passes.PathOf(_fan));
    }

    [Fact]
    public void No_changed_character_passes()
    {
        var pass = _passes.Write(_fan);
        for (var at = 0; at < pass.Length; at++)
            foreach (var other in "0aZ_.-")
                if (pass[at] != other) Assert.False(_passes.TryRead($"{pass[..at]}{other}{pass[(at + 1)..]}", out _), $"{other} at {at}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("fan_01hzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("fan_01hzzzzzzzzzzzzzzzzzzzzzzz.")]
    [InlineData("fan_01hzzzzzzzzzzzzzzzzzzzzzzz.é")]
    public void What_is_no_pass_is_refused(string? text)
    {
        Assert.False(_passes.TryRead(text, out _));
        Assert.False(_passes.TryRead(_passes.Write(_fan) + "A", out _));
        Assert.False(_passes.TryRead(_passes.Write(_fan)[..^1], out _));
    }

    [Fact]
    public void After_a_rotation_an_old_pass_is_good_and_to_be_renewed()
    {
        var (old, rotated) = (_passes.Write(_fan), new FanPass(GrantWorld.Keys("v2", "v1")));
        Assert.True(rotated.TryRead(old, out var read));
        Assert.Equal(_fan, read);
        Assert.False(rotated.IsCurrent(old));
        Assert.True(rotated.IsCurrent(rotated.Write(_fan)));
        Assert.False(new FanPass(GrantWorld.Keys("v2")).TryRead(old, out _));
    }

    [Fact]
    public void What_was_signed_for_another_purpose_is_no_pass()
    {
        var other = new Signer(GrantWorld.Keys("v1"), "another purpose");
        Assert.False(_passes.TryRead($"{_fan}.{other.Sign(_fan.ToString())}", out _));
        Assert.True(other.IsSigned(_fan.ToString(), other.Sign(_fan.ToString())));
    }
}
