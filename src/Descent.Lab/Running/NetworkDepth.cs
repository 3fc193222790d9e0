using System.Text.RegularExpressions;
using Descent.Models;

namespace Descent.Lab.Running;

/// <summary>A network's depth as papers count it: layers with weights on the longest way from input to output, without norms and shortcuts.</summary>
internal static partial class NetworkDepth
{
    private static readonly string[] Counted = ["Conv2d", "ConvReluPool2d", "Linear", "PatchEmbedding"];

    /// <param name="layers">As <see cref="NetworkSummary"/> gives them.</param>
    public static int Of(IReadOnlyList<LayerSummary> layers)
    {
        LayerSummary[] counted = [.. layers.Where(layer =>
            layer.IsInUse && layer.Parameters > 0 && Counted.Contains(layer.Kind) && !layer.Name.Contains("downsample", StringComparison.Ordinal))];
        // Of branches side by side the longest counts.
        return counted.GroupBy(layer => Branch().Match(layer.Name).Groups["block"].Value)
            .Sum(block => block.Key.Length == 0 ? block.Count() : block.GroupBy(layer => Branch().Match(layer.Name).Value).Max(branch => branch.Count()));
    }

    [GeneratedRegex(@"^(?<block>.+)\.branch\d+")]
    private static partial Regex Branch();
}
