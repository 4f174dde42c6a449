namespace Smartlinks.StreamingServices.Accounts;

/// <summary>Questions to a service whose silence is an answer of the same kind.</summary>
internal static class FanQuestions
{
    /// <param name="read">As <see cref="FanCalls.SendAsync"/> takes it.</param>
    public static async Task<AccountAnswer> AskAccountAsync(this FanCalls calls, ServicePace pace, Func<HttpRequestMessage> make, Func<FanReply, AccountAnswer?> read, CancellationToken cancellationToken)
    {
        var (answer, why) = await calls.SendAsync(pace, make, read, cancellationToken);
        return answer ?? why!.ToAccountAnswer();
    }

    /// <param name="read">As <see cref="FanCalls.SendAsync"/> takes it.</param>
    public static async Task<LibraryAnswer> AskLibraryAsync(this FanCalls calls, ServicePace pace, Func<HttpRequestMessage> make, Func<FanReply, LibraryAnswer?> read, CancellationToken cancellationToken)
    {
        var (answer, why) = await calls.SendAsync(pace, make, read, cancellationToken);
        return answer ?? why!.ToLibraryAnswer();
    }
}
