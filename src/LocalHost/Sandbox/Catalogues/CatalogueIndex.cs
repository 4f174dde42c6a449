namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>What a service's sandbox makes of the whole catalogue: made when first asked for, and again after an item was changed. Thread-safe.</summary>
public sealed class CatalogueIndex<T>(Catalogue catalogue, Func<Catalogue, T> make)
    where T : class
{
    private readonly Lock _lock = new();
    private object? _of;
    private T? _made;

    public T Value
    {
        get
        {
            lock (_lock)
            {
                var state = catalogue.State;
                if (_made is null || _of != state)
                {
                    (_made, _of) = (make(catalogue), state);
                }

                return _made;
            }
        }
    }
}
