using Smartlinks.Storage;

namespace Smartlinks.Records;

/// <summary>The deployment's tables by name.</summary>
public sealed class RecordTables(Func<string, ITableClient> find)
{
    public ITableClient this[string name] => find(name);
}
