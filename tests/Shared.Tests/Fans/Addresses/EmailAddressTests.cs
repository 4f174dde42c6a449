using Smartlinks.Fans.Addresses;

namespace Smartlinks.Tests.Fans.Addresses;

public sealed class EmailAddressTests
{
    private static readonly string s_longLocal = new('a', 64);
    private static readonly string s_longDomain = string.Join('.', Enumerable.Repeat(new string('b', 61), 3)) + ".co";

    [Theory]
    [InlineData("fan@mail.example", "fan@mail.example")]
    [InlineData("  Fan.One+music@Mail.Example ", "Fan.One+music@mail.example")]
    [InlineData("o'hara_{x}@a-b.co", "o'hara_{x}@a-b.co")]
    [InlineData("fan@bücher.example", "fan@xn--bcher-kva.example")]
    public void An_address_is_stored_with_its_domain_in_lower_case_ascii(string text, string stored)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(stored, address.ToString());
        Assert.Equal(address, EmailAddress.Parse(stored));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fan")]
    [InlineData("@mail.example")]
    [InlineData("fan@")]
    [InlineData("fan@mail")]
    [InlineData("fan@mail.1")]
    [InlineData("fan@127.0.0.1")]
    [InlineData("fan@[127.0.0.1]")]
    [InlineData(".fan@mail.example")]
    [InlineData("fan.@mail.example")]
    [InlineData("fa..n@mail.example")]
    [InlineData("fa n@mail.example")]
    [InlineData("\"fan\"@mail.example")]
    [InlineData("fan@mail..example")]
    [InlineData("fan@-mail.example")]
    [InlineData("fan@mail_x.example")]
    [InlineData("fan@mail.example\r\nBcc: other@mail.example")]
    [InlineData("fan@mail.example, other@mail.example")]
    [InlineData("Fan <fan@mail.example>")]
    [InlineData("fän@mail.example")]
    public void What_is_no_plain_address_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void Its_parts_and_its_whole_are_bounded()
    {
        Assert.True(EmailAddress.TryParse($"{s_longLocal}@{s_longDomain}", out var longest));
        Assert.Equal(253, longest.ToString().Length);
        Assert.False(EmailAddress.TryParse($"{s_longLocal}a@mail.example", out _));
        Assert.False(EmailAddress.TryParse($"{s_longLocal}@{s_longDomain}xx", out _));
        Assert.False(EmailAddress.TryParse($"fan@{new string('b', 64)}.example", out _));
    }
}
