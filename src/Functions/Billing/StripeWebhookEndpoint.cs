using System.Buffers;
using Smartlinks.Billing;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Billing;

/// <summary><c>POST /webhooks/stripe</c>: Stripe tells that something happened. 200 says that it is kept; anything else has Stripe tell it again.</summary>
/// <param name="later">Where the intake comes from; without Stripe's key there is none.</param>
public sealed class StripeWebhookEndpoint(StripeOptions options, IServiceProvider later)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/webhooks/stripe", TakeAsync);

    private async Task TakeAsync(HttpContext context)
    {
        if (later.GetService<StripeIntake>() is not { } intake)
        {
            await Problem.NotFound("There is nothing at this address.").WriteAsync(context);
            return;
        }

        if (await ReadAsync(context.Request) is not { } body)
        {
            await Problem.BodyTooLarge(options.MaxWebhookBytes).WriteAsync(context);
            return;
        }

        if (await intake.TakeAsync(context.Request.Headers["Stripe-Signature"].ToString(), body, context.RequestAborted) == IntakeResult.Refused)
        {
            await Problem.WebhookRefused.WriteAsync(context);
            return;
        }

        SecurityHeaders.AddTo(context.Response.Headers);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync("""{"received":true}""", context.RequestAborted);
    }

    /// <summary>As it came: the signature is over these bytes. Null: too many.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > options.MaxWebhookBytes) return null;
        var body = new ArrayBufferWriter<byte>(8 * 1024);
        for (int count; (count = await request.Body.ReadAsync(body.GetMemory(1024), request.HttpContext.RequestAborted)) > 0;)
        {
            body.Advance(count);
            if (body.WrittenCount > options.MaxWebhookBytes) return null;
        }

        return body.WrittenMemory;
    }
}
