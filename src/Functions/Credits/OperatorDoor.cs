using System.Security.Cryptography;
using System.Text;
using Smartlinks.Credits;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Functions.Credits;

/// <summary>
/// Puts the operator's key (<c>Credits__OperatorKey</c>) before an endpoint: who runs the deployment gives credit and sets plans, not who uses it, whatever the role. Where no key is set
/// nobody does. No organization's key opens it.
/// </summary>
public sealed class OperatorDoor(CreditOptions options, ITableClient organizations)
{
    private readonly byte[]? _key = string.IsNullOrEmpty(options.OperatorKey) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(options.OperatorKey));

    public RequestDelegate Open(Func<ApiCall, Task> endpoint) => new OperatorRoute(this, endpoint).AnswerAsync;

    internal async Task AnswerAsync(HttpContext context, Func<ApiCall, Task> endpoint)
    {
        if (!IsOperator(context.Request.Headers.Authorization.ToString())) await Problem.OperatorNeeded.WriteAsync(context);
        else if (!OrganizationId.TryParse(context.Request.RouteValues["organization"] as string, out var organization) || !await ExistsAsync(organization, context.RequestAborted))
            await Problem.NotFound("There is no such organization.").WriteAsync(context);
        else if (!options.Enabled) await Problem.CreditsOff.WriteAsync(context);
        else await endpoint(new ApiCall(context, organization, new ApiCaller.Deployment()));
    }

    /// <summary>Hashes are compared, in constant time: neither content nor length of the key shows in how long it takes.</summary>
    private bool IsOperator(string header) => _key is not null && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[7..].Trim())), _key);

    private async Task<bool> ExistsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var (partition, row) = OrganizationRow.ProfileKey(organization);
        return await organizations.GetEntityIfExistsAsync(partition, row, cancellationToken) is not null;
    }
}

/// <summary>An endpoint of who runs the deployment.</summary>
public sealed class OperatorRoute(OperatorDoor door, Func<ApiCall, Task> endpoint)
{
    public Task AnswerAsync(HttpContext context) => door.AnswerAsync(context, endpoint);
}
