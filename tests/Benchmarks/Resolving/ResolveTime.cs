namespace Smartlinks.Benchmarks.Resolving;

internal static class ResolveTime
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
}
