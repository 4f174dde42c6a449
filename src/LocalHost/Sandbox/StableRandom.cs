using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>
/// Numbers that look random and are the same on every start and machine: all of them follow from the seed text. Not for secrets.
/// </summary>
public struct StableRandom
{
    private const string Base62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private ulong _state;

    private StableRandom(ulong state) => _state = state;

    public static StableRandom From(string seed)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(seed), hash);
        return new StableRandom(BitConverter.ToUInt64(hash));
    }

    /// <summary>SplitMix64: short, and good enough for what only has to look unlike.</summary>
    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public long Next(long from, long below) => from + (long)(NextUInt64() % (ulong)(below - from));

    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public string NextText(int length, string alphabet = Base62)
    {
        var characters = new char[length];
        for (var i = 0; i < length; i++)
        {
            characters[i] = alphabet[(int)(NextUInt64() % (ulong)alphabet.Length)];
        }

        return new string(characters);
    }
}
