namespace Smartlinks.StreamingServices;

/// <summary>How fast one budget of a service may be used, by all instances together.</summary>
/// <param name="Name">The budget's name, such as <c>spotify</c> or <c>youtube-music-search</c>: lower-case letters, digits and hyphens.</param>
/// <param name="Interval">Time between two requests when they follow each other for long.</param>
/// <param name="Burst">Requests that may come at once after a pause; at least 1.</param>
/// <param name="DailyQuota">Requests a day; null: not counted.</param>
/// <param name="ResetZone">IANA zone at whose midnight the daily quota is reset.</param>
public sealed record ServicePace(string Name, TimeSpan Interval, int Burst, int? DailyQuota = null, string ResetZone = "UTC");

/// <summary>
/// Stands before every request to a service: paces, counts quotas, honours what the service said (<c>Retry-After</c>), and keeps away from one that fails.
/// </summary>
public interface IServiceGate
{
    /// <summary>Waits for a turn, if that is near. Null: go, and tell the outcome with <see cref="ReportAsync"/>. Else why not now, and when.</summary>
    Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken);

    /// <param name="failure">Null: the service answered, whatever it said.</param>
    Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken);
}

/// <summary>Lets everything through at once.</summary>
public sealed class OpenGate : IServiceGate
{
    public static readonly OpenGate Instance = new();

    public Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken) => Task.FromResult<LookUp.Unavailable?>(null);

    public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
