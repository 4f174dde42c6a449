namespace Smartlinks.Clicks;

/// <summary>What happened at a link.</summary>
public enum ClickKind
{
    /// <summary>A fan opened the link and was shown its page.</summary>
    Visit,

    /// <summary>A fan chose a destination.</summary>
    Click,

    /// <summary>A fan opened the link and was sent straight on: a visit and a click in one.</summary>
    SentOn,

    /// <summary>A known crawler or preview fetched the link: counted apart, never as a visit or click.</summary>
    Bot,
}

/// <summary>The device class of a visitor, derived from the User-Agent in the request.</summary>
public enum DeviceClass
{
    Unknown,
    Phone,
    Tablet,
    Desktop,
    Tv,
    Console,
    Speaker,
}

/// <summary>
/// One counted event, as the request saw it. No address and no User-Agent are kept.
/// Text fields are as sent by the visitor, not yet bounded: the recorder cuts them to <see cref="MaxTextLength"/>.
/// </summary>
/// <param name="LinkId">The stored form of the link's id.</param>
/// <param name="Service">Id of the chosen service; null for visits that stay on the page and for bots.</param>
/// <param name="ReferrerHost">Host of the Referer, lower case, without port; null when there was none.</param>
/// <param name="Country">ISO 3166-1 alpha-2, upper case; null when unknown.</param>
/// <param name="RequestId">Tells a request that the host sends again after this process died from a new one; 0 when unknown. Kept on this disk only.</param>
public readonly record struct Click(
    string LinkId,
    DateTimeOffset At,
    ClickKind Kind,
    string? Service = null,
    string? ReferrerHost = null,
    string? UtmSource = null,
    string? UtmMedium = null,
    string? UtmCampaign = null,
    DeviceClass Device = DeviceClass.Unknown,
    string? Country = null,
    ulong RequestId = 0)
{
    public const int MaxTextLength = 100;
}

/// <summary>Takes clicks on the fan's path.</summary>
public interface IClickRecorder
{
    /// <summary>
    /// Returns once the click outlives this process. Completes synchronously unless the local disk refuses it
    /// (then the send to the stream is awaited). Never throws: a fan is served whatever happens to the count.
    /// </summary>
    ValueTask RecordAsync(in Click click, CancellationToken cancellationToken = default);
}
