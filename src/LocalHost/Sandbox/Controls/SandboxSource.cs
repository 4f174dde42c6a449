using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>
/// Who answers in the sandbox: one of the nine services, or a catalogue beyond them that matches are checked against. A service stands for its
/// own source wherever one is asked for. The known ones are in <see cref="ServicePaths.All"/>.
/// </summary>
/// <param name="Id">Its name in the sandbox's paths and controls.</param>
public sealed record SandboxSource(string Id, string Name)
{
    public static implicit operator SandboxSource(StreamingService service) => new(service.Id, service.Name);

    public bool Equals(SandboxSource? other) => other is not null && Id == other.Id;

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Id;
}
