namespace Descent.Lab.Reports;

/// <summary>A piece of HTML. Made from an interpolated string, in which everything but other pieces is escaped.</summary>
/// <param name="Markup">As a browser reads it.</param>
internal sealed record Html(string Markup)
{
    public static Html Empty { get; } = new("");

    /// <summary>Html.Of($"&lt;p&gt;{text}&lt;/p&gt;"): the text is escaped.</summary>
    public static Html Of(HtmlInterpolation interpolation) => new(interpolation.ToString());

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces, string between = "\n") => new(string.Join(between, pieces.Select(piece => piece.Markup)));

    public override string ToString() => Markup;
}
