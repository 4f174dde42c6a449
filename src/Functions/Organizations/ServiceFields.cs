using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Organizations;

/// <summary>Reads lists of services and choices among them, wherever a request has them.</summary>
internal static class ServiceFields
{
    private const int MostEntries = 20;
    private const int MostId = 60;

    /// <summary>Null when it is absent, null, or no list of services, each named once.</summary>
    public static ServiceOrder? Read(FieldReader fields, string name)
    {
        if (fields.Texts(name, MostEntries, MostId) is not { } ids) return null;
        var list = new List<StreamingService>();
        for (var index = 0; index < ids.Count; index++)
        {
            if (!StreamingService.TryParse(ids[index], out var service)) fields.Refuse($"{name}[{index}]", $"is not a streaming service; known are {string.Join(", ", StreamingService.All.Select(each => each.Id))}.");
            else if (list.Contains(service)) fields.Refuse($"{name}[{index}]", $"names {service} twice.");
            else list.Add(service);
        }

        return ServiceOrder.Of(list);
    }

    /// <summary><c>{ "hidden": […], "order": […] }</c>, what is left out being none; null when it is absent, null or not that.</summary>
    public static ServicePreference? ReadPreference(FieldReader fields, string name)
    {
        if (fields.Inner(name) is not { } inner) return null;
        var (hidden, order) = (Read(inner, "hidden"), Read(inner, "order"));
        inner.RefuseOthers();
        fields.Adopt(name, inner);
        return new ServicePreference(hidden?.Set ?? default, order ?? default);
    }
}
