namespace Smartlinks.Functions.Pages;

/// <summary>
/// What of a link one fan is offered: bits over the link's destinations in its order. <c>default</c> is nothing. All fans of a link without
/// territories get the same, so that its page has one form.
/// </summary>
/// <param name="Here">Shown to this fan.</param>
/// <param name="Away">On the link, and not available in this fan's country.</param>
public readonly record struct Offer(int Here, int Away)
{
    public bool IsEmpty => Here == 0;

    /// <summary>There is something to play, but not where this fan is.</summary>
    public bool IsAway => Here == 0 && Away != 0;
}
