using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Records.Erasing;

namespace Smartlinks.Functions.Records;

/// <summary>The doors of an organization's erasure. The receipt is read by who asked for it, when nobody belongs to the organization any more.</summary>
/// <param name="later">Where the parts come from when they are asked: a cold start does not wait for them.</param>
public sealed class ErasureEndpoints(ApiDoor door, AppConfiguration configuration, IServiceProvider later)
{
    private const string Path = "/api/organizations/{organization}/erasure";

    /// <summary>Not a parameter called organization: who asks need not belong to it.</summary>
    private const string Receipt = "/api/erasures/{erased}";

    private const int MostName = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, door.Open(Permissions.ManageOrganization, AskAsync));
        routes.MapGet(Path, door.Open(Permissions.ManageOrganization, GetAsync));
        routes.MapDelete(Path, door.Open(Permissions.ManageOrganization, CancelAsync));
        routes.MapGet(Receipt, door.OpenToPerson(GetReceiptAsync));
    }

    private Erasures Erasures => later.GetRequiredService<Erasures>();

    private async Task AskAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, configuration.App.MaxApiBodyBytes, call.Aborted);
        var name = "";
        if (problem is null)
        {
            var fields = new FieldReader(root);
            name = fields.Text("confirm", MostName) ?? "";
            if (name.Length == 0 && fields.IsValid) fields.Refuse("confirm", "must be the organization's name.");
            fields.RefuseOthers();
            if (!fields.IsValid) problem = Problem.InvalidRequest(fields.Errors);
        }

        await (problem is not null ? call.RefuseAsync(problem) : await Erasures.AskAsync(call.Organization, call.Member!.Person, name, call.Aborted) switch
        {
            AskErasureResult.Asked asked => AnswerAskedAsync(call, asked.Erasure),
            AskErasureResult.WrongName wrong => call.RefuseAsync(Problem.InvalidRequest(new Dictionary<string, string[]> { ["confirm"] = [$"is not the organization's name, '{wrong.Name}'."] })),
            AskErasureResult.PlanInForce plan => call.RefuseAsync(Problem.PlanInForce(plan.Plan)),
            _ => call.RefuseAsync(Problem.NotFound("There is no such organization.")),
        });
    }

    private static Task AnswerAskedAsync(ApiCall call, Erasure erasure)
    {
        call.Context.Response.Headers.Location = $"/api/erasures/{erasure.Organization}";
        return call.AnswerAsync(StatusCodes.Status202Accepted, ErasureResponse.From(erasure), RecordsJson.Default.ErasureResponse);
    }

    private async Task GetAsync(ApiCall call)
    {
        if (await Erasures.WakeAsync(call.Organization, call.Aborted) is { } erasure) await call.AnswerAsync(200, ErasureResponse.From(erasure), RecordsJson.Default.ErasureResponse);
        else await call.RefuseAsync(NotAsked);
    }

    private async Task CancelAsync(ApiCall call) => await (await Erasures.CancelAsync(call.Organization, call.Aborted) switch
    {
        CancelErasure.Canceled => call.AnswerNothingAsync(),
        CancelErasure.TooLate => call.RefuseAsync(Problem.ErasureBegun),
        CancelErasure.NotFound => call.RefuseAsync(NotAsked),
    });

    private async Task GetReceiptAsync(PersonCall call)
    {
        if (OrganizationId.TryParse(call.Route("erased"), out var organization) && await Erasures.FindAsync(organization, call.Aborted) is { } there && there.AskedBy == call.Person.Id)
            await call.AnswerAsync(200, ErasureResponse.From(await Erasures.WakeAsync(organization, call.Aborted) ?? there), RecordsJson.Default.ErasureResponse);
        else await call.RefuseAsync(NotAsked);
    }

    private static Problem NotAsked => Problem.NotFound("You asked for no erasure of it, or it was taken back.");
}
