using System.Net;
using System.Net.Sockets;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Picks a free loopback port for a process yet to be started. The real host binds to 0, reads and releases; what is released so can be
/// had by any socket of the machine before the process binds it, and a handler keeps its port over restarts. So ports are taken
/// from below those that Linux (32768), Windows and macOS (49152) give out themselves; only who asks for that very number gets it.
/// </summary>
public static class LoopbackPort
{
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly Lock Gate = new();
    private static int next = Random.Shared.Next(First, End);

    /// <summary>Another one at each call, until all were given; processes begin at random places.</summary>
    /// <exception cref="InvalidOperationException">All of them are taken.</exception>
    public static int PickFree()
    {
        lock (Gate)
        {
            for (var tries = First; tries < End; tries++)
            {
                next = next + 1 < End ? next + 1 : First;
                if (IsFree(next))
                    return next;
            }
        }
        throw new InvalidOperationException($"No loopback port from {First} to {End - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
