namespace Descent.Lab.Reports;

/// <summary>Colours that can be told apart, on white as on black, also by most who see colours differently (after Okabe and Ito 2008).</summary>
internal static class PlotColors
{
    private static readonly string[] All = ["#2f7fd6", "#e8842a", "#18a07a", "#d0489a", "#8f63d9", "#a88d1e", "#5fb4e5", "#8a8f98"];

    public static string Of(int index) => All[index % All.Length];
}
