using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Stripe;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Functions.Hosting;
using Smartlinks.Storage;

namespace Smartlinks.Functions.Billing;

/// <summary>Puts the room together. Without Stripe's key only its doors are there, and say so.</summary>
internal static class BillingRoom
{
    public static void AddBilling(this IServiceCollection services, AppConfiguration configuration)
    {
        var options = configuration.Stripe;
        services.AddSingleton(options).AddSingleton<BillingEndpoints>().AddSingleton<StripeWebhookEndpoint>();
        services.AddSingleton(provider => new BillingStore(Table(provider, BillingRow.Table)));
        services.AddSingleton<ConfiguredOffers>().AddSingleton<IOffers, OrganizationOffers>();
        services.AddSingleton<IEntitlements, PaidEntitlements>();
        if (!options.IsOn) return;
        services.AddSingleton(_ => new StripeClient(Http(), options, TimeProvider.System, Random.Shared.NextDouble));
        services.AddSingleton<StripeApi>().AddSingleton<PaymentReader>().AddSingleton<PurchaseKeeper>().AddSingleton<SubscriptionKeeper>().AddSingleton<InvoiceKeeper>().AddSingleton<AccountKeeper>().AddSingleton<CheckoutDesk>();
        services.AddSingleton(provider => new StripeEvents(Table(provider, StripeEvents.Table), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new StripeEventRequests(provider.GetRequiredKeyedService<IQueueClient>(StripeEventRequests.QueueName)));
        services.AddSingleton<StripeEventHandlers>();
        // Stripe lives in real time, whatever the story's clock says.
        services.AddSingleton(provider => new StripeIntake(options, provider.GetRequiredService<StripeEvents>(), provider.GetRequiredService<StripeEventRequests>(), TimeProvider.System, provider.GetRequiredService<ILogger<StripeIntake>>()));
        services.AddSingleton(provider => new StripeEventApplier(provider.GetRequiredService<StripeEvents>(), provider.GetRequiredService<StripeEventHandlers>(), provider.GetRequiredService<StripeEventRequests>(),
            TimeProvider.System, provider.GetRequiredService<ILogger<StripeEventApplier>>()));
    }

    /// <summary>The client bounds each try by itself.</summary>
    private static HttpClient Http()
    {
        var http = SmartlinksApp.OutboundHttp(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false });
        http.Timeout = Timeout.InfiniteTimeSpan;
        return http;
    }

    private static ITableClient Table(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<ITableClient>(name);
}
