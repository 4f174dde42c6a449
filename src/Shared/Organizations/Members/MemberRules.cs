namespace Smartlinks.Organizations.Members;

/// <summary>Why somebody's role stays as it is.</summary>
public enum MemberRefusal
{
    /// <summary>The one who asks may not decide that.</summary>
    NotAllowed,

    /// <summary>An organization that had an owner keeps one.</summary>
    LastOwner,
}

/// <summary>Who may change whose role to what. Pure.</summary>
public static class MemberRules
{
    /// <summary>Null: it may be done.</summary>
    /// <param name="actor">Role of the one who asks.</param>
    /// <param name="isOwn">Whether it is the asker's own role.</param>
    /// <param name="from">Null: not a member yet.</param>
    /// <param name="to">Null: no member any more.</param>
    /// <param name="owners">How many owners there are now.</param>
    public static MemberRefusal? Judge(Role actor, bool isOwn, Role? from, Role? to, int owners)
    {
        if (!IsAllowed(actor, isOwn, from, to)) return MemberRefusal.NotAllowed;
        return from == Role.Owner && to != Role.Owner && owners <= 1 ? MemberRefusal.LastOwner : null;
    }

    /// <summary>Anybody may leave or step down; an admin decides about all but owners; an owner about all.</summary>
    private static bool IsAllowed(Role actor, bool isOwn, Role? from, Role? to) =>
        (isOwn && from is not null && (to is null || to <= from))
        || actor == Role.Owner
        || (actor == Role.Admin && from != Role.Owner && to != Role.Owner);
}
