using System.Globalization;
using Descent.Distributed;

namespace Descent.Bench.Measuring;

/// <summary>What ranks measure together is said by the first of them.</summary>
internal sealed class RankOutput(Rank rank)
{
    private readonly TextWriter _output = rank.Number == 0 ? Console.Out : TextWriter.Null;

    public void Write(FormattableString line) => _output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
