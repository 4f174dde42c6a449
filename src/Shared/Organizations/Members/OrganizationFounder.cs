using System.Security.Cryptography;
using System.Text;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.Members;

/// <summary>How founding an organization ended.</summary>
public abstract record FoundResult
{
    private FoundResult()
    {
    }

    /// <summary>Also for a retry with the same key.</summary>
    public sealed record Founded(Organization Organization) : FoundResult;

    /// <summary>The person has as many organizations as a person may.</summary>
    public sealed record TooMany : FoundResult;

    /// <summary>The idempotency key came with another name before.</summary>
    public sealed record KeyReused : FoundResult;
}

/// <summary>Makes organizations for people. Who makes one owns it: profile, owner and count of owners in one transaction.</summary>
public sealed class OrganizationFounder(ITableClient organizations, PersonDirectory people, IIdSource ids, TimeProvider time)
{
    public const int MostName = 120;

    /// <param name="idempotencyKey">A retry with it gives the same organization; null: a new one each time.</param>
    /// <param name="most">How many organizations a person may be in to make another.</param>
    public async Task<FoundResult> FoundAsync(PersonId person, string name, string? idempotencyKey, int most, CancellationToken cancellationToken)
    {
        var id = idempotencyKey is null ? OrganizationId.New(ids) : IdOf(person, idempotencyKey);
        if (idempotencyKey is not null && await FindAsync(id, cancellationToken) is { } earlier) return Again(earlier, name);
        var known = await people.ListOrganizationsAsync(person, cancellationToken);
        if (known.Count >= most && !known.Contains(id)) return new FoundResult.TooMany();
        await people.PutOrganizationAsync(person, id, cancellationToken);
        var now = time.GetUtcNow();
        var organization = new Organization(id, name, now);
        try
        {
            await organizations.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, OrganizationRow.ToProfile(organization)),
                new(TableTransactionActionType.Add, MemberRow.ToEntity(new Member(id, person, Role.Owner, now))),
                new(TableTransactionActionType.Add, MemberRow.ToOwners(id, 1)),
            ], cancellationToken);
            return new FoundResult.Founded(organization);
        }
        catch (RequestFailedException there) when (there.Status == 409 && idempotencyKey is not null)
        {
            // Another try of the same request, or this one's first whose answer was lost.
            return Again((await FindAsync(id, cancellationToken))!, name);
        }
    }

    /// <summary>Null: there is no such organization.</summary>
    public async Task<Organization?> FindAsync(OrganizationId id, CancellationToken cancellationToken)
    {
        var (partition, row) = OrganizationRow.ProfileKey(id);
        return await organizations.GetEntityIfExistsAsync(partition, row, cancellationToken) is { } profile ? OrganizationRow.FromProfile(profile) : null;
    }

    private static FoundResult Again(Organization earlier, string name) => earlier.Name == name ? new FoundResult.Founded(earlier) : new FoundResult.KeyReused();

    /// <summary>Follows from person and key, so that tries which run at once meet at one row.</summary>
    private static OrganizationId IdOf(PersonId person, string key) =>
        OrganizationId.Parse(OrganizationId.Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{person}\n{key}")))[..32]);
}
