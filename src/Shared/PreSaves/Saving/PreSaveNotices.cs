using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;

namespace Smartlinks.PreSaves.Saving;

/// <summary>
/// Counts pre-saves that ended, and writes to fans whose pre-save ends without the music in the library, where they chose to be written to and confirmed it. The mail is asked for before the end is stored, and sent
/// when it is (<see cref="PreSaveFacts"/>): a kill between the two neither costs it nor has it tell of an end that never came.
/// </summary>
public sealed class PreSaveNotices(FanAddresses addresses, MailRequests mails, TimeProvider time)
{
    /// <summary>By then what was asked for is stored, as a rule.</summary>
    private static readonly TimeSpan s_storing = TimeSpan.FromSeconds(15);

    /// <param name="ending">As they are about to be stored.</param>
    public async Task AskAsync(Link link, IEnumerable<PreSave> ending, CancellationToken cancellationToken)
    {
        foreach (var preSave in ending.Where(each => each.HasFailed))
            if (await addresses.FindAsync(link.Organization, preSave.Fan, cancellationToken) is { State: AddressState.Confirmed, Consent.IsForReminders: false }) await mails.PutAsync(Request(link, preSave), s_storing, cancellationToken);
    }

    /// <param name="stored">As they are stored.</param>
    public static void Count(IEnumerable<PreSave> stored)
    {
        foreach (var preSave in stored.Where(each => each.IsEnded)) PreSaveMetrics.Note(preSave);
    }

    /// <summary>Named after the pre-save: it ends once, and so does its mail.</summary>
    private MailRequest Request(Link link, PreSave preSave) =>
        new(FormattableString.Invariant($"{preSave.Key.Link}|{preSave.Service}|{preSave.Fan}|{preSave.Round}"), MailKind.NotSaved, link.Organization, preSave.Fan, time.GetUtcNow())
        {
            Link = link.Address,
            Title = link.Title,
            Artists = link.Artists.Count == 0 ? null : string.Join(", ", link.Artists),
            Service = preSave.Service,
            Fact = new MailFact(PreSaveRow.PartitionKey(preSave.Key), PreSaveRow.RowKey(preSave.Service, preSave.Fan, preSave.Round), preSave.StateAt),
        };
}
