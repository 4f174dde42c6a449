using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations.Members;
using Smartlinks.Records.Exporting;

namespace Smartlinks.Functions.Records;

/// <summary>The doors of exports: all of an organization's data, for its owners.</summary>
/// <param name="later">Where the exporter comes from when it is asked: a cold start does not wait for it.</param>
public sealed class ExportEndpoints(ApiDoor door, IServiceProvider later)
{
    private const string Exports = "/api/organizations/{organization}/exports";
    private const string One = Exports + "/{export}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Exports, door.Open(Permissions.ManageOrganization, BeginAsync));
        routes.MapGet(Exports, door.Open(Permissions.ManageOrganization, ListAsync));
        routes.MapGet(One, door.Open(Permissions.ManageOrganization, GetAsync));
        routes.MapGet(One + "/content", door.Open(Permissions.ManageOrganization, FetchAsync));
    }

    private Exporter Exporter => later.GetRequiredService<Exporter>();

    private async Task BeginAsync(ApiCall call)
    {
        var export = await Exporter.BeginAsync(call.Organization, call.Member!.Person, call.Aborted);
        call.Context.Response.Headers.Location = $"/api/organizations/{call.Organization}/exports/{export.Run}";
        await call.AnswerAsync(StatusCodes.Status202Accepted, ExportResponse.From(export), RecordsJson.Default.ExportResponse);
    }

    private async Task ListAsync(ApiCall call) =>
        await call.AnswerAsync(200, new ExportListResponse([.. (await Exporter.ListAsync(call.Organization, call.Aborted)).Select(ExportResponse.From)]), RecordsJson.Default.ExportListResponse);

    private async Task GetAsync(ApiCall call)
    {
        if (await FindAsync(call) is { } export) await call.AnswerAsync(200, ExportResponse.From(export), RecordsJson.Default.ExportResponse);
        else await call.RefuseAsync(NoSuchExport);
    }

    private async Task FetchAsync(ApiCall call)
    {
        if (await FindAsync(call) is not { } export) await call.RefuseAsync(NoSuchExport);
        else if (export.State != ExportState.Ready) await call.RefuseAsync(Problem.ExportRunning);
        else await SendAsync(call, export);
    }

    private async Task SendAsync(ApiCall call, Export export)
    {
        var response = call.Context.Response;
        SecurityHeaders.AddTo(response.Headers);
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{export.Organization}.json\"";
        (response.ContentType, response.ContentLength) = ("application/json", export.Bytes);
        await later.GetRequiredService<ExportParts>().CopyToAsync(export, response.Body, call.Aborted);
    }

    private async Task<Export?> FindAsync(ApiCall call) => call.Route("export") is { } run ? await Exporter.FindAsync(call.Organization, run, call.Aborted) : null;

    private static Problem NoSuchExport => Problem.NotFound("This organization has no export of that id; exports are deleted after a few days.");
}
