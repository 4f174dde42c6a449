using System.Security.Cryptography;

namespace Smartlinks.LocalHost.Host;

/// <summary>Makes ids in the form the real host uses for invocations and workers: a version 4 GUID with hyphens.</summary>
internal static class InvocationId
{
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString();
    }
}
