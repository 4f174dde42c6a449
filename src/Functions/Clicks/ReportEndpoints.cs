using System.Globalization;
using System.Text.Json.Serialization;
using Smartlinks.Clicks;
using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Clicks;

/// <summary>The door of a link's report.</summary>
public sealed class ReportEndpoints(ApiDoor door, ClickReporter reporter, LinkStore links, TimeProvider time)
{
    private const int DefaultDays = 30;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/organizations/{organization}/links/{link}/report", door.Open(Permissions.ReadLinks, GetAsync));

    private async Task GetAsync(ApiCall call)
    {
        var query = call.Context.Request.Query;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var errors = new Dictionary<string, string[]>();
        var to = ReadDay("to") ?? today;
        var from = ReadDay("from") ?? (to.DayNumber < DefaultDays ? to : to.AddDays(1 - DefaultDays));
        if (errors.Count == 0 && from > to) errors["from"] = ["must not be after to."];
        else if (errors.Count == 0 && to.DayNumber - from.DayNumber >= ClickReporter.MaxDays) errors["from"] = [$"a report spans at most {ClickReporter.MaxDays} days."];
        if (errors.Count > 0) await call.RefuseAsync(Problem.InvalidRequest(errors));
        else if (!LinkId.TryParse(call.Route("link"), out var id) || await links.FindAsync(call.Organization, id, call.Aborted) is null)
            await call.RefuseAsync(Problem.NotFound("This organization has no link of that id."));
        else await call.AnswerAsync(200, await reporter.GetAsync(id.ToString(), from, to, call.Aborted), ReportJson.Default.ClickReport);

        DateOnly? ReadDay(string name)
        {
            if (query[name] is not [{ Length: > 0 } text, ..]) return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            errors[name] = ["must be a date such as 2026-11-30 (UTC)."];
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClickReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
