using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>One service that fans connect, with its far end scripted.</summary>
internal sealed class ScriptedFanService(Func<SentRequest, int, HttpResponseMessage> answer, ServiceOptions options, StreamingService service)
{
    public const string Token = "the-fans-token";

    private FanService? _service;

    public ManualTime Time { get; } = new();

    public NotingGate Gate { get; } = new();

    public ScriptedHttp Far { get; } = new(answer);

    public FanService Service => _service ??= FanServices.Make(options, Far.NewClient(), Gate, Time).Single(each => each.Service == service);

    public IFanAccounts Accounts => Service.Accounts;

    public IFanLibrary Library => Service.Library;

    public static ServiceItem Item(StreamingService service, string address) =>
        ServiceItem.TryRead(DestinationUrl.Parse(service, address), out var item) ? item : throw new ArgumentException("No item.", nameof(address));

    public static ConsentRequest Consent(bool follows = false) => new(new Uri("https://links.example/presave/callback"), "st&ate", "chal-lenge", follows);

    /// <summary>An answer in one line: its kind, and what it carries.</summary>
    public static string Word(LibraryAnswer answer) => answer switch
    {
        LibraryAnswer.Done done => string.Join(',', done.Outcomes),
        LibraryAnswer.Contents contents => string.Join(',', contents.Has),
        LibraryAnswer.Unavailable why => Word(why.Reason, why.RetryAfter),
        _ => answer.GetType().Name,
    };

    public static string Word(AccountAnswer answer) => answer switch
    {
        AccountAnswer.Given given => $"{given.Tokens.Access} {given.Tokens.AccessEndsAt:s} {given.Tokens.Refresh}".Trim(),
        AccountAnswer.Known known => $"Known {known.Facts.Country}".Trim(),
        AccountAnswer.Unavailable why => Word(why.Reason, why.RetryAfter),
        _ => answer.GetType().Name,
    };

    private static string Word(string reason, TimeSpan? retryAfter) => retryAfter is { } wait ? $"{reason} {wait.TotalSeconds:0}" : reason;
}
