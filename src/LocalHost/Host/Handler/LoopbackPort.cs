using System.Net;
using System.Net.Sockets;

namespace Smartlinks.LocalHost.Host;

/// <summary>Picks a free loopback port the way the real host does: bind to 0, read, release. A small race remains.</summary>
public static class LoopbackPort
{
    public static int PickFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
