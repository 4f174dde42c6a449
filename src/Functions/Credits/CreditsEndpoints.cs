using System.Globalization;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Proving;
using Smartlinks.Credits.Spending;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Credits;

/// <summary>The doors of an organization's credit: where it stands, its statement, and what the operator gives or takes.</summary>
public sealed class CreditsEndpoints(ApiDoor door, OperatorDoor operators, CreditOptions options, Ledger ledger, OrganizationPlans plans, WaitingLinks waiting, LedgerProver prover, AppOptions app, TimeProvider time)
{
    /// <summary>Waiting links that the overview names.</summary>
    private const int MostWaiting = 50;

    private const int DefaultPage = 50;
    private const int MaxPage = 500;
    private const int DefaultDays = 31;
    private const int MaxIdempotencyKey = 255;

    public void Map(IEndpointRouteBuilder routes)
    {
        var credits = routes.MapGroup("/api/organizations/{organization}/credits");
        credits.MapGet("", door.Open(Permissions.ReadMoney, GetAsync));
        credits.MapGet("/statement", door.Open(Permissions.ReadMoney, ListAsync));
        credits.MapPost("/adjustments", operators.Open(AdjustAsync));
    }

    private async Task GetAsync(ApiCall call)
    {
        var waits = WaitingResponse.From(await waiting.ListAsync(call.Organization, null, MostWaiting + 1, call.Aborted), MostWaiting);
        // Where links are free nothing of a ledger is read or shown.
        var answer = !options.Enabled ? CreditsResponse.Off(waits)
            : CreditsResponse.From(await ledger.GetBalanceAsync(call.Organization, call.Aborted), (await plans.GetAsync(call.Organization, call.Aborted)).Plan, waits, await prover.FindAsync(call.Organization, call.Aborted));
        await call.AnswerAsync(StatusCodes.Status200OK, answer, CreditsJson.Default.CreditsResponse);
    }

    private async Task ListAsync(ApiCall call)
    {
        var query = call.Context.Request.Query;
        var errors = new Dictionary<string, string[]>();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var to = ReadDay("to") ?? today;
        var from = ReadDay("from") ?? (to.DayNumber < DefaultDays ? to : to.AddDays(1 - DefaultDays));
        var size = DefaultPage;
        if (query.TryGetValue("pageSize", out var text) && (!int.TryParse(text, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage)) errors["pageSize"] = [$"must be 1 to {MaxPage}."];
        if (!Continuation.TryRead(query["continuation"], call.Organization, out var continuation)) errors["continuation"] = ["is not one this statement gave."];
        if (errors.Count == 0 && from > to) errors["from"] = ["must not be after to."];
        if (errors.Count > 0)
        {
            await call.RefuseAsync(Problem.InvalidRequest(errors));
            return;
        }

        var statement = options.Enabled ? await ledger.ListAsync(call.Organization, At(from), At(to.AddDays(1)), size, continuation, call.Aborted) : new Statement([], null);
        await call.AnswerAsync(StatusCodes.Status200OK, new StatementResponse([.. statement.Entries.Select(EntryResponse.From)], Continuation.Write(statement.Continuation, call.Organization)), CreditsJson.Default.StatementResponse);

        DateOnly? ReadDay(string name)
        {
            if (query[name] is not [{ Length: > 0 } day, ..]) return null;
            if (DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read.Year is >= 1970 and < 9999) return read;
            errors[name] = ["must be a date such as 2026-11-30 (UTC)."];
            return null;
        }
    }

    private async Task AdjustAsync(ApiCall call)
    {
        var key = call.Context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 and <= MaxIdempotencyKey } text, ..] ? text : null;
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, app.MaxApiBodyBytes, call.Aborted);
        if (key is null) problem ??= Problem.InvalidRequest(new Dictionary<string, string[]> { ["Idempotency-Key"] = [$"is needed, with 1 to {MaxIdempotencyKey} characters: credit is moved once for it."] });
        LedgerOperation? operation = null;
        if (problem is null && !AdjustmentRequest.TryRead(root, key!, out operation, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null)
        {
            await call.RefuseAsync(problem);
            return;
        }

        try
        {
            await (await ledger.ApplyAsync(call.Organization, operation!, call.Aborted) switch
            {
                LedgerResult.Applied applied => AnswerAsync(call, applied.Entry),
                LedgerResult.AlreadyApplied earlier => AnswerAsync(call, earlier.Entry),
                LedgerResult.InsufficientCredit lacking => call.RefuseAsync(Problem.NotEnoughCredit(lacking.Balance)),
                _ => throw new InvalidOperationException("No such result."),
            });
        }
        catch (LedgerConflictException)
        {
            await call.RefuseAsync(Problem.IdempotencyKeyReused);
        }
    }

    private static Task AnswerAsync(ApiCall call, LedgerEntry entry) => call.AnswerAsync(StatusCodes.Status201Created, EntryResponse.From(entry), CreditsJson.Default.EntryResponse);

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
