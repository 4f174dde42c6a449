using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Addresses;
using Smartlinks.StreamingServices.ShareLinks;
using Xunit.Abstractions;

namespace Smartlinks.Tests.StreamingServices.Addresses;

/// <summary>No text, however made, is read as music of a host it does not lead to, and none of them ends in an exception.</summary>
public sealed class HostileAddressesTests(ITestOutputHelper output)
{
    private static readonly string[] s_shares =
    [
        "https://spotify.link/kq1bBnxOyHb", "https://spotify.app.link/QpdKnRoaZ6?_p=c4", "https://spoti.fi/3xYzAbC", "https://on.soundcloud.com/AbC12", "https://link.deezer.com/s/319MrRotHC7J6de6Ziseq",
        "https://deezer.page.link/qfomS8twgYA35mgQ7", "https://dzr.page.link/vmwdqP72fgErpPhM6", "https://pandora.app.link/hZ8QJQ5qrVb", "https://apple.co/3AbCdEf", "https://tidal.link/3AbCdEf/",
    ];

    [Fact]
    public void Not_one_hostile_address_of_the_list_is_taken()
    {
        var list = HostileAddresses.All.Distinct(StringComparer.Ordinal).ToList();
        output.WriteLine($"{list.Count} hostile addresses");

        Assert.True(list.Count >= 150);
        Assert.Empty(list.Where(text => PastedAddress.Read(text) is not PastedAddress.Refused).Select(Show));
        Assert.Empty(list.Where(text => ShareLink.TryParse(text, out _)).Select(Show));
        Assert.Empty(list.Where(text => DestinationUrl.TryParse(text, out var url, out _) && ServiceItem.TryRead(url, out _)).Select(Show));
        Assert.All(list, text => Assert.NotEmpty(((PastedAddress.Refused)PastedAddress.Read(text)).Why));
    }

    [Fact]
    public void The_oracle_takes_every_good_address_and_refuses_what_is_hostile_in_itself()
    {
        Assert.All(PublicForms.All, form => Assert.Null(AddressOracle.Hostile(form.Address)));
        Assert.All(s_shares, share => Assert.Null(AddressOracle.Hostile(share, asShare: true)));
        var hostile = HostileAddresses.All.Count(text => AddressOracle.Hostile(text) is not null);
        output.WriteLine($"{hostile} of {HostileAddresses.All.Count} are hostile to the oracle; the others name nothing that is an item.");
        Assert.True(hostile > HostileAddresses.All.Count * 9 / 10);
    }

    [Fact]
    public void Mutated_addresses_are_read_as_music_only_where_the_oracle_finds_nothing_hostile()
    {
        var mutated = new MutatedAddresses(3_2026);
        string[] good = [.. PublicForms.All.Select(form => form.Address), .. s_shares];
        var (items, shares, faults) = (0, 0, new List<string>());
        for (var i = 0; i < 120_000; i++)
        {
            var text = mutated.Next(good);
            switch (PastedAddress.Read(text))
            {
                case PastedAddress.OfItem(var item):
                    items++;
                    if (AddressOracle.Hostile(text) is { } hostile) faults.Add($"{hostile}: {Show(text)}");
                    if (Wrong(item) is { } wrong) faults.Add($"{wrong}: {Show(text)}");
                    break;
                case PastedAddress.OfShare(var share):
                    shares++;
                    if (AddressOracle.Hostile(text, asShare: true) is { } trick) faults.Add($"{trick}: {Show(text)}");
                    if (AddressOracle.Hostile(share.ToString(), asShare: true) is not null || ShareLink.Parse(share.ToString()) != share) faults.Add(Show(text));
                    break;
                case PastedAddress.Refused { Why.Length: 0 }:
                    faults.Add($"no reason: {Show(text)}");
                    break;
            }
        }

        output.WriteLine($"120,000 mutated addresses: {items} items, {shares} share links, {faults.Count} faults");
        Assert.Empty(faults.Take(20));
        Assert.InRange(items, 10_000, 110_000);
        Assert.InRange(shares, 500, 50_000);
    }

    [Fact]
    public void Destinations_of_mutated_addresses_are_items_only_by_the_same_rules()
    {
        var mutated = new MutatedAddresses(71);
        string[] good = [.. PublicForms.All.Select(form => form.Address)];
        var (items, faults) = (0, new List<string>());
        for (var i = 0; i < 60_000; i++)
        {
            var text = mutated.Next(good);
            if (!DestinationUrl.TryParse(text, out var url, out _)) continue;
            var stripped = TrackingParameters.Strip(url);
            var isItem = ServiceItem.TryRead(url, out var item, out var why);
            if (isItem == (why is not null) || !stripped.Service.IsOwnHost(stripped.Uri.Host)) faults.Add(Show(text));
            if (!isItem) continue;
            items++;
            if ((AddressOracle.Hostile(text) ?? Wrong(item!)) is { } fault) faults.Add($"{fault}: {Show(text)}");
            if (!ServiceItem.TryRead(stripped, out var again) || again != item) faults.Add($"{stripped} is not {item}");
        }

        Assert.Empty(faults.Take(20));
        Assert.InRange(items, 5_000, 55_000);
    }

    [Fact]
    public void Random_bytes_are_read_as_nothing_and_break_nothing()
    {
        var mutated = new MutatedAddresses(9);
        for (var i = 0; i < 60_000; i++)
        {
            var text = mutated.NextBytes();
            if (PastedAddress.Read(text) is not PastedAddress.Refused) Assert.Null(AddressOracle.Hostile(text));
            Assert.False(ShareLink.TryParse(text, out _));
            SharePage.FindItem(text, StreamingService.Spotify);
        }
    }

    private static string? Wrong(ServiceItem item) =>
        AddressOracle.Wrong(item.Service.Id, item.Kind == ItemKind.Track ? "track" : "album", item.Id, item.Url.ToString(), item.Country)
        ?? (ServiceItem.TryRead(item.Url, out var again) && again == item ? null : $"{item.Url} is read as another item");

    /// <summary>As it can be read in a test's output.</summary>
    private static string Show(string text) => string.Concat((text.Length > 200 ? text[..200] + "…" : text).Select(character => character is >= ' ' and <= '~' ? $"{character}" : $"\\u{(int)character:x4}"));
}
