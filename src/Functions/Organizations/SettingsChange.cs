using System.Text.Json;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Organizations;

/// <summary>What a request wants of an organization's settings: a merge, field by field; what is left out stays.</summary>
internal sealed class SettingsChange
{
    private readonly bool? _showProbable;
    private readonly bool? _searchLinks;
    private readonly Func<ServiceRules, ServiceRules> _services = rules => rules;
    private readonly Func<AccessSettings, AccessSettings> _access = access => access;

    private SettingsChange(FieldReader fields)
    {
        (_showProbable, _searchLinks) = (fields.Flag("showProbable"), fields.Flag("searchLinks"));
        if (fields.IsNull("services")) fields.Refuse("services", "must be an object.");
        if (fields.IsNull("access")) fields.Refuse("access", "must be an object.");
        if (fields.Inner("services") is { } services)
        {
            _services = ReadServices(services);
            fields.Adopt("services", services);
        }

        if (fields.Inner("access") is { } access)
        {
            _access = AccessFields.Read(access);
            fields.Adopt("access", access);
        }

        fields.RefuseOthers();
    }

    public static bool TryRead(JsonElement root, out SettingsChange change, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        change = new SettingsChange(fields);
        errors = fields.Errors;
        return fields.IsValid;
    }

    public OrganizationSettings ApplyTo(OrganizationSettings now) => now with
    {
        ShowProbable = _showProbable ?? now.ShowProbable,
        SearchLinks = _searchLinks ?? now.SearchLinks,
        Services = _services(now.Services),
        Access = _access(now.Access),
    };

    private static Func<ServiceRules, ServiceRules> ReadServices(FieldReader fields)
    {
        foreach (var name in new[] { "blocked", "order", "fixedOrder" })
            if (fields.IsNull(name)) fields.Refuse(name, "cannot be null; leave the field out to keep it.");
        var (setsAllowed, allowed, blocked) = (fields.Has("allowed"), ServiceFields.Read(fields, "allowed"), ServiceFields.Read(fields, "blocked"));
        var (order, isFixed) = (ServiceFields.Read(fields, "order"), fields.Flag("fixedOrder"));
        var (setsDefault, preference) = (fields.Has("default"), ServiceFields.ReadPreference(fields, "default"));
        fields.RefuseOthers();
        return rules => rules with
        {
            Allowed = setsAllowed ? allowed?.Set : rules.Allowed,
            Blocked = blocked?.Set ?? rules.Blocked,
            Order = order ?? rules.Order,
            IsOrderFixed = isFixed ?? rules.IsOrderFixed,
            Default = setsDefault ? preference ?? ServicePreference.None : rules.Default,
        };
    }
}
