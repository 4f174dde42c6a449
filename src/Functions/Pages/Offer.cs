using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// What of a link one fan is offered, after the organization's rules, the link's own choice and the fan's country. Compared by content: fans and links' rules that come to the same share a
/// page. <c>default</c> is nothing.
/// </summary>
/// <param name="Here">Shown to this fan.</param>
/// <param name="Away">On the link, and not available in this fan's country.</param>
/// <param name="Withheld">On the link, and hidden by the organization or on the link.</param>
/// <param name="Coming">Where it may be pre-saved; before it is out only, and then all the others are empty.</param>
/// <param name="Order">All of those that the fan gets to see, in their order.</param>
public readonly record struct Offer(ServiceSet Here, ServiceSet Away, ServiceSet Withheld, ServiceSet Coming, ServiceOrder Order)
{
    public bool IsEmpty => Here.IsEmpty;

    /// <summary>There is something to play, but not where this fan is.</summary>
    public bool IsAway => Here.IsEmpty && !Away.IsEmpty;

    /// <summary>There is something to play, but its owner offers none of it.</summary>
    public bool IsWithheld => Here.IsEmpty && Away.IsEmpty && !Withheld.IsEmpty;
}
