namespace Smartlinks.LocalHost.Sandbox.Libraries;

/// <summary>What a fan can have in a library.</summary>
public enum LibraryKind
{
    /// <summary>A track, or what stands for one: a video the fan likes.</summary>
    Track,

    Album,

    /// <summary>One the fan follows.</summary>
    Artist,
}

/// <summary>An item as its service names it. Services may use one id for a track and an album.</summary>
public readonly record struct LibraryItem(LibraryKind Kind, string Id);

/// <summary>An item in a fan's library, once however often it was added.</summary>
/// <param name="Times">How often the service was asked to add it since it came; at least 1.</param>
/// <param name="AddedAt">When it came into the library, by the story's clock.</param>
/// <param name="LastAt">When it was added the last time.</param>
public sealed record LibraryEntry(LibraryItem Item, int Times, DateTimeOffset AddedAt, DateTimeOffset LastAt);

/// <summary>What one service's libraries hold together.</summary>
/// <param name="Fans">Those with a library; it may have become empty.</param>
/// <param name="Items">Each once for each fan who has it.</param>
/// <param name="Adds">How often those items were added: above <paramref name="Items"/> when some came again.</param>
public sealed record LibraryTotals(string Service, int Fans, int Items, long Adds);
