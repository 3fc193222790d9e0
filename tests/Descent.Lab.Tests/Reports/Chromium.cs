using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Descent.Lab.Tests.Reports;

/// <summary>Pages as the browser shows them, light or dark.</summary>
/// <param name="dark">Whether the reader asked for dark pages.</param>
internal sealed class Chromium(bool dark)
{
    private const int Height = 2400;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // What the browser made of the page, in its frame's place in a list that is the title of the window, as JSON.
    private const string Script = """
        <script>addEventListener('load', () => {
          const rgba = text => { const n = text.match(/[\d.]+/g).map(Number); return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
          const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const light = colour => { const [r, g, b] = colour.slice(0, 3).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const canvas = getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
          const behind = element => element ? over(rgba(getComputedStyle(element).backgroundColor), behind(element.parentElement)) : canvas;
          const texts = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement, words = walker.currentNode.data.trim();
            if (!words || element.closest('script, style, defs, title')) continue;
            const style = getComputedStyle(element), paper = behind(element);
            const ink = over(rgba(element.closest('svg') ? style.fill : style.color), paper), [a, b] = [light(ink), light(paper)];
            texts.push({ words, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
          }
          parent.shown[name] = {
            width: innerWidth, scrollWidth: document.documentElement.scrollWidth, dark: matchMedia('(prefers-color-scheme: dark)').matches,
            failed: [...document.images].filter(image => !image.complete || !image.naturalWidth).map(image => image.src.slice(0, 80))
              .concat(performance.getEntriesByType('resource').filter(entry => !entry.name.startsWith('data:')).map(entry => entry.name)),
            pictures: document.images.length + document.querySelectorAll('svg').length, texts };
          parent.document.title = JSON.stringify(parent.shown);
        });</script>
        """;

    /// <summary>What the browser made of pages, side by side in one window: a browser takes longer to start than to show them. Skips the test where there is none.</summary>
    /// <param name="pages">Their files and how many pixels wide each is shown.</param>
    /// <param name="picture">Where a picture of all is kept.</param>
    public IReadOnlyList<ShownPage> Show(IReadOnlyList<(string Path, int Width)> pages, string picture)
    {
        using TemporaryFolder folder = new();
        // A window of the browser is 500 pixels wide or more; a frame in it is as wide as it should be.
        File.WriteAllText(folder["frames.html"], $"""
            <!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title></title><script>shown = []</script>
            <body style="margin:0;display:flex">{string.Concat(pages.Select((page, i) => Frame(i, page.Path, page.Width)))}
            """);
        Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
        string document = Run(
            $"--window-size={pages.Sum(page => page.Width)},{Height}", $"--screenshot={picture}", "--dump-dom", "--virtual-time-budget=5000", new Uri(folder["frames.html"]).AbsoluteUri);
        string title = Regex.Match(document, "<title>(.*?)</title>", RegexOptions.Singleline).Groups[1].Value;
        return JsonSerializer.Deserialize<ShownPage[]>(WebUtility.HtmlDecode(title), JsonSerializerOptions.Web)!;
    }

    private static string Frame(int number, string page, int width)
    {
        string content = File.ReadAllText(page).Replace("</body>", $"{Script}</body>", StringComparison.Ordinal);
        return $"""<iframe name="{number}" style="border:0;flex:none;width:{width}px;height:{Height}px" srcdoc="{WebUtility.HtmlEncode(content)}"></iframe>""";
    }

    private string Run(params string[] what)
    {
        using TemporaryFolder profile = new();
        ProcessStartInfo start = new("chromium") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", $"--user-data-dir={profile.Path}",
            $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}", .. what,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process? browser = null;
        try
        {
            browser = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            const string Install = "chromium is not installed: apt install chromium";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("DESCENT_REQUIRE_CHROMIUM") is null, Install);
            Assert.Fail(Install);
        }

        using (browser)
        {
            using Timer limit = new(_ => browser.Kill(entireProcessTree: true), null, Limit, Timeout.InfiniteTimeSpan);
            Task<string> errors = browser.StandardError.ReadToEndAsync();
            string output = browser.StandardOutput.ReadToEnd();
            browser.WaitForExit();
            Assert.True(browser.ExitCode == 0, $"chromium ended with {browser.ExitCode}: {errors.Result}");
            return output;
        }
    }
}
