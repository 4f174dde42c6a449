using Smartlinks.Organizations;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Fans.Addresses;

/// <summary>What the addresses in mails carry: <c>{organization}.{fan}.{code}.{signature}</c> to confirm, <c>{organization}.{fan}.{signature}</c> to stop. Each is good for its own purpose only. They are in the query, which telemetry of platforms leaves out; it keeps paths.</summary>
public sealed class MailPasses(SealingKeys keys)
{
    private const string ConfirmPrefix = "/presave/mail/confirm?pass=";
    private const string StopPrefix = "/presave/mail/stop?pass=";

    private readonly Signer _confirming = new(keys, "confirm a mail address");
    private readonly Signer _stopping = new(keys, "stop mails");

    public string ConfirmPath(FanAddress address)
    {
        var text = $"{address.Organization}.{address.Fan}.{address.Code}";
        return $"{ConfirmPrefix}{text}.{_confirming.Sign(text)}";
    }

    /// <summary>One click (RFC 8058): it is good as long as the address is there.</summary>
    public string StopPath(OrganizationId organization, FanId fan)
    {
        var text = $"{organization}.{fan}";
        return $"{StopPrefix}{text}.{_stopping.Sign(text)}";
    }

    internal bool TryReadConfirm(string? pass, out OrganizationId organization, out FanId fan, out string code)
    {
        (organization, fan, code) = (default, default, "");
        if (pass?.Split('.') is not [var first, var second, var third, var signature] || !_confirming.IsSigned($"{first}.{second}.{third}", signature)) return false;
        code = third;
        return OrganizationId.TryParse(first, out organization) && FanId.TryParse(second, out fan);
    }

    internal bool TryReadStop(string? pass, out OrganizationId organization, out FanId fan)
    {
        (organization, fan) = (default, default);
        return pass?.Split('.') is [var first, var second, var signature] && _stopping.IsSigned($"{first}.{second}", signature)
            && OrganizationId.TryParse(first, out organization) && FanId.TryParse(second, out fan);
    }
}
