using System.Globalization;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Links;
using Smartlinks.Organizations.Members;
using Smartlinks.PreSaves.Reporting;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The doors of what an organization sees of a link's pre-saves.</summary>
public sealed class PreSaveEndpoints(ApiDoor door, LinkStore links, PreSaveProgressReader progress, PreSaveReport report, PreSaveForecastReader forecast)
{
    private const string Path = "/api/organizations/{organization}/links/{link}/pre-saves";
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, door.Open(Permissions.ReadLinks, GetAsync));
        routes.MapGet(Path + "/report", door.Open(Permissions.ReadLinks, ReportAsync));
        routes.MapGet(Path + "/forecast", door.Open(Permissions.ReadLinks, ForecastAsync));
    }

    private async Task GetAsync(ApiCall call)
    {
        if (await FindAsync(call) is not { } link) await call.RefuseAsync(NoSuchLink);
        else await call.AnswerAsync(200, PreSaveProgressResponse.From(link, await progress.GetAsync(link, call.Aborted)), PreSaveJson.Default.PreSaveProgressResponse);
    }

    private async Task ReportAsync(ApiCall call)
    {
        var query = call.Context.Request.Query;
        var size = DefaultPage;
        if (query["pageSize"] is [{ Length: > 0 } text, ..] && (!int.TryParse(text, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage))
            await call.RefuseAsync(Invalid("pageSize", $"must be 1 to {MaxPage}."));
        else if (!Continuation.TryRead(query["continuation"], call.Organization, out var continuation)) await call.RefuseAsync(Invalid("continuation", "is not one this list gave."));
        else if (await FindAsync(call) is not { } link) await call.RefuseAsync(NoSuchLink);
        else
        {
            // Read before the items: what ends in between is in a later state there than here.
            var totals = continuation is null ? PreSaveTotalsResponse.From((await progress.GetAsync(link, call.Aborted)).Counts.All) : null;
            var page = await report.ListAsync(link.Id, size, continuation, call.Aborted);
            await call.AnswerAsync(200, new PreSaveReportResponse(totals, [.. page.Items.Select(PreSaveResponse.From)], Continuation.Write(page.Continuation, call.Organization)), PreSaveJson.Default.PreSaveReportResponse);
        }
    }

    private async Task ForecastAsync(ApiCall call)
    {
        if (await FindAsync(call) is not { } link) await call.RefuseAsync(NoSuchLink);
        else await call.AnswerAsync(200, PreSaveForecastResponse.From(link, await forecast.GetAsync(link, call.Aborted)), PreSaveJson.Default.PreSaveForecastResponse);
    }

    private async Task<Link?> FindAsync(ApiCall call) => LinkId.TryParse(call.Route("link"), out var id) ? await links.FindAsync(call.Organization, id, call.Aborted) : null;

    private static Problem Invalid(string field, string why) => Problem.InvalidRequest(new Dictionary<string, string[]> { [field] = [why] });

    private static Problem NoSuchLink => Problem.NotFound("This organization has no link of that id.");
}
