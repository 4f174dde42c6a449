using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Saving;

/// <summary>A fan's grant while one pre-save is worked on: opened with the first call, renewed once when the service refuses its token.</summary>
internal sealed class UsedGrant(IGrantAccess grants, PreSave preSave)
{
    private string? _access;
    private bool _isRenewed;

    /// <returns>The service's answer, or why it could not be asked.</returns>
    public async Task<(LibraryAnswer? Answer, SaveAnswer? Failure)> CallAsync(Func<string, Task<LibraryAnswer>> call, CancellationToken cancellationToken)
    {
        if (_access is null && await OpenAsync(null, cancellationToken) is { } closed) return (null, closed);
        var answer = await call(_access!);
        if (answer is not LibraryAnswer.Refused || _isRenewed) return (answer, null);
        _isRenewed = true;
        if (await OpenAsync(_access, cancellationToken) is { } notRenewed) return (null, notRenewed);
        return (await call(_access!), null);
    }

    private async Task<SaveAnswer?> OpenAsync(string? refused, CancellationToken cancellationToken)
    {
        switch (await grants.GetAccessAsync(preSave.Fan, preSave.Service, refused, cancellationToken))
        {
            case GrantAccess.Open open when open.AccessToken != refused:
                _access = open.AccessToken;
                return null;
            case GrantAccess.Ended ended:
                return new SaveAnswer.GrantEnded(ended.Reason);
            case GrantAccess.Waits waits:
                return new SaveAnswer.Waits(waits.Reason, waits.RetryAfter, WasAsked: false);
            default:
                return new SaveAnswer.Refused(PreSaveReasons.GrantRefused);
        }
    }
}
