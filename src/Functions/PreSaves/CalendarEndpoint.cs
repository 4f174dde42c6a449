using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Pages;

namespace Smartlinks.Functions.PreSaves;

/// <summary><c>/presave/{slug}/calendar</c>: the release as a calendar entry, for fans who do not want to sign in anywhere.</summary>
public sealed class CalendarEndpoint(PreSaveLinks links, PublicOrigin origins, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/presave/{slug}/calendar", context => routes.ServiceProvider.GetRequiredService<CalendarEndpoint>().GetAsync(context));

    private async Task GetAsync(HttpContext context)
    {
        if (await links.FindAsync(context, context.Request.RouteValues["slug"] as string ?? "", null) is not { Link: { Release: { } moment } link })
        {
            await PageAnswer.RefuseAsync(context, Problem.NotFound("There is no release with a date at this address."));
            return;
        }

        var texts = PageTexts.English;
        var title = DisplayText.Clean(link.Title ?? texts.Untitled);
        var artists = texts.Join([.. link.Artists.Select(DisplayText.Clean)]);
        var file = CalendarFile.Write(link, moment, artists.Length == 0 ? title : $"{title} {texts.By} {artists}", new Uri(link.Address.UrlAt(origins.Of(context.Request))), time.GetUtcNow());
        SecurityHeaders.AddTo(context.Response.Headers);
        context.Response.ContentType = CalendarFile.ContentType;
        context.Response.ContentLength = file.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{link.Address.Slug}.ics\"";
        context.Response.Headers.CacheControl = "private, no-cache";
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    }
}
