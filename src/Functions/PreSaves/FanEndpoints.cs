using System.Text.Json;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Functions.Fans;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.PreSaves;

/// <summary>
/// The doors of a fan's own page: what is pending, what was saved, cancel, disconnect, erase, export. Who has the pass is the fan: in a cookie, or in the address that was given
/// with a confirmation. Every change is a form of this site's own.
/// </summary>
public sealed class FanEndpoints(FanCookie cookies, FanPass pass, FanPreSaves preSaves, PreSaveCanceler canceler, GrantKeeper grants, FanAddresses addresses, FanReminders reminders, ReminderTaker reminding, OfferedServices offered, PreSaveLinks links, PublicOrigin origins, TimeProvider time)
{
    public const string Path = "/presave/mine";

    private static readonly PreSaveTexts s_texts = PreSaveTexts.English;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, context => Own().ShowAsync(context));
        routes.MapGet(Path + "/export", context => Own().ExportAsync(context));
        routes.MapPost(Path + "/cancel", context => Own().ChangeAsync(context, own => own.CancelAsync));
        routes.MapPost(Path + "/cancel-reminder", context => Own().ChangeAsync(context, own => own.CancelReminderAsync));
        routes.MapPost(Path + "/disconnect", context => Own().ChangeAsync(context, own => own.DisconnectAsync));
        routes.MapPost(Path + "/erase", context => Own().ChangeAsync(context, own => own.EraseAsync));

        FanEndpoints Own() => routes.ServiceProvider.GetRequiredService<FanEndpoints>();
    }

    /// <summary>The address is the fan's key: it is taken into the cookie and out of sight.</summary>
    private Task EnterAsync(HttpContext context, string? given)
    {
        if (!pass.TryRead(given, out var fan)) return PageAnswer.RefuseAsync(context, Problem.NotFound("There is no such page."));
        cookies.Write(context, fan);
        PreSaveAnswer.Redirect(context, Path);
        return Task.CompletedTask;
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await links.SendHomeAsync(context)) return;
        if (context.Request.Query["pass"] is { Count: > 0 } passes)
        {
            await EnterAsync(context, passes is [{ } given] ? given : null);
            return;
        }

        if (cookies.Read(context.Request) is not { } fan)
        {
            await PreSaveAnswer.ShowAsync(context, new FanPage());
            return;
        }

        var (items, connected) = (await preSaves.ListAsync(fan, context.RequestAborted), await grants.ListAsync(fan, context.RequestAborted));
        var reminded = await reminders.ListAsync(fan, context.RequestAborted);
        var (isAgain, marked) = context.Request.Query["queued"] is [{ } queued] ? (false, queued) : (true, context.Request.Query["again"].ToString());
        var stands = await Task.WhenAll(items.Select(ShowOneAsync));
        Smartlinks.Pages.FanPreSave[] shown = [.. stands.OrderByDescending(item => item.IsNew)];
        await PreSaveAnswer.ShowAsync(context, new FanPage
        {
            PreSaves = shown,
            Reminders = [.. reminded.Select(FanStand.Show)],
            Connected = [.. connected.Where(grant => grant.State != GrantState.Dead).Select(grant => grant.Service)],
            Told = shown.Any(item => item.IsNew) ? isAgain ? s_texts.AlreadyQueued : s_texts.QueuedNow : FanStand.Tell(reminded, context.Request.Query["reminder"].ToString()),
        });

        async Task<Smartlinks.Pages.FanPreSave> ShowOneAsync(Smartlinks.PreSaves.Taking.FanPreSave item) => FanStand.Show(item, connected.FirstOrDefault(grant => grant.Service == item.PreSave.Service),
            item.Link is { } link ? await offered.OfAsync(link, context.RequestAborted) : default, marked, time.GetUtcNow());
    }

    private async Task ChangeAsync(HttpContext context, Func<FanEndpoints, Func<HttpContext, FanId, FormFields, Task>> change)
    {
        if (!SameOrigin.IsOwn(context.Request, origins.Of(context.Request)))
        {
            await PreSaveAnswer.TellForeignAsync(context);
            return;
        }

        if (cookies.Read(context.Request) is { } fan) await change(this)(context, fan, await FormFields.ReadAsync(context.Request, context.RequestAborted));
        PreSaveAnswer.Redirect(context, Path);
    }

    private async Task CancelAsync(HttpContext context, FanId fan, FormFields form)
    {
        if (LinkId.TryParse(form.Text("link"), out var link) && StreamingService.TryParse(form.Text("service"), out var service))
            await canceler.CancelAsync(fan, link, service, context.RequestAborted);
    }

    private async Task CancelReminderAsync(HttpContext context, FanId fan, FormFields form)
    {
        if (LinkId.TryParse(form.Text("link"), out var link)) await reminding.CancelAsync(fan, link, context.RequestAborted);
    }

    /// <summary>What waits is canceled first: without the grant it could only fail.</summary>
    private async Task DisconnectAsync(HttpContext context, FanId fan, FormFields form)
    {
        if (!StreamingService.TryParse(form.Text("service"), out var service)) return;
        await canceler.CancelAllAsync(fan, service, context.RequestAborted);
        await grants.DisconnectAsync(fan, service, context.RequestAborted);
    }

    /// <summary>The cookie goes last: who is cut off half-way can finish.</summary>
    private async Task EraseAsync(HttpContext context, FanId fan, FormFields form)
    {
        await canceler.CancelAllAsync(fan, null, context.RequestAborted);
        await grants.EraseAsync(fan, context.RequestAborted);
        await reminding.EraseAsync(fan, context.RequestAborted);
        await addresses.EraseAsync(fan, context.RequestAborted);
        await canceler.ForgetAsync(fan, context.RequestAborted);
        cookies.Delete(context);
    }

    private async Task ExportAsync(HttpContext context)
    {
        if (await links.SendHomeAsync(context)) return;
        if (cookies.Read(context.Request) is not { } fan)
        {
            await PageAnswer.RefuseAsync(context, Problem.NotFound("Nobody is known in this browser."));
            return;
        }

        var export = new FanExport(fan.ToString(), time.GetUtcNow(),
            [.. (await grants.ListAsync(fan, context.RequestAborted)).Select(grant => new ExportedGrant(grant.Service.Id, grant.State.ToString(), grant.GrantedAt, grant.EndsAt, grant.Country, grant.Follows))],
            [.. (await addresses.ListAsync(fan, context.RequestAborted)).Select(address => new ExportedAddress(address.Organization.ToString(), address.Consent.Email.ToString(), address.Consent.Text, address.State.ToString(), address.AskedAt, address.ConfirmedAt, address.WithdrawnAt))],
            [.. (await preSaves.ListAsync(fan, context.RequestAborted)).Select(ExportedPreSave.From)],
            [.. (await reminders.ListAsync(fan, context.RequestAborted)).Select(ExportedReminder.From)]);
        SecurityHeaders.AddTo(context.Response.Headers);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"smartlinks.json\"";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(export, FanExportJson.Default.FanExport), context.RequestAborted);
    }
}
