using System.Globalization;
using System.Text;
using CsvHelper;
using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>The content of one CSV file: a header row, then one example a row.</summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Columns">The names of the feature columns, in order.</param>
/// <param name="Features">Rows × columns numbers, row by row.</param>
/// <param name="Labels">The label of each row, as text.</param>
/// <param name="Lines">The line on which each row begins, from 1.</param>
internal sealed record CsvFile(string Path, IReadOnlyList<string> Columns, float[] Features, IReadOnlyList<string> Labels, IReadOnlyList<long> Lines)
{
    private const int MaxColumns = 65_536;
    private const int MaxRowBytes = 4 * 1024 * 1024;
    private static readonly string[] LabelNames = ["label", "class"];

    /// <summary>Reads a file. The column named "label" or "class" holds the labels, or else the last one.</summary>
    /// <exception cref="RunConfigurationException">The file cannot be read or a row is wrong; the message has its line.</exception>
    public static CsvFile Read(string path)
    {
        try
        {
            using CsvReader reader = CsvReader.FromFile(path, new CsvReaderOptions
            {
                Separator = ',',
                MalformedData = CsvMalformedDataHandling.Throw,
                MaxRecordSize = MaxRowBytes,
                TrackLineNumbers = true,
                TrimWhitespace = true,
            });
            reader.ReadHeader();
            string[] header = [.. reader.Headers];
            RequireHeader(path, header);
            return ReadRows(path, reader, header, LabelColumn(header));
        }
        catch (CsvFormatException e)
        {
            throw Wrong(path, e.LineNumber, "is not valid CSV", e.Message, "cells separated by commas, quotes around whole cells only", "Correct the line.");
        }
        catch (Exception e) when (FileMistake.IsFileSystem(e))
        {
            throw FileMistake.Unreadable(path, e);
        }
    }

    /// <summary>A mistake on one line.</summary>
    public static RunConfigurationException Wrong(string path, long line, string what, string received, string allowed, string fix) =>
        FileMistake.Of(string.Create(CultureInfo.InvariantCulture, $"Line {line} of '{path}' {what}."), received, allowed, fix);

    private static void RequireHeader(string path, string[] header)
    {
        if (header.Length is < 2 or > MaxColumns)
        {
            throw Wrong(path, 1, "is not a header", $"{header.Length} columns", $"2 to {MaxColumns} columns: features and a label", "Put the names of the columns on the first line, separated by commas.");
        }

        string? twice = header.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw Wrong(path, 1, "names a column twice", $"'{twice}'", "a different name for each column", "Rename one of them.");
        }

        if (Array.TrueForAll(header, name => double.TryParse(name, CultureInfo.InvariantCulture, out _)))
        {
            throw Wrong(path, 1, "is not a header", Shorten(string.Join(",", header)), "the names of the columns", "Put a line with their names first.");
        }
    }

    private static int LabelColumn(string[] header)
    {
        int named = Array.FindIndex(header, name => LabelNames.Contains(name, StringComparer.OrdinalIgnoreCase));
        return named >= 0 ? named : header.Length - 1;
    }

    private static CsvFile ReadRows(string path, CsvReader reader, string[] header, int label)
    {
        List<float> features = [];
        List<string> labels = [];
        List<long> lines = [];
        while (reader.Read())
        {
            long line = reader.LineNumber;
            CsvRow row = reader.Current;
            if (row.FieldCount != header.Length)
            {
                throw Wrong(path, line, "has the wrong number of cells", $"{row.FieldCount}", $"{header.Length}, as the header has", "Add or remove cells.");
            }

            if ((long)features.Count + header.Length > Array.MaxLength / sizeof(float))
            {
                throw Wrong(path, line, "is one too many", $"more than {features.Count} numbers", $"{Array.MaxLength / sizeof(float)} numbers in one file", "Use fewer rows or columns.");
            }

            for (int column = 0; column < header.Length; column++)
            {
                ReadOnlySpan<byte> cell = row.GetSpan(column);
                if (cell.IsEmpty)
                {
                    throw Wrong(path, line, $"has an empty cell in column '{header[column]}'", "nothing", "a value in each cell", "Fill the cell or remove the row.");
                }

                if (column == label)
                {
                    labels.Add(row.GetString(column));
                }
                else
                {
                    features.Add(Number(path, line, header[column], cell));
                }
            }

            lines.Add(line);
        }

        return lines.Count > 0
            ? new CsvFile(path, [.. header.Where((_, column) => column != label)], [.. features], labels, lines)
            : throw FileMistake.Of($"'{path}' has no examples.", "a header only", "at least one row below the header", "Check that this is the file you meant.");
    }

    private static float Number(string path, long line, string column, ReadOnlySpan<byte> cell) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw Wrong(
                path, line, $"has no number in column '{column}'", $"'{Shorten(Encoding.UTF8.GetString(cell))}'",
                "a finite number such as -1.5 or 2e3", "Correct the cell, or turn words into numbers first.");

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
