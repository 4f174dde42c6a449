using System.Text;

namespace Smartlinks.Releases.Matching;

/// <summary>A part of a title: the text before, between, in brackets or behind a dash.</summary>
internal readonly record struct TitlePiece(string Text, bool IsBracket, bool IsBehindDash);

/// <summary>Cuts a folded title into its pieces, in order. One pass; brackets inside brackets stay with the outer one.</summary>
internal static class TitlePieces
{
    private const string Open = "([{<【『〈《「", Close = ")]}>】』〉》」";

    public static List<TitlePiece> Of(string folded)
    {
        var pieces = new List<TitlePiece>();
        var (text, depth, behindDash) = (new StringBuilder(), 0, false);
        for (var at = 0; at < folded.Length; at++)
        {
            var letter = folded[at];
            if (Open.Contains(letter, StringComparison.Ordinal))
            {
                if (depth++ > 0) text.Append(' ');
                else Cut(isBracket: false);
            }
            else if (Close.Contains(letter, StringComparison.Ordinal) && depth > 0)
            {
                if (--depth > 0) text.Append(' ');
                else Cut(isBracket: true);
            }
            else if (depth == 0 && IsDash(folded, at))
            {
                Cut(isBracket: false);
                behindDash = true;
            }
            else
            {
                text.Append(letter);
            }
        }

        Cut(isBracket: depth > 0);
        return pieces;

        void Cut(bool isBracket)
        {
            var piece = text.ToString().Trim(' ', '-', '~');
            text.Clear();
            if (piece.Length > 0) pieces.Add(new TitlePiece(piece, isBracket, behindDash && !isBracket));
        }
    }

    /// <summary>A dash with a blank on its left side, or a tilde: what follows is told apart (<c>Story -Extended mix-</c>).</summary>
    private static bool IsDash(string folded, int at) => at > 0 && folded[at - 1] == ' ' && (folded[at] == '-' ? at + 1 < folded.Length && !char.IsAsciiDigit(folded[at + 1]) : folded[at] == '~');
}
