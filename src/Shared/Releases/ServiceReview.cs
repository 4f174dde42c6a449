using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What there is to decide about one service of a link: all that was offered for it, judged by what is known now.</summary>
public sealed record ServiceReview(Destination Destination, IReadOnlyList<Judgement> Judgements)
{
    public static IReadOnlyList<ServiceReview> AllOf(Link link, ReleaseRecord record)
    {
        var answers = AnswersOf(link, record);
        return [.. StreamingService.All.Select(service => new ServiceReview(link.Find(service) ?? Destination.Pending(service), answers.Of(service)))];
    }

    public static IReadOnlyList<Judgement> JudgementsOf(Link link, ReleaseRecord record, StreamingService service) =>
        AnswersOf(link, record).Of(service);

    /// <summary>As a look-up judges them: nothing is rejected here that a look-up found likely.</summary>
    private static ReleaseAnswers AnswersOf(Link link, ReleaseRecord record) => new(ReleaseSources.FactsOf(link, record), record.Candidates);
}
