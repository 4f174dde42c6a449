using Smartlinks.Fans.Mails;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Saving;

/// <summary>Whether a pre-save ended at that moment without the music in the library.</summary>
/// <param name="preSaves">Table <see cref="PreSaveRow.Table"/>.</param>
public sealed class PreSaveFacts(ITableClient preSaves) : IMailFacts
{
    /// <summary>Stored times may lose what is below it; two tries are further apart.</summary>
    private static readonly TimeSpan s_same = TimeSpan.FromMilliseconds(1);

    public async Task<MailFactState> FindAsync(MailFact fact, CancellationToken cancellationToken)
    {
        if (await preSaves.GetEntityIfExistsAsync(fact.PartitionKey, fact.RowKey, cancellationToken) is not { } row) return MailFactState.Void;
        var preSave = PreSaveRow.FromEntity(row);
        return !preSave.IsEnded ? MailFactState.NotYet : preSave.HasFailed && (preSave.StateAt - fact.At).Duration() < s_same ? MailFactState.Holds : MailFactState.Void;
    }
}
