namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>A request the sandbox answered. Status 0 means that the connection was dropped.</summary>
/// <param name="At">When it was answered, by the story's clock.</param>
/// <param name="TookMs">Real time from its arrival to its answer.</param>
public sealed record LoggedRequest(long Number, DateTimeOffset At, string Service, string Method, string Path, int Status, double TookMs);

/// <summary>The last requests to the services, oldest first; controls and artwork are not kept. Thread-safe.</summary>
public sealed class RequestLog(TimeProvider clock)
{
    public const int Capacity = 1000;

    private static readonly object s_dropped = new();

    private readonly Lock _lock = new();
    private readonly Queue<LoggedRequest> _requests = new();
    private long _count;

    public IReadOnlyList<LoggedRequest> List(string? service)
    {
        lock (_lock)
        {
            return _requests.Where(request => service is null || request.Service == service).ToList();
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    public static void MarkDropped(HttpContext context) => context.Items[s_dropped] = true;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var source = ServicePaths.Find(context.Request.Path);
        var arrived = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (source is not null)
            {
                Add(context, source, clock.GetElapsedTime(arrived));
            }
        }
    }

    private void Add(HttpContext context, SandboxSource source, TimeSpan took)
    {
        var status = context.Items.ContainsKey(s_dropped) ? 0 : context.Response.StatusCode;
        lock (_lock)
        {
            var path = context.Request.Path + LoggedQuery.Write(context.Request.QueryString.Value);
            _requests.Enqueue(new LoggedRequest(++_count, clock.GetUtcNow(), source.Id, context.Request.Method, path, status, Math.Round(took.TotalMilliseconds, 3)));
            if (_requests.Count > Capacity)
            {
                _requests.Dequeue();
            }
        }
    }
}
