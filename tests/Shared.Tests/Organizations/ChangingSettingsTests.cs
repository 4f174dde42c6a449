using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations;

public sealed class ChangingSettingsTests
{
    private static readonly OrganizationSettings s_whole = new(ShowProbable: true, SearchLinks: false)
    {
        Services = new ServiceRules
        {
            Allowed = ServiceSet.Of(StreamingService.Spotify, StreamingService.Tidal),
            Blocked = ServiceSet.Of(StreamingService.Pandora),
            Order = ServiceOrder.Of(StreamingService.Tidal, StreamingService.Spotify),
            IsOrderFixed = true,
            Default = new ServicePreference(ServiceSet.Of(StreamingService.Bandcamp), ServiceOrder.Of(StreamingService.Bandcamp, StreamingService.Deezer)),
        },
        Access = new AccessSettings
        {
            Mode = AccessMode.BaseFee,
            Memberships = [new Membership("gold", "Gold ★", new Money(990, Currency.Parse("EUR")), 30), new Membership("friend", "Friend", null)],
            Packages = [new Package("five", "Five", 5, new Money(1, Currency.Parse("JPY")), 365), new Package("ten", "Ten", 10, new Money(Money.Most, Currency.Parse("USD")), null)],
            BaseFee = new Money(500, Currency.Parse("EUR")),
            AskWhom = "Ines",
        },
    };

    private readonly InMemoryTableClient _table = new(OrganizationRow.Table);
    private readonly ManualTime _time = new();

    private OrganizationSettingsStore Store => new(_table, _time);

    [Fact]
    public async Task All_settings_are_read_as_they_were_written_and_the_name_stays()
    {
        await AddAsync();
        Assert.Equal(new UpdateSettingsResult.Updated(OrganizationSettings.Default, s_whole), await UpdateAsync(_ => s_whole));
        Assert.Equal(s_whole, await Store.GetAsync(Some.Organization, default));
        Assert.Equal("Some label", OrganizationRow.FromProfile(_table.Rows.Single()).Name);
    }

    [Fact]
    public async Task Setting_what_stood_before_undoes_a_change_and_has_its_version_again()
    {
        await AddAsync();
        var changed = Assert.IsType<UpdateSettingsResult.Updated>(await UpdateAsync(_ => s_whole));
        Assert.NotEqual(SettingsVersion.Of(changed.Before), SettingsVersion.Of(changed.After));
        var undone = Assert.IsType<UpdateSettingsResult.Updated>(await UpdateAsync(_ => changed.Before));
        Assert.Equal(SettingsVersion.Of(OrganizationSettings.Default), SettingsVersion.Of(undone.After));
        Assert.Equal(OrganizationSettings.Default, await Store.GetAsync(Some.Organization, default));
    }

    [Fact]
    public async Task A_change_for_another_version_is_refused_and_nothing_is_written()
    {
        await AddAsync();
        var version = SettingsVersion.Of(OrganizationSettings.Default);
        await UpdateAsync(now => now with { ShowProbable = true });
        Assert.IsType<UpdateSettingsResult.VersionMismatch>(await Store.UpdateAsync(Some.Organization, version, _ => s_whole, default));
        Assert.Equal(new OrganizationSettings(ShowProbable: true), await Store.GetAsync(Some.Organization, default));
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_found_to_be_made()
    {
        await AddAsync();
        _table.Faults.LoseNextAnswers(operation: "UpdateEntity");
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => UpdateAsync(_ => s_whole));
        // The real client repeats the call, and is told that the row has another version: its own.
        var calls = 0;
        _table.Faults.BeforeCallAsync = async (operation, _) =>
        {
            if (operation == "UpdateEntity" && calls++ == 0) await new OrganizationSettingsStore(_table, _time).UpdateAsync(Some.Organization, null, now => now with { ShowProbable = false }, default);
        };
        var version = SettingsVersion.Of(s_whole);
        var updated = Assert.IsType<UpdateSettingsResult.Updated>(await Store.UpdateAsync(Some.Organization, version, now => now with { ShowProbable = false }, default));
        Assert.Equal((s_whole, s_whole with { ShowProbable = false }), (updated.Before, updated.After));
    }

    [Fact]
    public async Task Changes_at_once_of_different_settings_all_stand()
    {
        await AddAsync();
        _table.Faults.BeforeCallAsync = async (_, _) => await Task.Yield();
        await Task.WhenAll(StreamingService.All.Select(service => Task.Run(() => UpdateAsync(now => now with { Services = now.Services with { Blocked = now.Services.Blocked.With(service) } }))));
        Assert.Equal(ServiceSet.All, (await Store.GetAsync(Some.Organization, default)).Services.Blocked);
    }

    public static TheoryData<string, OrganizationSettings> Contradictions => new()
    {
        { "services.blocked", new OrganizationSettings { Services = new ServiceRules { Allowed = ServiceSet.All, Blocked = ServiceSet.Of(StreamingService.Deezer) } } },
        { "services.allowed", new OrganizationSettings { Services = new ServiceRules { Allowed = default(ServiceSet) } } },
        { "access.baseFee", new OrganizationSettings { Access = new AccessSettings { Mode = AccessMode.BaseFee } } },
        { "access.mode", new OrganizationSettings { Access = new AccessSettings { Mode = AccessMode.MembershipOrPackage } } },
    };

    [Theory, MemberData(nameof(Contradictions))]
    public async Task What_contradicts_itself_is_refused_by_its_field(string field, OrganizationSettings settings)
    {
        await AddAsync();
        Assert.Equal([field], Assert.IsType<UpdateSettingsResult.Refused>(await UpdateAsync(_ => settings)).Errors.Keys);
        Assert.Equal(OrganizationSettings.Default, await Store.GetAsync(Some.Organization, default));
    }

    [Fact]
    public async Task There_are_no_settings_of_nobody() => Assert.IsType<UpdateSettingsResult.NotFound>(await UpdateAsync(_ => s_whole));

    [Fact]
    public void A_profile_that_says_nothing_of_services_and_access_leaves_all_free()
    {
        var row = OrganizationRow.ToProfile(new Organization(Some.Organization, "Some label", Some.Instant));
        Assert.Equal(OrganizationSettings.Default, OrganizationRow.ToSettings(row));
        Assert.Same(ServiceRules.None, OrganizationRow.ToSettings(row).Services);
        var before = row.Properties.Count;
        OrganizationRow.Write(OrganizationSettings.Default, row);
        Assert.Equal(before + 2, row.Properties.Count(property => property.Value is not null));
    }

    private Task<UpdateSettingsResult> UpdateAsync(Func<OrganizationSettings, OrganizationSettings> change) => Store.UpdateAsync(Some.Organization, null, change, default);

    private async Task AddAsync() => await _table.AddEntityAsync(OrganizationRow.ToProfile(new Organization(Some.Organization, "Some label", Some.Instant)));
}
