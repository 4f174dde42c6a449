using Smartlinks.Functions.Hosting;
using Smartlinks.Releases;

namespace Smartlinks.Functions.Pages;

/// <summary>Files of the fan's page: kept artwork. Their addresses name their content, so they may be kept for good.</summary>
public sealed class AssetEndpoint(ArtworkKeeper artwork)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/assets/artwork/{key}", [HttpMethods.Get, HttpMethods.Head], GetArtworkAsync);

    private async Task GetArtworkAsync(HttpContext context)
    {
        if (context.Request.RouteValues["key"] is not string key || await artwork.FindAsync(key, context.RequestAborted) is not { } picture)
        {
            await Problem.NotFound("There is no such picture.").WriteAsync(context);
            return;
        }

        SecurityHeaders.AddTo(context.Response.Headers);
        context.Response.ContentType = picture.ContentType;
        context.Response.ContentLength = picture.Bytes.Length;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(picture.Bytes, context.RequestAborted);
    }
}
