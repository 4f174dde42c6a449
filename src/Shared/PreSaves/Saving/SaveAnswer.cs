namespace Smartlinks.PreSaves.Saving;

/// <summary>What came of asking for one fan, before it is judged (<see cref="PreSaveRules"/>).</summary>
public abstract record SaveAnswer
{
    private SaveAnswer()
    {
    }

    /// <param name="WasThere">The service says that it was there before.</param>
    public sealed record InLibrary(bool WasThere) : SaveAnswer;

    /// <summary>The service took it and proved nothing; or took it before, and does not show it yet.</summary>
    public sealed record Taken : SaveAnswer;

    /// <summary>The service does not have it for this fan, or not yet.</summary>
    public sealed record NotThere : SaveAnswer;

    /// <summary>The service refuses, for now at least: the fresh token, this deployment's app, or the account.</summary>
    /// <param name="Reason"><see cref="PreSaveReasons.GrantRefused"/>, <see cref="PreSaveReasons.NotOnAllowList"/> or <see cref="PreSaveReasons.NoSubscription"/>.</param>
    public sealed record Refused(string Reason) : SaveAnswer;

    /// <param name="Reason">One of <see cref="PreSaveReasons"/>.</param>
    public sealed record GrantEnded(string Reason) : SaveAnswer;

    /// <summary>It can pass: nobody answered usefully, or there is nothing to ask for yet.</summary>
    /// <param name="Reason">One of <see cref="PreSaveReasons"/>.</param>
    /// <param name="WasAsked">False: the service was surely not asked to save.</param>
    /// <param name="IsForAll">The service is not to be asked for other fans either, for now.</param>
    public sealed record Waits(string Reason, TimeSpan? RetryAfter, bool WasAsked, bool IsForAll = false) : SaveAnswer;
}
