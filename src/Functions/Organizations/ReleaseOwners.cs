using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Organizations;

/// <summary>Whose release something is, by who asks and whom they name (docs/access.md). A member's are the member's own; keys, admins and owners may name anybody, and mean the organization where they name nobody.</summary>
public static class ReleaseOwners
{
    private const int MostText = 64;

    /// <summary>Whose it is where nobody is named; null: the organization's.</summary>
    public static OwnerId? UsualOf(ApiCall call) => call.Member is { Role: Role.Member } member ? OwnerId.Parse(member.Person.ToString()) : null;

    /// <summary>Field <c>owner</c>; null: it is not there, or refused.</summary>
    public static OwnerId? Read(FieldReader fields)
    {
        if (fields.Text("owner", MostText) is not { } text) return null;
        if (OwnerId.TryParse(text, out var owner)) return owner;
        fields.Refuse("owner", "is not an owner's id: 1 to 64 letters, digits, _ and -, such as a member's id.");
        return null;
    }

    /// <returns>Null: the caller may not name this owner.</returns>
    public static Choice? Choose(ApiCall call, OwnerId? named)
    {
        var usual = UsualOf(call);
        if (named is null || named == usual) return new Choice(usual);
        if (usual is not null) return null;
        return new Choice(named == OwnerId.Of(call.Organization) ? null : named);
    }

    public static Problem NotYours { get; } = Problem.InvalidRequest(new Dictionary<string, string[]> { ["owner"] = ["can be yourself only; an admin or a key names others."] });

    /// <param name="Owner">Null: the organization.</param>
    public sealed record Choice(OwnerId? Owner);
}
