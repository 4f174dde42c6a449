using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>Which service a path of the sandbox belongs to: the first segment is the service's id.</summary>
public static class ServicePaths
{
    public static StreamingService? Find(PathString path)
    {
        var segment = (path.Value ?? "").TrimStart('/').Split('/', 2)[0];
        return StreamingService.TryParse(segment, out var service) ? service : null;
    }

    public static bool IsForToken(PathString path) => path.StartsWithSegments("/spotify/accounts", StringComparison.Ordinal)
        || path.StartsWithSegments("/soundcloud/secure", StringComparison.Ordinal)
        || path.StartsWithSegments("/tidal/auth", StringComparison.Ordinal);
}
