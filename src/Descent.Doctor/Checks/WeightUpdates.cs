using Descent.Doctor.History;

namespace Descent.Doctor.Checks;

/// <summary>How far steps move the weights, as shares of the weights.</summary>
internal static class WeightUpdates
{
    // A weight that begins at 0 moves by infinitely many times itself.
    private const double FromNothing = 1e3;

    /// <summary>The weights' updates; of matrices and kernels, which are never 0 by design for long.</summary>
    public static IEnumerable<(string Name, Series Updates)> Of(RunHistory run) =>
        run.Facts.Parameters.Where(parameter => parameter.IsWeight)
            .Select(parameter => (parameter.Name, new Series(run[Quantity.Update(parameter.Name)].Points.Where(point => point.Value < FromNothing))));

    /// <summary>The greatest update of any weight in any probe; NaN when there was none.</summary>
    public static double Greatest(RunHistory run) => Of(run).Where(weight => weight.Updates.Count > 0).Select(weight => weight.Updates.Greatest).DefaultIfEmpty(double.NaN).Max();

    /// <summary>The greatest over the weights of the third-largest update: three probes saw it or a larger one. NaN for fewer than three probes.</summary>
    public static double Largest(RunHistory run) =>
        Of(run).Where(weight => weight.Updates.Count >= 3).Select(weight => weight.Updates.Points.Select(point => point.Value).OrderDescending().ElementAt(2)).DefaultIfEmpty(double.NaN).Max();

    /// <summary>The greatest over the weights of the median update; NaN for fewer than three probes.</summary>
    public static double Median(RunHistory run, int newest = int.MaxValue) =>
        Of(run).Where(weight => weight.Updates.Count >= 3).Select(weight => weight.Updates.Median(newest)).DefaultIfEmpty(double.NaN).Max();
}
