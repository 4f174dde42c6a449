using System.Net;
using Microsoft.AspNetCore.Http;

namespace Smartlinks.LocalHost.Host;

/// <summary>Streams a caller's body to the handler as it arrives. Each piece counts as activity.</summary>
internal sealed class ProxiedRequestBody(HttpRequest request, ActivityTimeout activity) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            foreach (var part in read.Buffer)
                await stream.WriteAsync(part, cancellationToken);
            reader.AdvanceTo(read.Buffer.End);
            activity.Renew();
            if (read.IsCompleted)
                return;
            await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }
}
