using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.Records;
using Smartlinks.Records.Erasing;
using Smartlinks.Records.Exporting;
using Smartlinks.Storage;

namespace Smartlinks.Functions.Records;

/// <summary>Puts the room together: exporting and erasing an organization's data.</summary>
internal static class RecordsRoom
{
    public static void AddRecords(this IServiceCollection services, AppConfiguration configuration)
    {
        services.AddSingleton(configuration.Records);
        services.AddSingleton(provider => new RecordTables(name => provider.GetRequiredKeyedService<ITableClient>(name)));
        services.AddSingleton(provider => new RecordRequests(provider.GetRequiredKeyedService<IQueueClient>(RecordRequests.QueueName)));
        services.AddSingleton(provider => new OrganizationLinks(provider.GetRequiredKeyedService<ITableClient>(OrganizationLinkRow.Table)));
        services.AddSingleton(provider => new ExportParts(provider.GetRequiredKeyedService<ITableClient>(RecordJobRow.Table)));
        services.AddSingleton(provider => new Exporter(provider.GetRequiredKeyedService<ITableClient>(RecordJobRow.Table), provider.GetRequiredService<RecordRequests>(), provider.GetRequiredService<ExportParts>(),
            provider.GetRequiredService<ExportWriter>(), configuration.Records, provider.GetRequiredService<IIdSource>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ExportWriter>().AddSingleton<Erasures>().AddSingleton<Eraser>().AddSingleton<RecordWorker>().AddSingleton<ExportEndpoints>().AddSingleton<ErasureEndpoints>();
    }

    public static void MapRecords(this WebApplication app)
    {
        app.Services.GetRequiredService<ExportEndpoints>().Map(app);
        app.Services.GetRequiredService<ErasureEndpoints>().Map(app);
    }
}

/// <summary>Does one turn of what a message of queue <c>record-jobs</c> asks for.</summary>
public sealed class RecordWorker(Exporter exporter, Eraser eraser)
{
    public Task RunAsync(RecordRequest message, CancellationToken cancellationToken) => message.Work switch
    {
        RecordWork.Export => exporter.RunAsync(message, cancellationToken),
        RecordWork.DropExport => exporter.DropAsync(message, cancellationToken),
        RecordWork.Erase => eraser.RunAsync(message, cancellationToken),
    };
}
