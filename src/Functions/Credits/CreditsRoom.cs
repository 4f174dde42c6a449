using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Proving;
using Smartlinks.Credits.Spending;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Organizations;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;

namespace Smartlinks.Functions.Credits;

/// <summary>Puts the room together. The parts are there also where credits are off: links that wait from before go live.</summary>
internal static class CreditsRoom
{
    public static void AddCredits(this IServiceCollection services, AppConfiguration configuration)
    {
        services.AddSingleton(configuration.Credits);
        services.AddSingleton(provider => new SpendRequests(provider.GetRequiredKeyedService<IQueueClient>(SpendRequests.QueueName)));
        services.AddSingleton(provider => new WaitingLinks(Table(provider, WaitingLinks.Table)));
        services.AddSingleton(provider => new OrganizationPlans(Table(provider, OrganizationRow.Table), Time(provider)));
        services.AddSingleton(provider => new Ledger(Table(provider, LedgerRow.Table), provider.GetRequiredService<SpendRequests>(), Time(provider)));
        services.AddSingleton(provider => new LedgerProver(Table(provider, LedgerRow.Table), provider.GetRequiredService<Ledger>(), provider.GetRequiredService<SpendRequests>(), Time(provider), provider.GetRequiredService<ILogger<LedgerProver>>()));
        services.AddSingleton<ILinkTerms>(provider => ActivatorUtilities.CreateInstance<CreditTerms>(provider, AccessGates.Deciding(provider.GetRequiredService<AccessDecider>())));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LinkPublisher>(provider, AccessGates.Using(provider.GetRequiredService<AccessDecider>()), AccessGates.Returning(provider.GetRequiredService<AccessDecider>()))).AddSingleton<CreditSpender>();
        services.AddSingleton(provider => new OperatorDoor(configuration.Credits, Table(provider, OrganizationRow.Table))).AddSingleton<CreditsEndpoints>().AddSingleton<PlanEndpoints>();
    }

    private static ITableClient Table(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<ITableClient>(name);

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
