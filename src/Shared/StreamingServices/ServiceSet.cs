namespace Smartlinks.StreamingServices;

/// <summary>Some of the services, compared by content and kept without an object. <c>default</c> is none.</summary>
public readonly record struct ServiceSet
{
    private readonly int _bits;

    private ServiceSet(int bits) => _bits = bits;

    public static ServiceSet All { get; } = Of(StreamingService.All);

    public bool IsEmpty => _bits == 0;

    public static ServiceSet Of(IEnumerable<StreamingService> services) => services.Aggregate(default(ServiceSet), (set, service) => set.With(service));

    public static ServiceSet Of(params ReadOnlySpan<StreamingService> services)
    {
        ServiceSet set = default;
        foreach (var service in services) set = set.With(service);
        return set;
    }

    /// <summary>The stored form read back. Ids that are no service, as a later version may have written, are left out.</summary>
    public static ServiceSet Parse(string text) => ServiceOrder.Parse(text).Set;

    public bool Contains(StreamingService service) => (_bits & (1 << service.Place)) != 0;

    public ServiceSet With(StreamingService service) => new(_bits | (1 << service.Place));

    public ServiceSet Union(ServiceSet other) => new(_bits | other._bits);

    public ServiceSet Intersect(ServiceSet other) => new(_bits & other._bits);

    public ServiceSet Except(ServiceSet other) => new(_bits & ~other._bits);

    /// <summary>In the order of <see cref="StreamingService.All"/>.</summary>
    public IReadOnlyList<StreamingService> ToList()
    {
        var set = this;
        return [.. StreamingService.All.Where(set.Contains)];
    }

    /// <summary>The stored form: ids with spaces between.</summary>
    public override string ToString() => string.Join(' ', ToList());
}
