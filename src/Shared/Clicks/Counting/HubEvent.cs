namespace Smartlinks.Clicks;

/// <summary>One event as the hub delivered it.</summary>
/// <param name="SequenceNumber">Ascending by one within a partition.</param>
/// <param name="Body">A <see cref="ClickPack"/>.</param>
/// <param name="EnqueuedAt">When the hub took it; null: the newest click in it stands for that.</param>
public readonly record struct HubEvent(long SequenceNumber, string Body, DateTimeOffset? EnqueuedAt = null);
