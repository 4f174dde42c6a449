using System.Net;
using System.Text;

namespace Smartlinks.Fans.Mails;

/// <summary>What one mail says: a line, paragraphs, one thing to do, and how to get no more of them. Plain words, encoded where they are put in.</summary>
/// <param name="Paragraphs">Above the action.</param>
/// <param name="Action">The action's label and address.</param>
/// <param name="After">Below the action.</param>
public sealed record MailWords(string Subject, IReadOnlyList<string> Paragraphs, (string Label, Uri Url) Action, IReadOnlyList<string> After);

/// <summary>The texts of all mails, and the one form they have.</summary>
public static class MailTexts
{
    private const int MostSubject = 150;
    private const string Style = "font:16px/1.5 system-ui,-apple-system,Segoe UI,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff";

    /// <param name="consent">What the fan was shown.</param>
    public static MailWords ConfirmAddress(string organization, string consent, Uri confirm) => new(
        $"Please confirm: mails from {organization}",
        [$"Somebody, we hope you, asked {organization} to write to this address and agreed to this:", $"“{consent}”"],
        ("Confirm", confirm),
        ["If it was not you, there is nothing to do: without your confirmation no other mail comes. The address above is good for seven days."]);

    public static MailWords Released(string organization, string release, Uri page) => new(
        $"Out now: {release}", [$"{release} is out. You asked {organization} to tell you."], ("Listen", page), []);

    /// <param name="service">The service's own spelling.</param>
    public static MailWords NotSaved(string release, string service, Uri page, Uri mine) => new(
        $"{release} could not be saved for you",
        [$"{release} is out, but it could not be added to your {service} library."], ("Save it yourself, with one tap", page), [$"Why, and what else you asked for: {mine.AbsoluteUri}"]);

    public static MailWords ConsentAnew(string release, string service, Uri mine) => new(
        $"{release}: {service} needs your permission once more",
        [$"You asked for {release} to be added to your {service} library when it comes out. Your permission for that ends before then, as {service} has it."],
        ("Give it again", mine), ["If you do nothing, it will not be added."]);

    public static string PlainText(MailWords words, Uri stop)
    {
        var text = new StringBuilder();
        foreach (var paragraph in words.Paragraphs) text.Append(OneLine(paragraph)).Append("\n\n");
        text.Append(words.Action.Label).Append(":\n").Append(words.Action.Url.AbsoluteUri).Append("\n\n");
        foreach (var paragraph in words.After) text.Append(OneLine(paragraph)).Append("\n\n");
        return text.Append("No more of these mails:\n").Append(stop.AbsoluteUri).Append('\n').ToString();
    }

    public static string Html(MailWords words, Uri stop)
    {
        var html = new StringBuilder($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Encode(words.Subject)}</title></head><body style=\"{Style}\">");
        foreach (var paragraph in words.Paragraphs) html.Append("<p>").Append(Encode(paragraph)).Append("</p>");
        html.Append("<p><a style=\"display:inline-block;padding:.7rem 1.4rem;background:#1a1a1a;color:#fff;border-radius:.5rem\" href=\"").Append(Encode(words.Action.Url.AbsoluteUri)).Append("\">").Append(Encode(words.Action.Label)).Append("</a></p>");
        foreach (var paragraph in words.After) html.Append("<p>").Append(Encode(paragraph)).Append("</p>");
        return html.Append("<p style=\"font-size:.85rem\"><a style=\"color:#555\" href=\"").Append(Encode(stop.AbsoluteUri)).Append("\">No more of these mails</a></p></body></html>").ToString();
    }

    /// <summary>One line without anything that ends a header, reorders what stands around it, or is half a character.</summary>
    public static string Subject(MailWords words)
    {
        var subject = OneLine(words.Subject);
        return subject.Length <= MostSubject ? subject : string.Concat(subject.AsSpan(0, char.IsHighSurrogate(subject[MostSubject - 2]) ? MostSubject - 2 : MostSubject - 1), "…");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(OneLine(text));

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFD or 0xFEFF) continue;
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune)) line.Append(rune);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }
}
