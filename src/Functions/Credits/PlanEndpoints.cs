using System.Text.Json;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Credits;

/// <summary>The doors of an organization's plan: what it allows, and the operator's to set it.</summary>
public sealed class PlanEndpoints(ApiDoor door, OperatorDoor operators, CreditOptions options, OrganizationPlans plans, AppOptions app)
{
    private const string Path = "/api/organizations/{organization}/plan";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, door.Open(Permissions.ReadMoney, GetAsync));
        routes.MapPut(Path, operators.Open(SetAsync));
    }

    private async Task GetAsync(ApiCall call) =>
        await AnswerAsync(call, options.Enabled ? PlanResponse.From(await plans.GetAsync(call.Organization, call.Aborted)) : PlanResponse.Off);

    private async Task SetAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, app.MaxApiBodyBytes, call.Aborted);
        var plan = Plan.Free;
        if (problem is null && !TryRead(root, out plan, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null) await call.RefuseAsync(problem);
        else if (!await plans.TrySetAsync(call.Organization, plan, "operator", call.Aborted)) await call.RefuseAsync(Problem.NotFound("There is no such organization."));
        else await GetAsync(call);
    }

    private static bool TryRead(JsonElement root, out Plan plan, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        plan = default;
        if (fields.Text("plan", 20) is not { } text || !Wire.TryRead(text, out plan)) fields.Refuse("plan", $"must be {string.Join(", ", Enum.GetValues<Plan>().Select(Wire.Of))}.");
        fields.RefuseOthers();
        errors = fields.Errors;
        return fields.IsValid;
    }

    private static Task AnswerAsync(ApiCall call, PlanResponse answer) => call.AnswerAsync(StatusCodes.Status200OK, answer, CreditsJson.Default.PlanResponse);
}
