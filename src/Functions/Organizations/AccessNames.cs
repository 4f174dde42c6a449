using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Organizations;

/// <summary>What the API calls modes, grounds, needs and faults; stable.</summary>
internal static class AccessNames
{
    public static string Of(AccessMode mode) => Lower(mode.ToString());

    public static AccessMode? ModeOf(string name) => Enum.GetValues<AccessMode>().Where(mode => Of(mode) == name).Select(mode => (AccessMode?)mode).FirstOrDefault();

    public static string Of(EntitlementKind kind) => Lower(kind.ToString());

    public static EntitlementKind? KindOf(string? name) => Enum.GetValues<EntitlementKind>().Where(kind => Of(kind) == name).Select(kind => (EntitlementKind?)kind).FirstOrDefault();

    public static string Of(AccessGround ground) => Lower(ground.ToString());

    public static string Of(AccessNeed need) => Lower(need.ToString());

    public static string Of(EntitlementFault fault) => Lower(fault.ToString());

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
