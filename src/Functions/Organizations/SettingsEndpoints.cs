using Smartlinks.Credits.Spending;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.PreSaves;
using Smartlinks.Organizations.Members;
using Smartlinks.Organizations;
using Smartlinks.Releases;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Organizations;

/// <summary>What an organization decides for all its links, and what the services can do here.</summary>
public sealed class SettingsEndpoints(ApiDoor door, OrganizationSettingsStore settings, MusicSources sources, PreSaveServices preSaves, SeenCapabilities seen, SpendRequests publishing, AppOptions options)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var organization = routes.MapGroup("/api/organizations/{organization}");
        organization.MapGet("/settings", door.Open(Permissions.ReadLinks, GetAsync));
        organization.MapMethods("/settings", [HttpMethods.Patch], door.Open(Permissions.ManageSettings, UpdateAsync));
        organization.MapGet("/services", door.Open(Permissions.ReadLinks, ListServicesAsync));
    }

    private async Task GetAsync(ApiCall call)
    {
        var current = await settings.GetAsync(call.Organization, call.Aborted);
        call.Context.Response.Headers.ETag = SettingsVersion.Of(current);
        await call.AnswerAsync(200, SettingsResponse.From(current), SettingsJson.Default.SettingsResponse);
    }

    private async Task UpdateAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        SettingsChange? change = null;
        if (problem is null && !SettingsChange.TryRead(root, out change, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null)
        {
            await call.RefuseAsync(problem);
            return;
        }

        await (await settings.UpdateAsync(call.Organization, call.IfMatch, change!.ApplyTo, call.Aborted) switch
        {
            UpdateSettingsResult.Updated updated => AnswerAsync(call, updated),
            UpdateSettingsResult.Refused refused => call.RefuseAsync(Problem.InvalidRequest(refused.Errors)),
            UpdateSettingsResult.VersionMismatch => call.RefuseAsync(Problem.SettingsVersionMismatch),
            _ => call.RefuseAsync(Problem.NotFound("There is no such organization.")),
        });
    }

    private async Task ListServicesAsync(ApiCall call)
    {
        var services = await Task.WhenAll(StreamingService.All.Select(async service => ServiceResponse.From(service, sources.Find(service), await preSaves.SeeAsync(seen, service, call.Aborted))));
        await call.AnswerAsync(200, new ServiceListResponse(services), SettingsJson.Default.ServiceListResponse);
    }

    private async Task AnswerAsync(ApiCall call, UpdateSettingsResult.Updated updated)
    {
        // What a stricter mode held back goes live.
        if (updated.Before.Access != updated.After.Access) await publishing.PutAsync(SpendRequest.OfWaiting(call.Organization), call.Aborted);
        call.Context.Response.Headers.ETag = SettingsVersion.Of(updated.After);
        await call.AnswerAsync(200, ChangedSettingsResponse.From(updated.Before, updated.After), SettingsJson.Default.ChangedSettingsResponse);
    }
}

/// <summary>What a service can do with this deployment's keys. Not switched on: only an address set by hand, or a third party's, leads there.</summary>
public sealed record ServiceResponse(string Service, string Name, bool On, bool ByIsrc, bool ByUpc, bool ByUrl, bool BySearch, bool Save, bool NeedsApproval, int? DailyQuota, SavingResponse Saving)
{
    public static ServiceResponse From(StreamingService service, IServiceCatalogue? catalogue, SaveCapability saving)
    {
        var can = catalogue?.Capabilities ?? new ServiceCapabilities(false, false, false, false, false);
        return new ServiceResponse(service.Id, service.Name, catalogue is not null, can.ByIsrc, can.ByUpc, can.ByItem, can.BySearch, can.Save, can.NeedsApproval, can.DailyQuota, SavingResponse.From(saving));
    }
}

/// <summary>What this deployment can do for fans there: <c>save</c>, <c>testersOnly</c>, <c>quota</c> or <c>none</c>.</summary>
/// <param name="PerDay">With <c>quota</c>: fans a day.</param>
/// <param name="Why">Why it is not more, and what would help; null with <c>save</c>.</param>
public sealed record SavingResponse(string Ability, int? PerDay, bool Follows, string? Why)
{
    public static SavingResponse From(SaveCapability saving) => new(char.ToLowerInvariant(saving.Ability.ToString()[0]) + saving.Ability.ToString()[1..], saving.PerDay, saving.Follows, saving.Why);
}

public sealed record ServiceListResponse(IReadOnlyList<ServiceResponse> Items);
