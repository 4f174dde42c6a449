using System.Globalization;
using System.Text;
using Smartlinks.Links;

namespace Smartlinks.Functions.PreSaves;

/// <summary>A release as an iCalendar file (RFC 5545), for fans whose service cannot save for them: nobody has to be told an address for it.</summary>
public static class CalendarFile
{
    public const string ContentType = "text/calendar; charset=utf-8";

    private const int MostOctets = 75;

    /// <param name="title">What comes out, as the entry's title.</param>
    /// <param name="address">The link's public address.</param>
    public static byte[] Write(Link link, ReleaseMoment moment, string title, Uri address, DateTimeOffset now)
    {
        var text = new StringBuilder();
        string[] lines =
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Smartlinks//Release//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            "BEGIN:VEVENT", $"UID:{link.Id}@smartlinks", $"DTSTAMP:{Instant(now)}", Start(moment), "DURATION:PT15M",
            $"SUMMARY:{Escape(title)}", $"DESCRIPTION:{Escape(address.AbsoluteUri)}", $"URL:{address.AbsoluteUri}", "TRANSP:TRANSPARENT",
            "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0M", $"DESCRIPTION:{Escape(title)}", "END:VALARM",
            "END:VEVENT", "END:VCALENDAR",
        ];
        foreach (var line in lines) Fold(text, line);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Local midnight is a time without a zone (RFC 5545 §3.3.5, form 1): the calendar's owner's own.</summary>
    private static string Start(ReleaseMoment moment) => moment switch
    {
        { At: { } at } => $"DTSTART:{Instant(at)}",
        { Zone: { } zone } => $"DTSTART:{Instant(moment.InstantIn(zone))}",
        _ => $"DTSTART:{moment.On!.Value.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}T000000",
    };

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (character is '\\' or ';' or ',') escaped.Append('\\').Append(character);
            else escaped.Append(char.IsControl(character) ? ' ' : character);
        }

        return escaped.ToString();
    }

    /// <summary>Lines of at most 75 octets; no character is cut in two.</summary>
    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
