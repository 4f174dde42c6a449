using System.Net;
using System.Net.Sockets;

namespace Smartlinks.LocalHost.Machine;

/// <summary>Tells before anything is started whether a port can be had.</summary>
public static class Ports
{
    /// <exception cref="LocalHostException">The port is taken.</exception>
    public static void DemandFree(int port, string option, string whose)
    {
        if (port == 0) return;
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException)
        {
            throw new LocalHostException($"Port {port}, for {whose}, is taken by another program; choose another with {option} N (0: any free one).");
        }
    }
}
