using Smartlinks.Releases.Matching;

namespace Smartlinks.Tests.Releases.Matching;

public sealed class TitleReadingTests
{
    [Theory]
    [InlineData("Come Together - Remastered 2009", "come together", VersionKinds.Remaster)]
    [InlineData("Ocean Floor (Live at Paradiso) [2011 Remaster]", "ocean floor", VersionKinds.Live | VersionKinds.Remaster)]
    [InlineData("Live and Let Die", "live and let die", VersionKinds.None)]
    [InlineData("Long Live (Taylor’s Version)", "long live", VersionKinds.ReRecorded)]
    [InlineData("Cheers (Drink To That)", "cheers drink to that", VersionKinds.None)]
    [InlineData("Song (Live Your Life)", "song live your life", VersionKinds.None)]
    [InlineData("Dile a Tu Orgullo (En Vivo)", "dile a tu orgullo", VersionKinds.Live)]
    [InlineData("夜に駆ける（カラオケ）", "夜に駆ける", VersionKinds.Cover)]
    [InlineData("봄날 (라이브)", "봄날", VersionKinds.Live)]
    [InlineData("Chanson (Version française)", "chanson", VersionKinds.Language)]
    [InlineData("Levitating (The Blessed Madonna Remix)", "levitating", VersionKinds.Remix)]
    [InlineData("Espresso (Double Shot Version)", "espresso", VersionKinds.Other)]
    [InlineData("Hello (Official Video)", "hello", VersionKinds.None)]
    [InlineData("Story -Extended mix- ", "story", VersionKinds.Extended)]
    [InlineData("(Live)", "live", VersionKinds.None)]
    public void A_title_is_taken_apart(string title, string core, VersionKinds kinds)
    {
        var reading = TitleReading.Of(title, null, []);
        Assert.Equal((core, kinds), (reading.Core, reading.Version.Kinds));
    }

    [Theory]
    [InlineData("Mood (feat. iann dior)", "24kGoldn", "24kGoldn;iann dior")]
    [InlineData("Marvin Gaye ft. Meghan Trainor", "Charlie Puth", "Meghan Trainor & Charlie Puth")]
    [InlineData("Song", "Bad Bunny x Jhay Cortez", "Bad Bunny;Jhay Cortez")]
    [InlineData("Song", "Earth, Wind & Fire", "Earth Wind and Fire")]
    [InlineData("Song", "The Beatles", "Beatles")]
    [InlineData("Song", "Lady Gaga - Topic", "LadyGagaVEVO")]
    public void The_same_people_are_the_same_however_they_are_billed(string title, string artists, string others) =>
        Assert.NotEqual(Comparison.Differs, ArtistNames.Compare(TitleReading.Of(title, null, artists.Split(';')).Artists, ArtistNames.Of(others.Split(';'))));

    [Theory]
    [InlineData("Part III", "Part 3", Comparison.Similar)]
    [InlineData("Part III", "Part II", Comparison.Differs)]
    [InlineData("Only Girl (In The World)", "Only Girl", Comparison.Similar)]
    [InlineData("Love The Way You Lie (Part II)", "Love The Way You Lie", Comparison.Differs)]
    [InlineData("Кино", "Kino", Comparison.OtherScript)]
    [InlineData("DÁKITI", "Dakiti", Comparison.Similar)]
    [InlineData("Theme (From \"Jaws\")", "Theme (From \"Star Wars\")", Comparison.Differs)]
    [InlineData("Gymnopédie No. 1", "Gymnopedie No. 1", Comparison.Similar)]
    [InlineData("Gymnopédie No. 1", "Gymnopédie No. 3", Comparison.Differs)]
    [InlineData("Symphony No. 5 in C Minor, Op. 67: I. Allegro", "Sinfonie Nr. 5 c-Moll op. 67: I. Allegro", Comparison.Similar)]
    [InlineData("Symphony No. 5 in C Minor, Op. 67: I. Allegro", "Symphony No. 5 in C Minor, Op. 67: II. Andante", Comparison.Differs)]
    [InlineData("Sonata in C Major", "Sonata in C Minor", Comparison.Differs)]
    [InlineData("7", "7 Years", Comparison.Differs)]
    [InlineData("+", "×", Comparison.Differs)]
    [InlineData("Don't", "Don’t", Comparison.Equal)]
    public void Titles_are_compared(string one, string other, Comparison expected) =>
        Assert.Equal(expected, TitleComparison.Compare(TitleReading.Of(one, null, []), TitleReading.Of(other, null, [])));
}
