using Smartlinks.Fans.Grants;
using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Nudging;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Renewing;
using Smartlinks.PreSaves.Reporting;
using Smartlinks.PreSaves.Saving;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The parts that take pre-saves and work them off.</summary>
public static class PreSaveParts
{
    /// <param name="http">Makes the client for services' fan accounts and libraries.</param>
    public static IServiceCollection AddPreSaves(this IServiceCollection services, AppConfiguration configuration, Func<HttpClient> http)
    {
        services.AddSingleton(configuration.PreSaves);
        services.AddSingleton(provider => FanServices.Make(configuration.Services, http(), provider.GetRequiredService<IServiceGate>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FanLibraries(LibrariesOf(provider)));
        services.AddSingleton<IGrantAccess>(provider => provider.GetService<GrantKeeper>() is { } keeper ? new KeptGrants(keeper) : new ClosedGrants());
        services.AddSingleton(provider => new Buckets(Table(provider, PreSaveRow.Table))).AddSingleton(provider => new PreSaveReport(Table(provider, PreSaveRow.Table)));
        services.AddSingleton(provider => new Slots(Table(provider, SlotRow.Table))).AddSingleton(provider => new FanIndex(Table(provider, FanIndex.Table)));
        services.AddSingleton(provider => new SaveMoments(Table(provider, SaveMoments.Table)));
        services.AddSingleton(provider => new SaveRequests(provider.GetRequiredKeyedService<IQueueClient>(SaveRequests.QueueName)));
        services.AddSingleton<MomentFollower>().AddSingleton<SaveTimer>().AddSingleton<PaceWatch>().AddSingleton<FanSaver>().AddSingleton<FanSiblings>().AddSingleton<BucketSaver>();
        services.AddSingleton(provider => new Reminders(Table(provider, ReminderRow.Table)));
        services.AddSingleton(provider => new ReminderRequests(provider.GetRequiredKeyedService<IQueueClient>(ReminderRequests.QueueName), provider.GetRequiredService<Reminders>()));
        services.AddSingleton<ReminderTaker>().AddSingleton<ReminderSender>().AddSingleton<FanReminders>();
        services.AddSingleton(provider => new NudgeRequests(provider.GetRequiredKeyedService<IQueueClient>(NudgeRequests.QueueName))).AddSingleton<NudgeTimer>().AddSingleton<Nudger>();
        services.AddSingleton(provider => new RenewalRequests(provider.GetRequiredKeyedService<IQueueClient>(RenewalRequests.QueueName))).AddSingleton<RenewalTimer>().AddSingleton<EarlyRenewer>();
        services.AddSingleton(provider => new PreSaveForecastReader(Table(provider, PreSaveRow.Table), provider.GetRequiredService<Slots>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PreSaveRenewer>();
        services.AddSingleton<PreSaveTaker>().AddSingleton<PreSaveCanceler>().AddSingleton<FanPreSaves>();
        return services.AddSingleton<PreSaveProgressReader>().AddSingleton<PreSaveEndpoints>();
    }

    /// <summary>The services are made when somebody looks: a cold start does not wait for them.</summary>
    private static IEnumerable<IFanLibrary> LibrariesOf(IServiceProvider provider)
    {
        foreach (var service in provider.GetRequiredService<IReadOnlyList<FanService>>()) yield return service.Library;
    }

    private static ITableClient Table(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<ITableClient>(name);
}
