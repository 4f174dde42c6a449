using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Saving;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.Fans;

/// <summary>Puts the room together. All in it rests on the sealing keys: without them none of it is there.</summary>
internal static class FansRoom
{
    public static void AddFans(this IServiceCollection services, AppConfiguration configuration)
    {
        if (configuration.Sealing is not { } keys) return;
        services.AddSingleton(keys).AddSingleton<Sealer>().AddSingleton<FanPass>().AddSingleton<FanCookie>().AddSingleton<MailPasses>();
        AddGrants(services);
        services.AddSingleton(provider => new MailRequests(provider.GetRequiredKeyedService<IQueueClient>(MailRequests.QueueName)));
        services.AddSingleton(provider => new MailCounts(Table(provider, MailCounts.Table), keys, Time(provider)));
        services.AddSingleton(provider => new FanAddresses(Table(provider, FanAddressRow.Table), provider.GetRequiredService<MailRequests>(), provider.GetRequiredService<MailCounts>(), provider.GetRequiredService<MailPasses>(),
            configuration.Mail, provider.GetRequiredService<IIdSource>(), Time(provider)));
        services.AddSingleton<PreSaveNotices>();
        services.AddSingleton<IMailFacts>(provider => new PreSaveFacts(Table(provider, PreSaveRow.Table)));
        services.AddSingleton(provider => new MailComposer(Table(provider, OrganizationRow.Table), provider.GetRequiredService<FanPass>(), provider.GetRequiredService<MailPasses>(), configuration.App.PublicUrl));
        services.AddSingleton(provider => new MailSender(provider.GetService<IMailer>(), provider.GetRequiredService<MailComposer>(), provider.GetRequiredService<FanAddresses>(), provider.GetRequiredService<IMailFacts>(), provider.GetRequiredService<MailRequests>(),
            Time(provider), provider.GetRequiredService<ILogger<MailSender>>()));
        if (configuration.Mail.IsOn) services.AddSingleton<IMailer>(_ =>
            new AzureMailer(SmartlinksApp.OutboundHttp(Handler()), CommunicationAccount.Parse(configuration.Mail.ConnectionString!), configuration.Mail.SenderAddress!, TimeProvider.System));
    }

    private static void AddGrants(IServiceCollection services)
    {
        services.AddSingleton(provider => new FanGrants(Table(provider, GrantRow.Table), provider.GetRequiredService<Sealer>()));
        services.AddSingleton(provider => new GrantKeeper(provider.GetRequiredService<FanGrants>(), provider.GetRequiredService<IReadOnlyList<FanService>>(), Time(provider), provider.GetRequiredService<ILogger<GrantKeeper>>()));
        services.AddSingleton(provider => new GrantResealer(Table(provider, GrantRow.Table), provider.GetRequiredService<FanGrants>(), provider.GetRequiredService<Sealer>(), Time(provider), provider.GetRequiredService<ILogger<GrantResealer>>()));
    }

    private static SocketsHttpHandler Handler() => new() { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false };

    private static ITableClient Table(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<ITableClient>(name);

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
