namespace Smartlinks.StreamingServices.Accounts;

/// <summary>What became of one item.</summary>
public enum SaveOutcome
{
    /// <summary>It is in the library.</summary>
    Saved,

    /// <summary>It was there before.</summary>
    AlreadyThere,

    /// <summary>The service took it and proves nothing: look with <see cref="IFanLibrary.ContainsAsync"/>.</summary>
    Taken,

    /// <summary>The service does not have it for this fan, or not yet.</summary>
    NotThere,
}

/// <summary>How a service answered about a fan's library.</summary>
public abstract record LibraryAnswer
{
    private LibraryAnswer()
    {
    }

    /// <param name="Outcomes">One for each item, in their order.</param>
    public sealed record Done(IReadOnlyList<SaveOutcome> Outcomes) : LibraryAnswer;

    /// <param name="Has">One for each item, in their order.</param>
    public sealed record Contents(IReadOnlyList<bool> Has) : LibraryAnswer;

    /// <summary>The access token is refused: renew it, once.</summary>
    public sealed record Refused : LibraryAnswer;

    /// <summary>This deployment's app may not act for this fan.</summary>
    public sealed record NotAllowed : LibraryAnswer;

    /// <summary>The account has no subscription that a library needs.</summary>
    public sealed record NoSubscription : LibraryAnswer;

    /// <summary>The service did not answer usefully: as <see cref="LookUp.Unavailable"/>. Whether something was saved is not known.</summary>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter) : LibraryAnswer;
}

/// <summary>A fan's library at one service. Every call may be repeated without effect. Answers for whatever the service may do; throws only on cancellation.</summary>
public interface IFanLibrary
{
    StreamingService Service { get; }

    /// <summary>Items one call takes; at least 1.</summary>
    int MostItems { get; }

    /// <summary>The pace of saves, by all instances together; what is counted a day is in it.</summary>
    ServicePace Pace { get; }

    /// <summary>Whether items of a kind can be kept at all; what cannot is <see cref="SaveOutcome.NotThere"/>, without a request.</summary>
    bool CanKeep(ItemKind kind) => true;

    /// <param name="items">1 to <see cref="MostItems"/>, of this service.</param>
    /// <param name="attempt">Names this attempt: the same text when it is repeated after no answer, at most 128 characters.</param>
    /// <returns><see cref="LibraryAnswer.Done"/>, or why not.</returns>
    Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken);

    /// <returns><see cref="LibraryAnswer.Contents"/>, or why not.</returns>
    Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken);

    /// <summary>Follows the first artist of an item.</summary>
    /// <returns><see cref="LibraryAnswer.Done"/> with one outcome, or why not.</returns>
    Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken);
}
