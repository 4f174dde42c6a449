using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Reporting;
using Smartlinks.PreSaves.Saving;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The parts that rehearse a release.</summary>
internal static class RehearsalParts
{
    public static void AddRehearsals(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Rehearsals(provider.GetRequiredKeyedService<ITableClient>(Rehearsals.Table)));
        services.AddSingleton(provider => new RehearsalRequests(provider.GetRequiredKeyedService<IQueueClient>(RehearsalRequests.QueueName)));
        services.AddSingleton(provider => new RehearsalCopier(provider.GetRequiredService<Slots>(), provider.GetRequiredService<SaveMoments>(), provider.GetRequiredService<Buckets>(),
            provider.GetRequiredService<PreSaveReport>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<FanGrants>()));
        services.AddSingleton(provider => new Rehearser(provider.GetRequiredService<RehearsalCopier>(), link => Offered(provider.GetRequiredService<PreSaveServices>(), link),
            provider.GetRequiredService<PreSaveOptions>(), provider.GetRequiredService<IIdSource>()));
        services.AddSingleton<LinkRehearsal>().AddSingleton<RehearsalEndpoints>();
    }

    private static IReadOnlyList<FanService> Offered(PreSaveServices services, Link link) =>
        [.. StreamingService.All.Select(service => services.Find(service.Id)).OfType<FanService>().Where(service => PreSaveServices.CanTake(link, service))];
}
