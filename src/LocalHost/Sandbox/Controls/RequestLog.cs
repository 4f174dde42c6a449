namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>A request the sandbox answered. Status 0 means that the connection was dropped.</summary>
public sealed record LoggedRequest(long Number, DateTimeOffset At, string Service, string Method, string Path, int Status);

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
        try
        {
            await next(context);
        }
        finally
        {
            if (source is not null)
            {
                Add(context, source);
            }
        }
    }

    private void Add(HttpContext context, SandboxSource source)
    {
        var status = context.Items.ContainsKey(s_dropped) ? 0 : context.Response.StatusCode;
        lock (_lock)
        {
            _requests.Enqueue(new LoggedRequest(++_count, clock.GetUtcNow(), source.Id, context.Request.Method, context.Request.Path + context.Request.QueryString, status));
            if (_requests.Count > Capacity)
            {
                _requests.Dequeue();
            }
        }
    }
}
