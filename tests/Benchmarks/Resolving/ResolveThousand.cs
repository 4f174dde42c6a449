namespace Smartlinks.Benchmarks.Resolving;

internal static class ResolveThousand
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
}
