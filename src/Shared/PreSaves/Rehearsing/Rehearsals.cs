using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>Table <c>rehearsals</c>: partition = organization, row = link: the last rehearsal of each. All that a rehearsal ever writes to real storage.</summary>
public sealed partial class Rehearsals(ITableClient table)
{
    public const string Table = "rehearsals";

    /// <summary>Characters of a step's text that are kept: all steps are one property.</summary>
    private const int MostText = 1_000;

    public async Task<Rehearsal?> FindAsync(OrganizationId organization, LinkId link, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(organization.ToString(), link.ToString(), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Adds it, or writes it in the place of the version it has; null when somebody else was faster.</summary>
    public async Task<Rehearsal?> TryPutAsync(Rehearsal rehearsal, CancellationToken cancellationToken)
    {
        try
        {
            var row = ToEntity(rehearsal);
            return rehearsal with
            {
                ETag = rehearsal.ETag == default
                    ? await table.AddEntityAsync(row, cancellationToken)
                    : await table.UpdateEntityAsync(row, rehearsal.ETag, TableUpdateMode.Replace, cancellationToken),
            };
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private static TableEntity ToEntity(Rehearsal rehearsal) => new(rehearsal.Organization.ToString(), rehearsal.Link.ToString())
    {
        ["Run"] = rehearsal.Run,
        ["State"] = rehearsal.State.ToString(),
        ["RequestedAt"] = rehearsal.RequestedAt,
        ["StartedAt"] = rehearsal.StartedAt,
        ["Done"] = rehearsal.Done,
        ["EndedAt"] = rehearsal.EndedAt,
        ["HeldUntil"] = rehearsal.HeldUntil,
        ["Steps"] = JsonSerializer.Serialize(rehearsal.Steps.Select(step => step with { Seen = Cut(step.Seen)!, ToDo = Cut(step.ToDo) }).ToArray(), RehearsalRowJson.Default.RehearsalStepArray),
    };

    private static Rehearsal Read(TableEntity row) => new(
        OrganizationId.Parse(row.PartitionKey), LinkId.Parse(row.RowKey), row.GetString("Run") ?? "", Enum.Parse<RehearsalState>(row.GetString("State") ?? ""), row.GetDateTimeOffset("RequestedAt") ?? default,
        JsonSerializer.Deserialize(row.GetString("Steps") ?? "[]", RehearsalRowJson.Default.RehearsalStepArray) ?? [], row.GetDateTimeOffset("StartedAt"), row.GetDouble("Done") ?? 0,
        row.GetDateTimeOffset("EndedAt"), row.GetDateTimeOffset("HeldUntil"), row.ETag);

    private static string? Cut(string? text) => text is { Length: > MostText } ? text[..MostText] + " …" : text;

    [JsonSourceGenerationOptions(UseStringEnumConverter = true)]
    [JsonSerializable(typeof(RehearsalStep[]))]
    private sealed partial class RehearsalRowJson : JsonSerializerContext;
}
