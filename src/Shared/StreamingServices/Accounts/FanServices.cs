namespace Smartlinks.StreamingServices.Accounts;

/// <summary>A service that fans can connect: how they consent, their library, and what configuration allows.</summary>
public sealed record FanService(IFanAccounts Accounts, IFanLibrary Library, SaveCapability Configured)
{
    public StreamingService Service => Accounts.Service;
}

/// <summary>Makes the services that fans can connect with this deployment's configuration.</summary>
public static class FanServices
{
    public static IReadOnlyList<FanService> Make(ServiceOptions options, HttpClient http, IServiceGate gate, TimeProvider time)
    {
        var services = new List<FanService>();
        return services;
    }
}
