using System.Text.Json.Serialization;

namespace Smartlinks.Functions.PreSaves;

/// <summary>Everything that is kept of a fan, but the services' tokens: those are keys, not facts.</summary>
public sealed record FanExport(string Fan, DateTimeOffset At, IReadOnlyList<ExportedGrant> Connected, IReadOnlyList<ExportedAddress> Addresses, IReadOnlyList<ExportedPreSave> PreSaves, IReadOnlyList<ExportedReminder> Reminders);

public sealed record ExportedGrant(string Service, string State, DateTimeOffset GrantedAt, DateTimeOffset? EndsAt, string? Country, bool Follows);

/// <param name="Text">What the fan agreed to, word for word.</param>
public sealed record ExportedAddress(string Organization, string Email, string Text, string State, DateTimeOffset AskedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? WithdrawnAt);

public sealed record ExportedPreSave(string Link, string Title, string Service, string State, string? Reason, DateTimeOffset At, DateTimeOffset QueuedAt, string Zone, string? Country, bool Follows)
{
    public static ExportedPreSave From(Smartlinks.PreSaves.Taking.FanPreSave item) => new(item.PreSave.Key.Link.ToString(), item.Link?.Title ?? "", item.PreSave.Service.Id,
        item.PreSave.State.ToString(), item.PreSave.Reason, item.PreSave.StateAt, item.PreSave.QueuedAt, item.PreSave.Key.Zone, item.PreSave.Country, item.PreSave.Follows);
}

/// <param name="Text">What the fan agreed to, word for word.</param>
/// <param name="State"><c>Waiting</c>, or how it ended.</param>
public sealed record ExportedReminder(string Link, string Title, string Text, string State, DateTimeOffset AskedAt, DateTimeOffset? EndedAt, string Zone)
{
    public static ExportedReminder From(Smartlinks.PreSaves.Reminding.FanReminder item) => new(item.Reminder.Link.ToString(), item.Link?.Title ?? "", item.Reminder.ConsentText,
        item.Reminder.End?.ToString() ?? "Waiting", item.Reminder.AskedAt, item.Reminder.EndedAt, item.Reminder.Zone);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FanExport))]
internal sealed partial class FanExportJson : JsonSerializerContext;
