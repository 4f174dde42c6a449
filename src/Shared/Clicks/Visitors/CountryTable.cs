using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Smartlinks.Clicks;

/// <summary>
/// Country of an address, from <c>countries.bin</c> (build/make-data.mjs; data by nro.net, CC BY 4.0). IPv6 by its upper half.
/// Without the file every country is unknown.
/// </summary>
public sealed class CountryTable
{
    public const string FileName = "countries.bin";

    private readonly uint[] _starts4;
    private readonly byte[] _countries4;
    private readonly ulong[] _starts6;
    private readonly byte[] _countries6;
    private readonly string?[] _codes;

    private CountryTable(uint[] starts4, byte[] countries4, ulong[] starts6, byte[] countries6, string?[] codes) =>
        (_starts4, _countries4, _starts6, _countries6, _codes) = (starts4, countries4, starts6, countries6, codes);

    /// <summary>Knows no country.</summary>
    public static CountryTable Empty { get; } = new([0], [0], [0], [0], [null]);

    /// <summary>The table in <paramref name="folder"/>; empty when there is none. Throws <see cref="InvalidDataException"/> when it is another format.</summary>
    public static CountryTable Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Parse(File.ReadAllBytes(path)) : Empty;
    }

    public static CountryTable Parse(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("SLC1"u8))
            throw new InvalidDataException("The country table does not start with SLC1.");
        try
        {
            var rest = file[4..];
            uint[] starts4 = Take<uint>(ref rest, CountOf(ref rest));
            byte[] countries4 = Take<byte>(ref rest, starts4.Length);
            ulong[] starts6 = Take<ulong>(ref rest, CountOf(ref rest));
            byte[] countries6 = Take<byte>(ref rest, starts6.Length);
            int count = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            rest = rest[2..];
            string?[] codes = new string?[256];
            for (int i = 1; i < count; i++)
                codes[i] = Encoding.ASCII.GetString(rest.Slice(i * 2, 2));
            if (starts4 is not [0, ..] || starts6 is not [0, ..])
                throw new InvalidDataException("The country table does not begin at address 0.");
            return new CountryTable(starts4, countries4, starts6, countries6, codes);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("The country table is cut off.");
        }
    }

    /// <summary>ISO 3166-1 alpha-2; null when the address belongs to no country.</summary>
    public string? Find(IPAddress? address)
    {
        if (address is null)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out _))
            return null;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return Find4(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        if (address.IsIPv4MappedToIPv6)
            return Find4(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
        return _codes[_countries6[LastNotAbove(_starts6, BinaryPrimitives.ReadUInt64BigEndian(bytes))]];
    }

    private string? Find4(uint address) => _codes[_countries4[LastNotAbove(_starts4, address)]];

    private static int LastNotAbove<T>(T[] starts, T value) where T : IComparable<T>
    {
        int index = starts.AsSpan().BinarySearch(value);
        return index >= 0 ? index : ~index - 1;
    }

    private static int CountOf(ref ReadOnlySpan<byte> rest)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[4..];
        return count;
    }

    private static T[] Take<T>(ref ReadOnlySpan<byte> rest, int count) where T : unmanaged
    {
        int bytes = checked(count * Marshal.SizeOf<T>());
        // Little endian as stored, as on every machine .NET runs on here.
        T[] values = MemoryMarshal.Cast<byte, T>(rest[..bytes]).ToArray();
        rest = rest[bytes..];
        return values;
    }
}
