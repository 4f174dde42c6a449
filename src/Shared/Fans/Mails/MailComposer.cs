using Smartlinks.Fans.Addresses;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Fans.Mails;

/// <summary>Makes mails of requests. Addresses that only the fan may have are put together here, when a mail goes out, and nowhere kept.</summary>
/// <param name="origin">Where fans see this deployment, by configuration; null: as the request has it, or else where the fan gave the address.</param>
public sealed class MailComposer(ITableClient organizations, FanPass fanPasses, MailPasses mailPasses, Uri? origin)
{
    private const string SomeRelease = "Your pre-saved release";

    /// <summary>Null: the request lacks what such a mail needs.</summary>
    public async Task<Mail?> ComposeAsync(MailRequest request, FanAddress address, CancellationToken cancellationToken)
    {
        if ((origin ?? request.Origin ?? address.Origin) is not { } root) return null;
        var organization = await NameAsync(request.Organization, cancellationToken);
        if (Words(request, address, organization, root) is not { } words) return null;
        var stop = new Uri(root, mailPasses.StopPath(address.Organization, address.Fan));
        return new Mail(request.MailId, address.Consent.Email, MailTexts.Subject(words), MailTexts.PlainText(words, stop), MailTexts.Html(words, stop), stop);
    }

    private MailWords? Words(MailRequest request, FanAddress address, string organization, Uri root)
    {
        var release = Release(request);
        return request switch
        {
            // Without the fan's own page: who reads this may be a stranger whose address somebody typed.
            { Kind: MailKind.ConfirmAddress } => MailTexts.ConfirmAddress(organization, address.Consent.Text, new Uri(root, mailPasses.ConfirmPath(address))),
            { Kind: MailKind.Released, Link: { } link } => MailTexts.Released(organization, release, Page(root, link)),
            { Kind: MailKind.NotSaved, Link: { } link, Service: { } service } => MailTexts.NotSaved(release, service.Name, new Uri(Page(root, link), $"{link.Slug}/{service.Id}"), Mine(root, request.Fan)),
            { Kind: MailKind.ConsentAnew, Service: { } service } => MailTexts.ConsentAnew(release, service.Name, Mine(root, request.Fan)),
            _ => null,
        };
    }

    private static string Release(MailRequest request) =>
        request.Title is not { Length: > 0 } title ? SomeRelease : request.Artists is { Length: > 0 } artists ? $"“{title}” by {artists}" : $"“{title}”";

    private Uri Mine(Uri root, FanId fan) => new(root, fanPasses.PathOf(fan));

    private static Uri Page(Uri root, LinkAddress link) => new(link.UrlAt(root.GetLeftPart(UriPartial.Authority)));

    private async Task<string> NameAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var (partition, row) = OrganizationRow.ProfileKey(organization);
        return await organizations.GetEntityIfExistsAsync(partition, row, cancellationToken) is { } profile ? OrganizationRow.FromProfile(profile).Name : organization.ToString();
    }
}
