using System.Text.RegularExpressions;
using Descent.Lab.Reports;
using Descent.Lab.Texts;

namespace Descent.Lab.Tests.Reports;

public sealed class ReportPageTests
{
    private static readonly string Page = ExperimentPage.Of(Sample.Experiment, Sample.Answer, Language.English).Markup;

    [Fact]
    public void Whatever_was_measured_or_named_is_escaped()
    {
        Assert.DoesNotContain("<script", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<u>", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", Page, StringComparison.Ordinal);
        Assert.Contains("a &lt; b &amp; &quot;c&quot;", Page, StringComparison.Ordinal);
        Assert.Contains("&lt;u&gt;lines&lt;/u&gt;", Page, StringComparison.Ordinal);
        Assert.Contains("one &amp; two", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_comes_from_outside_and_nothing_runs()
    {
        string[] addresses = [.. Regex.Matches(Page, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.Matches("^(index\\.html|\\.\\./zh/15\\.html|data:image/png;base64,.+)$", address));
        Assert.Empty(Regex.Matches(Page, "https?://(?!www\\.w3\\.org/)|url\\((?!#)|@import|<link|\\son[a-z]+="));
    }

    [Fact]
    public void Pictures_take_the_colours_of_the_page_and_share_no_names()
    {
        string[] ids = [.. Regex.Matches(Page, " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];

        Assert.Equal(3, Regex.Count(Page, "<svg "));
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
        Assert.Contains("currentColor", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("#010203", Page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", Page, StringComparison.Ordinal);
        // The ticks of the second picture's axis, which goes from 1000 to 2000.
        Assert.Matches("<text[^>]*>\\s*(1200|1500)\\s*</text>", Page);
    }

    [Fact]
    public void Each_claim_is_shown_with_what_became_of_it()
    {
        Assert.Equal(3, Regex.Count(Page, "<li class=\"held\">"));
        Assert.Equal(1, Regex.Count(Page, "<li class=\"failed\">"));
        Assert.Contains("not as expected", Page, StringComparison.Ordinal);
        Assert.Contains("<code>descent lab run 15</code>", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Prose_has_paragraphs_lists_emphasis_and_code_and_everything_else_is_text() => Assert.Equal(
        "<p>One <strong>two</strong> <em>three</em> <code>a &lt; b</code> 2 * 3 * 4</p>\n<ul><li>x</li>\n<li>&lt;b&gt;</li></ul>",
        ProseHtml.Of("One **two** *three* `a < b` 2 * 3 * 4\n\n- x\n- <b>").Markup);
}
