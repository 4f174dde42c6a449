using Smartlinks.Benchmarks.Clicks;
using Smartlinks.Benchmarks.Faults;
using Smartlinks.Benchmarks.Web;

return args switch
{
    ["aggregator", .. var rest] => await AggregatorBenchmark.RunAsync(rest),
    ["exact", .. var rest] => await ExactCountBenchmark.RunAsync(rest),
    ["faults", .. var rest] => await FaultSoak.RunAsync(rest),
    ["journal", .. var rest] => await JournalBenchmark.RunAsync(rest),
    ["web", .. var rest] => await WebBenchmark.RunAsync(rest),
    ["bare", .. var rest] => await BareServer.RunAsync(rest),
    _ => 2,
};
