using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>A part of this machine, besides the streaming services, that can be told to do wrong.</summary>
public interface IFaultSwitch
{
    /// <summary>Whether anything is switched on.</summary>
    bool IsOn { get; }

    /// <summary>All it has, on or off.</summary>
    JsonObject Describe();

    /// <summary>Takes the place of what was on; an empty object switches all off. Null when it is done, or why nothing was changed.</summary>
    Task<string?> SetAsync(JsonElement body, CancellationToken cancellationToken);
}
