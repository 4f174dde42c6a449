using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;

namespace Smartlinks.PreSaves.Saving;

/// <summary>
/// Counts pre-saves that ended, and writes to fans whose pre-save ended without the music in the library, where they chose to be written to and confirmed it. After the end is stored: a kill in between costs the mail,
/// and the fan's page tells it all the same; a mail before it could tell of an end that never came.
/// </summary>
public sealed class PreSaveNotices(FanAddresses addresses, MailRequests mails, TimeProvider time)
{
    public async Task TellAsync(Link link, IEnumerable<PreSave> ended, CancellationToken cancellationToken)
    {
        var all = ended.ToList();
        foreach (var preSave in all.Where(each => each.IsEnded)) PreSaveMetrics.Note(preSave);
        foreach (var preSave in all.Where(each => each.HasFailed))
            if (await addresses.FindAsync(link.Organization, preSave.Fan, cancellationToken) is { State: AddressState.Confirmed, Consent.IsForReminders: false }) await mails.PutAsync(Request(link, preSave), TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Named after the pre-save: it ends once, and so does its mail.</summary>
    private MailRequest Request(Link link, PreSave preSave) =>
        new(FormattableString.Invariant($"{preSave.Key.Link}|{preSave.Service}|{preSave.Fan}|{preSave.Round}"), MailKind.NotSaved, link.Organization, preSave.Fan, time.GetUtcNow())
        {
            Link = link.Address,
            Title = link.Title,
            Artists = link.Artists.Count == 0 ? null : string.Join(", ", link.Artists),
            Service = preSave.Service,
        };
}
