using System.Buffers;
using System.Globalization;
using System.Text;

namespace Smartlinks.Clicks;

/// <summary>
/// One click as text, in the journal and in a <see cref="ClickPack"/>: fields joined by commas, each encoded by
/// <see cref="FieldText"/>: Unix milliseconds, kind, link, service, referrer host, utm source, medium, campaign, device,
/// country. Empty means absent; empty fields at the end are left out.
/// </summary>
internal static class ClickRecord
{
    /// <summary>Longest record in bytes: seven texts of 100 characters at nine bytes each, and the rest.</summary>
    public const int MaxLength = 7 * ((Click.MaxTextLength * FieldText.MaxBytesPerChar) + 1) + 32;

    private const string KindLetters = "vcsb";
    private const string DeviceLetters = "-ptdvcs";
    private const long LastUnixMilliseconds = 253_402_300_799_999;

    private static readonly SearchValues<char> s_notInKeys = SearchValues.Create("/\\#?%");

    /// <summary>A link id that no table would refuse as a key: 1 to 100 printable ASCII characters without <c>/ \ # ? %</c>.</summary>
    public static bool IsLinkId(ReadOnlySpan<char> id) =>
        id.Length is > 0 and <= Click.MaxTextLength && !id.ContainsAny(s_notInKeys) && !id.ContainsAnyExceptInRange(' ', '~');

    /// <summary>Writes the record without allocating and returns its length; at least <see cref="MaxLength"/> bytes are needed.</summary>
    public static int Encode(in Click click, Span<byte> to)
    {
        click.At.ToUnixTimeMilliseconds().TryFormat(to, out int at, default, CultureInfo.InvariantCulture);
        to[at++] = (byte)',';
        to[at++] = (byte)KindLetters[(int)click.Kind];
        to[at++] = (byte)',';
        at += FieldText.Encode(click.LinkId, to[at..]);
        int end = at;
        Append(to, click.Service, ref at, ref end);
        Append(to, click.ReferrerHost, ref at, ref end);
        Append(to, click.UtmSource, ref at, ref end);
        Append(to, click.UtmMedium, ref at, ref end);
        Append(to, click.UtmCampaign, ref at, ref end);
        Append(to, click.Device == DeviceClass.Unknown ? null : DeviceLetters.AsSpan((int)click.Device, 1), ref at, ref end);
        Append(to, click.Country, ref at, ref end);
        return end;
    }

    public static bool TryParse(ReadOnlySpan<char> record, TextPool texts, out Click click)
    {
        click = default;
        Span<Range> parts = stackalloc Range[11];
        int count = record.Split(parts, ',');
        if (count is < 3 or > 10
            || !long.TryParse(record[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out long at) || at > LastUnixMilliseconds
            || record[parts[1]].Length != 1 || KindLetters.IndexOf(record[parts[1]][0], StringComparison.Ordinal) is var kind && kind < 0
            || !TryText(record[parts[2]], texts, out string? link) || !IsLinkId(link))
        {
            return false;
        }
        var device = DeviceClass.Unknown;
        if (count > 8 && record[parts[8]] is { Length: > 0 } letter)
        {
            int index = DeviceLetters.IndexOf(letter[0], StringComparison.Ordinal);
            if (letter.Length != 1 || index < 1)
                return false;
            device = (DeviceClass)index;
        }
        string? service = null, referrer = null, source = null, medium = null, campaign = null, country = null;
        if ((count > 3 && !TryText(record[parts[3]], texts, out service))
            || (count > 4 && !TryText(record[parts[4]], texts, out referrer))
            || (count > 5 && !TryText(record[parts[5]], texts, out source))
            || (count > 6 && !TryText(record[parts[6]], texts, out medium))
            || (count > 7 && !TryText(record[parts[7]], texts, out campaign))
            || (count > 9 && !TryText(record[parts[9]], texts, out country)))
        {
            return false;
        }
        click = new Click(link!, DateTimeOffset.FromUnixTimeMilliseconds(at), (ClickKind)kind, service, referrer, source, medium, campaign, device, country);
        return true;
    }

    private static void Append(Span<byte> to, ReadOnlySpan<char> text, ref int at, ref int end)
    {
        to[at++] = (byte)',';
        if (text.IsEmpty)
            return;
        if (text.Length > Click.MaxTextLength)
            text = text[..(char.IsHighSurrogate(text[Click.MaxTextLength - 1]) ? Click.MaxTextLength - 1 : Click.MaxTextLength)];
        at += FieldText.Encode(text, to[at..]);
        end = at;
    }

    private static bool TryText(ReadOnlySpan<char> field, TextPool texts, out string? text)
    {
        text = null;
        if (field.IsEmpty)
            return true;
        if (!field.Contains('%'))
        {
            // Nothing longer than what a recorder writes: the bound of a rollup row rests on it.
            if (field.Length > Click.MaxTextLength || !Ascii.IsValid(field))
                return false;
            text = texts.Get(field);
            return true;
        }
        Span<char> decoded = stackalloc char[Click.MaxTextLength];
        if (field.Length > Click.MaxTextLength * FieldText.MaxBytesPerChar || !FieldText.TryDecode(field, decoded, out int length))
            return false;
        text = texts.Get(decoded[..length]);
        return true;
    }
}
