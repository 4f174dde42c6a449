using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Calls functions with the JSON envelope: <c>POST /&lt;FunctionName&gt;</c> on the handler. One try; the retry policy is applied by
/// <see cref="InvokeWithRetriesAsync"/>. A function that runs over <c>functionTimeout</c> costs the handler its life.
/// </summary>
internal sealed class FunctionInvoker(HostConfiguration configuration, HandlerSupervisor handler, HttpMessageInvoker http, TimeProvider clock, HostLog log)
{
    private int running;

    /// <summary>Invocations under way.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Repeats a failed invocation under the function's policy, with the same id and the count in <c>Metadata.RetryContext</c>.</summary>
    /// <param name="stopping">Ends the waits between retries; the result is then that of the last try.</param>
    public async Task<InvocationResult> InvokeWithRetriesAsync(Invocation invocation, CancellationToken stopping)
    {
        if (invocation.Function.Retry is not { } policy)
            return await InvokeAsync(invocation);

        for (var retries = 0; ; retries++)
        {
            if (retries == 0)
                SetRetryContext(invocation, policy, 0, null);
            var result = await InvokeAsync(invocation);
            if (result.Succeeded || !policy.AllowsRetry(retries) || stopping.IsCancellationRequested)
                return result;
            SetRetryContext(invocation, policy, retries + 1, result.Failure);
            try
            {
                await Task.Delay(policy.DelayBefore(retries + 1), clock, stopping);
            }
            catch (OperationCanceledException)
            {
                return result;
            }
        }
    }

    public async Task<InvocationResult> InvokeAsync(Invocation invocation)
    {
        Interlocked.Increment(ref running);
        try
        {
            var result = await CallAsync(invocation);
            Report(invocation, result);
            return result;
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    private async Task<InvocationResult> CallAsync(Invocation invocation)
    {
        using var limit = new CancellationTokenSource(configuration.FunctionTimeout ?? Timeout.InfiniteTimeSpan, clock);
        try
        {
            await handler.WaitUntilReadyAsync(limit.Token);
            using var request = CreateRequest(invocation);
            using var response = await http.SendAsync(request, limit.Token);
            return await InvocationResult.ReadAsync(response, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await handler.RestartAsync();
            return InvocationResult.Failed($"Timeout value of {configuration.FunctionTimeout} exceeded by function '{invocation.Function.Name}': the handler was killed and is restarted.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return InvocationResult.Failed($"The call to the handler failed: {e.Message}");
        }
    }

    private HttpRequestMessage CreateRequest(Invocation invocation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(handler.Address, invocation.Function.Name))
        {
            Content = new ChunkedJsonContent(invocation.ToJson()),
        };
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", invocation.Id);
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-HostVersion", HostVersion.Value);
        request.Headers.TryAddWithoutValidation("User-Agent", HostVersion.UserAgent);
        request.Headers.TryAddWithoutValidation("traceparent", NewTraceParent());
        return request;
    }

    private void Report(Invocation invocation, InvocationResult result)
    {
        foreach (var line in result.Logs ?? [])
            log.Write(LogLevel.Information, HostLogEntry.FunctionUser, $"{invocation.Function.Name}: {line}");
        if (result.Succeeded)
            log.Write(LogLevel.Debug, HostLogEntry.Results, $"Executed 'Functions.{invocation.Function.Name}' (Succeeded, Id={invocation.Id})");
        else
            log.Write(LogLevel.Error, HostLogEntry.Results, $"Executed 'Functions.{invocation.Function.Name}' (Failed, Id={invocation.Id}): {result.Failure}");
    }

    private static void SetRetryContext(Invocation invocation, RetryPolicy policy, int retryCount, string? failure) =>
        invocation.Metadata.Set("RetryContext", new InlineJson(BindingData.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("RetryCount", retryCount);
            writer.WriteNumber("MaxRetryCount", policy.MaxRetryCount);
            writer.WritePropertyName("Exception");
            if (failure is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("Message", failure);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        })));

    private static string NewTraceParent()
    {
        Span<byte> ids = stackalloc byte[24];
        RandomNumberGenerator.Fill(ids);
        return $"00-{Convert.ToHexStringLower(ids[..16])}-{Convert.ToHexStringLower(ids[16..])}-00";
    }
}
