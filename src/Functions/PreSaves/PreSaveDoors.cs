using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.Pacing;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The fan's doors of pre-saving. Without sealing keys nobody can connect a service: what is secret is stored sealed or not at all.</summary>
internal static class PreSaveDoors
{
    public static void AddPreSaveDoors(this IServiceCollection services, AppConfiguration configuration)
    {
        services.AddSingleton(provider => new PreSaveServices(provider.GetRequiredService<IReadOnlyList<FanService>>, configuration.Sealing is not null));
        services.AddSingleton(provider => new SeenCapabilities(provider.GetRequiredKeyedService<ITableClient>(SeenCapabilities.Table), provider.GetRequiredKeyedService<ITableClient>(PaceRow.TableName), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(configuration.Mail).AddSingleton(_ => new MusicKitSetups(configuration.Services.AppleMusic));
        services.AddSingleton<LinkDomains>().AddSingleton<PreSaveLinks>().AddSingleton<CalendarEndpoint>();
        services.AddSingleton<ConsentCookies>().AddSingleton<PreSaveDoor>().AddSingleton<ConsentEndpoints>().AddSingleton<FanEndpoints>().AddSingleton<RemindEndpoints>().AddSingleton<MailEndpoints>();
    }

    /// <summary>The doors are made when the first fan comes to one: a cold start does not wait for what is behind them.</summary>
    public static void MapPreSaveDoors(this WebApplication app)
    {
        CalendarEndpoint.Map(app);
        if (app.Services.GetService<SealingKeys>() is null) return;
        ConsentEndpoints.Map(app);
        FanEndpoints.Map(app);
        RemindEndpoints.Map(app);
        MailEndpoints.Map(app);
    }
}
