namespace Descent.Bench.Measuring;

/// <summary>A number that was promised, beside the one measured.</summary>
internal static class Claim
{
    /// <summary>Prints whether a number is as large as promised.</summary>
    public static void AtLeast(string what, double promised, double measured) => Print(what, "≥", promised, measured, measured >= promised);

    /// <summary>Prints whether a number is as small as promised.</summary>
    public static void AtMost(string what, double promised, double measured) => Print(what, "≤", promised, measured, measured <= promised);

    private static void Print(string what, string sign, double promised, double measured, bool met) =>
        Console.WriteLine($"{(met ? "met    " : "NOT MET")}  {what}: {measured:G4}, promised {sign} {promised:G4}");
}
