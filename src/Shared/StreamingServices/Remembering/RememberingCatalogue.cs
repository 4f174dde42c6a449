using System.Globalization;

namespace Smartlinks.StreamingServices.Remembering;

/// <summary>
/// A catalogue that is not asked the same thing twice at a time, nor again right after it answered "not listed". For a fresh answer, as verification wants, ask
/// <see cref="Fresh"/>.
/// </summary>
public sealed class RememberingCatalogue(IServiceCatalogue fresh, AnswerMemory memory) : IServiceCatalogue
{
    /// <summary>The catalogue itself.</summary>
    public IServiceCatalogue Fresh => fresh;

    public StreamingService Service => fresh.Service;

    public ServiceCapabilities Capabilities => fresh.Capabilities;

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) =>
        memory.AskAsync(Question.Of("isrc", isrc), token => fresh.FindByIsrcAsync(isrc, token), cancellationToken);

    public Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) =>
        memory.AskAsync(Question.Of("upc", [.. spellings]), token => fresh.FindByUpcAsync(spellings, token), cancellationToken);

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) =>
        memory.AskAsync(Question.Of("item", $"{item.Kind}", item.Id, item.Url.ToString(), item.Country), token => fresh.FindByItemAsync(item, token), cancellationToken);

    public Task<LookUp> SearchAsync(ReleaseSearch search, CancellationToken cancellationToken) =>
        memory.AskAsync(Question.Of("search", [$"{search.Kind}", search.Title, search.Isrc, search.Duration?.Ticks.ToString(CultureInfo.InvariantCulture), .. search.Artists]),
            token => fresh.SearchAsync(search, token), cancellationToken);
}

/// <summary>The same for a cross-reference.</summary>
public sealed class RememberingCrossReference(ICrossReference fresh, AnswerMemory memory) : ICrossReference
{
    /// <summary>The cross-reference itself.</summary>
    public ICrossReference Fresh => fresh;

    public string Id => fresh.Id;

    public IReadOnlyList<StreamingService> Services => fresh.Services;

    public bool ByIsrc => fresh.ByIsrc;

    public bool ByUpc => fresh.ByUpc;

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) =>
        memory.AskAsync(Question.Of("isrc", isrc), token => fresh.FindByIsrcAsync(isrc, token), cancellationToken);

    public Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) =>
        memory.AskAsync(Question.Of("upc", [.. spellings]), token => fresh.FindByUpcAsync(spellings, token), cancellationToken);
}

internal static class Question
{
    /// <summary>One text for equal questions and no others: each part is preceded by its length; an absent part is not an empty one.</summary>
    public static string Of(string what, params ReadOnlySpan<string?> parts)
    {
        var text = new System.Text.StringBuilder(what);
        foreach (var part in parts) text.Append('|').Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:").Append(part);
        return text.ToString();
    }
}
