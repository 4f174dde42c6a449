namespace Smartlinks.Benchmarks.Clicks;

/// <summary>Draws links as fans do: the n-th most popular one with a probability of 1/n of the first's.</summary>
internal sealed class ZipfLinks
{
    private readonly string[] _links;
    private readonly double[] _cumulated;

    public ZipfLinks(int count)
    {
        _links = [.. Enumerable.Range(0, count).Select(i => $"lnk_{i:D6}")];
        _cumulated = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
            _cumulated[i] = sum += 1.0 / (i + 1);
    }

    public int Next(Random random)
    {
        int index = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return index < 0 ? ~index : index;
    }

    public string this[int index] => _links[index];
}
