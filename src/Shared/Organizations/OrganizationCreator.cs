using Smartlinks.Storage;

namespace Smartlinks.Organizations;

/// <summary>Makes organizations and their API keys.</summary>
public sealed class OrganizationCreator(ITableClient organizations, IIdSource ids, TimeProvider time)
{
    /// <summary>A new organization with a first API key, in one transaction. The key cannot be read again.</summary>
    public async Task<(Organization Organization, ApiKey Key)> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var organization = new Organization(OrganizationId.New(ids), name, now);
        var key = ApiKey.New(ids);
        await organizations.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, OrganizationRow.ToProfile(organization)),
            new(TableTransactionActionType.Add, OrganizationRow.ToApiKey(organization.Id, key, now)),
        ], cancellationToken);
        return (organization, key);
    }
}
