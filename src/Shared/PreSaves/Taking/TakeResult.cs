namespace Smartlinks.PreSaves.Taking;

/// <summary>How a fan's yes was taken.</summary>
public abstract record TakeResult
{
    private TakeResult()
    {
    }

    /// <param name="MomentAt">When it is done, as things stand.</param>
    public sealed record Taken(PreSave PreSave, DateTimeOffset MomentAt) : TakeResult;

    /// <summary>The fan said yes before; it may have ended since.</summary>
    public sealed record AlreadyThere(PreSave PreSave) : TakeResult;

    /// <summary>It is out in the fan's zone: there is nothing to wait for.</summary>
    public sealed record LinkIsOut : TakeResult;

    /// <summary>The link was archived or deleted.</summary>
    public sealed record LinkIsClosed : TakeResult;

    /// <summary>The link does not lead to this service.</summary>
    public sealed record ServiceNotOnLink : TakeResult;
}

/// <summary>How a fan's no was taken.</summary>
public abstract record CancelResult
{
    private CancelResult()
    {
    }

    public sealed record Canceled(PreSave PreSave) : CancelResult;

    public sealed record NotFound : CancelResult;

    /// <summary>The service is being asked: in a moment it has ended.</summary>
    public sealed record BeingSaved : CancelResult;

    public sealed record AlreadyEnded(PreSave PreSave) : CancelResult;
}
