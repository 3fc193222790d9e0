using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Descent.Lab.Reports;

/// <summary>Puts HTML together: literals as they are, pieces of HTML as they are, and everything else escaped.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolation(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(Html piece) => _text.Append(piece.Markup);

    public void AppendFormatted<T>(T value) => _text.Append(WebUtility.HtmlEncode(Convert.ToString(value, CultureInfo.InvariantCulture)));

    public override string ToString() => _text.ToString();
}
