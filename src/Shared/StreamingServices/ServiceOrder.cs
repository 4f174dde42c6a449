namespace Smartlinks.StreamingServices;

/// <summary>Services in an order, each at most once, compared by content and kept without an object. <c>default</c> is none.</summary>
public readonly record struct ServiceOrder
{
    private const int BitsEach = 4;
    private const ulong Mask = (1 << BitsEach) - 1;

    // The first in the lowest bits, each as its place and one; 0 ends the list.
    private readonly ulong _packed;

    private ServiceOrder(ulong packed) => _packed = packed;

    /// <summary>All nine, as a page shows them when nobody chose another order.</summary>
    public static ServiceOrder Usual { get; } = Of(StreamingService.All);

    public bool IsEmpty => _packed == 0;

    public ServiceSet Set
    {
        get
        {
            ServiceSet set = default;
            for (var left = _packed; left != 0; left >>= BitsEach) set = set.With(ServiceAt(left));
            return set;
        }
    }

    /// <summary>Each where it is named first.</summary>
    public static ServiceOrder Of(params IEnumerable<StreamingService> services)
    {
        ServiceOrder list = default;
        foreach (var service in services) list = list.Then(service);
        return list;
    }

    /// <summary>The stored form read back. Ids that are no service, as a later version may have written, are left out.</summary>
    public static ServiceOrder Parse(string text)
    {
        ServiceOrder list = default;
        foreach (var id in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (StreamingService.TryParse(id, out var service)) list = list.Then(service);
        return list;
    }

    /// <summary>With the others behind that are not in it yet, in their order.</summary>
    public ServiceOrder Then(ServiceOrder others)
    {
        var list = this;
        for (var left = others._packed; left != 0; left >>= BitsEach) list = list.Then(ServiceAt(left));
        return list;
    }

    /// <summary>Those of a set, in this order.</summary>
    public ServiceOrder Only(ServiceSet among)
    {
        var (packed, shift) = (0UL, 0);
        for (var left = _packed; left != 0; left >>= BitsEach)
        {
            if (!among.Contains(ServiceAt(left))) continue;
            packed |= (left & Mask) << shift;
            shift += BitsEach;
        }

        return new ServiceOrder(packed);
    }

    /// <summary>The first that is in a set; null when none is.</summary>
    public StreamingService? First(ServiceSet among)
    {
        for (var left = _packed; left != 0; left >>= BitsEach)
            if (ServiceAt(left) is var service && among.Contains(service)) return service;
        return null;
    }

    public IReadOnlyList<StreamingService> ToList()
    {
        var services = new List<StreamingService>(StreamingService.All.Count);
        for (var left = _packed; left != 0; left >>= BitsEach) services.Add(ServiceAt(left));
        return services;
    }

    /// <summary>The stored form: ids with spaces between.</summary>
    public override string ToString() => string.Join(' ', ToList());

    private ServiceOrder Then(StreamingService service)
    {
        var shift = 0;
        for (var left = _packed; left != 0; left >>= BitsEach, shift += BitsEach)
            if ((left & Mask) == (ulong)service.Place + 1) return this;
        return new ServiceOrder(_packed | (((ulong)service.Place + 1) << shift));
    }

    private static StreamingService ServiceAt(ulong left) => StreamingService.All[(int)(left & Mask) - 1];
}
