using System.Text.RegularExpressions;

namespace Descent.Lab.Reports;

/// <summary>The prose of an experiment as HTML: paragraphs, lists of "- ", **strong**, *emphasis* and `code`; nothing else is markup.</summary>
internal static partial class ProseHtml
{
    public static Html Of(string prose) => Html.Join(prose.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Block));

    /// <summary>One line without paragraphs.</summary>
    public static Html Inline(string line) => Html.Join(Mark().Split(line).Select(Piece), "");

    private static Html Block(string block)
    {
        string[] lines = block.Trim().Split('\n');
        if (!lines.All(line => line.StartsWith("- ", StringComparison.Ordinal)))
        {
            return Html.Of($"<p>{Inline(string.Join('\n', lines))}</p>");
        }

        Html items = Html.Join(lines.Select(line => Html.Of($"<li>{Inline(line[2..])}</li>")));
        return Html.Of($"<ul>{items}</ul>");
    }

    private static Html Piece(string piece) => piece switch
    {
        ['`', .. var code, '`'] => Html.Of($"<code>{code}</code>"),
        ['*', '*', .. var strong, '*', '*'] => Html.Of($"<strong>{strong}</strong>"),
        ['*', .. var emphasis, '*'] => Html.Of($"<em>{emphasis}</em>"),
        _ => Html.Of($"{piece}"),
    };

    [GeneratedRegex(@"(`[^`\n]+`|\*\*[^*\n]+\*\*|\*[^*\s][^*\n]*\*)")]
    private static partial Regex Mark();
}
