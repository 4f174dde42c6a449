using Smartlinks.Benchmarks.Clicks;

return args switch
{
    ["aggregator", .. var rest] => await AggregatorBenchmark.RunAsync(rest),
    ["exact", .. var rest] => await ExactCountBenchmark.RunAsync(rest),
    ["journal", .. var rest] => await JournalBenchmark.RunAsync(rest),
    _ => 2,
};
