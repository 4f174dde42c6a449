using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>Keeps about so many of a stream of pre-saves: the first of each zone, service and state in any case, and of the others every second, fourth, eighth … as more come.</summary>
public sealed class PreSaveSample(int most)
{
    private readonly Dictionary<(string Zone, StreamingService Service, PreSaveState State), (int Seen, List<PreSave> Kept)> _strata = [];
    private int _step = 1;
    private int _count;

    public IReadOnlyList<PreSave> Kept => [.. _strata.Values.SelectMany(stratum => stratum.Kept)];

    public void Add(PreSave preSave)
    {
        var key = (preSave.Key.Zone, preSave.Service, preSave.State);
        var (seen, kept) = _strata.GetValueOrDefault(key, (0, []));
        if (seen % _step == 0)
        {
            kept.Add(preSave);
            _count++;
        }

        _strata[key] = (seen + 1, kept);
        // Strata of one cannot be thinned.
        while (_count > most && _count > _strata.Count) Thin();
    }

    private void Thin()
    {
        _step *= 2;
        foreach (var (_, kept) in _strata.Values)
        {
            var index = 0;
            kept.RemoveAll(_ => index++ % 2 == 1);
        }

        _count = _strata.Values.Sum(stratum => stratum.Kept.Count);
    }
}
