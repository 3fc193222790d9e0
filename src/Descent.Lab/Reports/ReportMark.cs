namespace Descent.Lab.Reports;

/// <summary>lab.json: says that a folder is a report of the lab, whose pages may be written anew.</summary>
internal sealed record ReportMark
{
    public const int NewestFormat = 1;

    public int Format { get; init; } = NewestFormat;

    /// <summary>The program that wrote it last.</summary>
    public required string Program { get; init; }
}
