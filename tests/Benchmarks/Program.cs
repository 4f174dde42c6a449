using Smartlinks.Benchmarks.Clicks;
using Smartlinks.Benchmarks.Credits;
using Smartlinks.Benchmarks.Faults;
using Smartlinks.Benchmarks.PreSaves;
using Smartlinks.Benchmarks.Resolving;
using Smartlinks.Benchmarks.Web;

return args switch
{
    ["aggregator", .. var rest] => await AggregatorBenchmark.RunAsync(rest),
    ["exact", .. var rest] => await ExactCountBenchmark.RunAsync(rest),
    ["faults", .. var rest] => await FaultSoak.RunAsync(rest),
    ["journal", .. var rest] => await JournalBenchmark.RunAsync(rest),
    ["ledger", .. var rest] => await LedgerBenchmark.RunAsync(rest),
    ["ledger-worker", .. var rest] => await LedgerWorker.RunAsync(rest),
    ["pre-saves-night", .. var rest] => await ReleaseNight.RunAsync(rest),
    ["pre-saves-rehearsal", .. var rest] => await RehearsalTime.RunAsync(rest),
    ["pre-saves-rush", .. var rest] => await ReleaseRush.RunAsync(rest),
    ["resolve-table", .. var rest] => await ResolveTable.RunAsync(rest),
    ["resolve-catalogue", .. var rest] => await ResolveCatalogue.RunAsync(rest),
    ["resolve-thousand", .. var rest] => await ResolveThousand.RunAsync(rest),
    ["resolve-time", .. var rest] => await ResolveTime.RunAsync(rest),
    ["web", .. var rest] => await WebBenchmark.RunAsync(rest),
    ["bare", .. var rest] => await BareServer.RunAsync(rest),
    _ => 2,
};
