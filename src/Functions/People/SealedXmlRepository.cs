using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Functions.People;

/// <summary>
/// Where Data Protection's keys are: sealed, in a table that all instances share. Of two instances that make a key at the same time one is kept, and both go on with that one: else what the one
/// protects the other could not open for up to a day.
/// </summary>
public sealed class SealedXmlRepository(SealedRing ring) : IXmlRepository
{
    public const string Ring = "dataProtection";

    private int _next = 1;

    // Data Protection asks synchronously, once a day and when somebody is first known; no synchronization context is there to block.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var (secrets, next) = ring.ListAsync(CancellationToken.None).GetAwaiter().GetResult();
        Volatile.Write(ref _next, next);
        return [.. secrets.Select(secret => XElement.Parse(Encoding.UTF8.GetString(secret.Secret)))];
    }

    /// <summary>Leaves it be when another instance added a key since this one last looked: it looks again before it goes on.</summary>
    public void StoreElement(XElement element, string friendlyName) =>
        ring.TryAddAsync(Volatile.Read(ref _next), Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), CancellationToken.None).GetAwaiter().GetResult();
}
