using Azure;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits.Plans;

/// <summary>The plan an organization has.</summary>
/// <param name="By">Who set it last; null: nobody did.</param>
public sealed record BookedPlan(Plan Plan, DateTimeOffset? Since, string? By);

/// <summary>Table <c>organizations</c>, row <c>plan</c>: what an organization has booked. Free while nothing is.</summary>
public sealed class OrganizationPlans(ITableClient organizations, TimeProvider time)
{
    private const string Row = "plan";

    public async Task<BookedPlan> GetAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        Read(await organizations.GetEntityIfExistsAsync(organization.ToString(), Row, cancellationToken));

    /// <summary>False: there is no such organization.</summary>
    public async Task<bool> TrySetAsync(OrganizationId organization, Plan plan, string by, CancellationToken cancellationToken)
    {
        var (partition, profile) = OrganizationRow.ProfileKey(organization);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await organizations.GetEntityIfExistsAsync(partition, profile, cancellationToken) is null) return false;
            var stored = await organizations.GetEntityIfExistsAsync(partition, Row, cancellationToken);
            // Set again it is had since when it was first.
            if (stored is not null && Read(stored).Plan == plan) return true;
            var row = new TableEntity(partition, Row) { ["Plan"] = plan.ToString(), ["Since"] = time.GetUtcNow(), ["By"] = by };
            try
            {
                if (stored is null) await organizations.AddEntityAsync(row, cancellationToken);
                else await organizations.UpdateEntityAsync(row, stored.ETag, TableUpdateMode.Replace, cancellationToken);
                return true;
            }
            catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412)
            {
                // Somebody else set it meanwhile: the last one to come has it.
            }
        }
    }

    private static BookedPlan Read(TableEntity? row) =>
        row?.GetString("Plan") is { } plan ? new BookedPlan(Enum.Parse<Plan>(plan), row.GetDateTimeOffset("Since"), row.GetString("By")) : new BookedPlan(Plan.Free, null, null);
}
