using System.Globalization;
using Descent.Data;
using Descent.Data.Order;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Training.Loop;

/// <summary>A data set's training examples cut into those that are trained on and those held out for validation.</summary>
internal sealed record DataSplit(IExampleSource Train, IMapSource? Validation)
{
    // A permutation of its own: no epoch of training has this number.
    private const long SplitEpoch = -1;

    /// <exception cref="RunConfigurationException">The share cannot be cut off: a stream, or too few examples.</exception>
    public static DataSplit Make(Dataset data, double validation, ulong seed)
    {
        if (validation == 0)
        {
            return new DataSplit(data.Train, null);
        }

        string received = string.Create(CultureInfo.InvariantCulture, $"--validation {validation}");
        if (data.Train is not IMapSource source)
        {
            throw new RunConfigurationException(new Mistake(
                "A stream has no examples to hold out.", received, "--validation 0", "Give --validation 0; the test examples are evaluated at the end."));
        }

        long held = (long)Math.Round(source.Count * validation);
        if (held == 0 || held == source.Count)
        {
            throw new RunConfigurationException(new Mistake(
                $"{source.Count} training examples are too few to hold some out.", received, "a share that leaves examples on both sides", "Give --validation 0."));
        }

        var permutation = new Permutation(seed, SplitEpoch, source.Count);
        long[] order = new long[source.Count];
        permutation.Fill(0, order);
        // In index order each: reading stays local, and the order of an epoch is the loader's affair.
        Array.Sort(order, 0, (int)held);
        Array.Sort(order, (int)held, order.Length - (int)held);
        return new DataSplit(SubsetSource.Of(source, order.AsSpan((int)held)), SubsetSource.Of(source, order.AsSpan(0, (int)held)));
    }
}
