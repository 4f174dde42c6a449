using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Smartlinks.Clicks;

namespace Smartlinks.Tests.Clicks;

public sealed class ClickOptionsTests
{
    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Defaults_are_within_their_bounds_in_any_culture(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        Assert.True(IsValid(new ClickOptions()));
        Assert.False(IsValid(new ClickOptions { GatherTime = TimeSpan.FromSeconds(2) }));
        Assert.False(IsValid(new ClickOptions { BatchBytes = 1_000_001 }));
        Assert.False(IsValid(new ClickOptions { RememberProducers = TimeSpan.FromHours(1) }));
        Assert.False(IsValid(new ClickOptions { JournalFolder = "" }));
    }

    private static bool IsValid(ClickOptions options) => Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true);
}
