using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smartlinks.Organizations.Access;

/// <summary>Column <c>Access</c> of an organization's profile: its access settings as one JSON text.</summary>
internal static partial class AccessColumn
{
    public static string Write(AccessSettings settings) => JsonSerializer.Serialize(new Stored(settings.Mode.ToString(), [.. settings.Memberships.Select(each => new StoredMembership(each.Id, each.Name, ToStored(each.Price), each.Days))],
        [.. settings.Packages.Select(each => new StoredPackage(each.Id, each.Name, each.Releases, ToStored(each.Price)!, each.Days))], ToStored(settings.BaseFee), settings.AskWhom), AccessColumnJson.Default.Stored);

    public static AccessSettings Read(string text)
    {
        var stored = JsonSerializer.Deserialize(text, AccessColumnJson.Default.Stored) ?? throw new FormatException("Access settings are not readable.");
        return new AccessSettings
        {
            Mode = Enum.Parse<AccessMode>(stored.Mode),
            Memberships = [.. (stored.Memberships ?? []).Select(each => new Membership(each.Id, each.Name, ToMoney(each.Price), each.Days))],
            Packages = [.. (stored.Packages ?? []).Select(each => new Package(each.Id, each.Name, each.Releases, ToMoney(each.Price)!.Value, each.Days))],
            BaseFee = ToMoney(stored.BaseFee),
            AskWhom = stored.AskWhom,
        };
    }

    private static StoredMoney? ToStored(Money? money) => money is { } some ? new StoredMoney(some.MinorUnits, some.Currency.ToString()) : null;

    private static Money? ToMoney(StoredMoney? stored) => stored is null ? null : new Money(stored.Amount, Currency.Parse(stored.Currency));

    internal sealed record Stored(string Mode, IReadOnlyList<StoredMembership>? Memberships, IReadOnlyList<StoredPackage>? Packages, StoredMoney? BaseFee, string? AskWhom);

    internal sealed record StoredMembership(string Id, string Name, StoredMoney? Price, int? Days = null);

    internal sealed record StoredPackage(string Id, string Name, int Releases, StoredMoney Price, int? Days);

    internal sealed record StoredMoney(long Amount, string Currency);

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class AccessColumnJson : JsonSerializerContext;
}
