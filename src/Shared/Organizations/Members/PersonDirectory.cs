using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.Members;

/// <summary>
/// Who signed in, and in which organizations each is. Table <c>people</c>: partition = person; <c>profile</c>, or <c>organization|{organization}</c>, an index: written before the
/// membership and deleted after it, so the membership itself has the last word.
/// </summary>
public sealed class PersonDirectory(ITableClient people, TimeProvider time)
{
    public const string Table = "people";
    private const string Profile = "profile";
    private const string Organization = "organization|";

    /// <summary>The row of a person's partition that names an organization.</summary>
    public static string IndexRow(string organization) => Organization + organization;

    /// <summary>Keeps what the provider told just now.</summary>
    public Task NoteAsync(Person person, CancellationToken cancellationToken) => people.UpsertEntityAsync(new TableEntity(person.Id.ToString(), Profile)
    {
        ["Name"] = person.Name,
        ["Email"] = person.Email,
        ["SignedInAt"] = time.GetUtcNow(),
    }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Null: nobody of that id signed in yet.</summary>
    public async Task<Person?> FindAsync(PersonId id, CancellationToken cancellationToken) =>
        await people.GetEntityIfExistsAsync(id.ToString(), Profile, cancellationToken) is { } row ? new Person(id, row.GetString("Name"), row.GetString("Email")) : null;

    /// <summary>A page of <see cref="ListOrganizationsAsync(PersonId, CancellationToken)"/>.</summary>
    public async Task<(IReadOnlyList<OrganizationId> Items, string? Continuation)> ListOrganizationsAsync(PersonId person, int size, string? continuation, CancellationToken cancellationToken)
    {
        var page = await people.QueryPageAsync(TableFilter.RowPrefix(person.ToString(), Organization), size, continuation, [], cancellationToken);
        return ([.. page.Items.Select(row => OrganizationId.Parse(row.RowKey[Organization.Length..]))], page.Continuation);
    }

    /// <summary>Where the person is a member, or is about to be one, or was one until just now.</summary>
    public async Task<IReadOnlyList<OrganizationId>> ListOrganizationsAsync(PersonId person, CancellationToken cancellationToken)
    {
        var found = new List<OrganizationId>();
        string? continuation = null;
        do
        {
            (var items, continuation) = await ListOrganizationsAsync(person, 1000, continuation, cancellationToken);
            found.AddRange(items);
        }
        while (continuation is not null);
        return found;
    }

    public Task PutOrganizationAsync(PersonId person, OrganizationId organization, CancellationToken cancellationToken) =>
        people.UpsertEntityAsync(new TableEntity(person.ToString(), Organization + organization), TableUpdateMode.Replace, cancellationToken);

    public Task RemoveOrganizationAsync(PersonId person, OrganizationId organization, CancellationToken cancellationToken) =>
        people.DeleteEntityAsync(person.ToString(), Organization + organization, ETag.All, cancellationToken);
}
