namespace Descent.Lab.Tests.Reports;

/// <summary>A piece of text on a page.</summary>
/// <param name="Words">What it says.</param>
/// <param name="Contrast">Of its colour against the one behind it, 1 to 21 (WCAG 2).</param>
internal sealed record ShownText(string Words, double Contrast);
