using System.Globalization;
using System.Runtime.InteropServices;
using Descent.Cli.Progress;
using Descent.Data;
using Descent.Data.Datasets;
using Descent.Data.Sources;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>Data sets for people to read.</summary>
internal static class DataView
{
    // Light to dark, for the picture of one example.
    private const string Shades = " .:-=+*#%@";
    private const int WidestPicture = 64;

    public static void WriteList(Terminal terminal, IReadOnlyList<DatasetDescription> sets)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["name", "what", "training", "test", "shape", "download", "here"])
        {
            TableColumn made = new(column);
            table.AddColumn(column is "training" or "test" or "download" ? made.RightAligned().NoWrap() : column is "what" or "here" ? made : made.NoWrap());
        }

        foreach (DatasetDescription set in sets)
        {
            table.AddRow(
                Markup.Escape(set.Name), Markup.Escape(set.Summary), ProgressText.Count(set.TrainExamples), ProgressText.Count(set.TestExamples),
                string.Join('×', set.Shape), set.DownloadBytes == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{set.DownloadBytes / 1e6:F0} MB"),
                Markup.Escape(set.Location ?? "no"));
        }

        terminal.Tables.Write(table);
        terminal.Output.WriteLine($"Your own files: {string.Join(", ", DatasetCatalog.Kinds.Select(kind => $"--data {kind}:PATH"))}");
    }

    public static void Write(Terminal terminal, Dataset data)
    {
        FactList facts = new();
        facts.Add("data set", data.Name);
        facts.Add("training examples", data.Train is IMapSource train ? ProgressText.Count(train.Count) : "a stream");
        facts.Add("test examples", data.Test is { } test ? ProgressText.Count(test.Count) : "none");
        facts.Add("input", data.Train.Format.Input.ToString());
        facts.Add(data.Train.Format.Input.IsTokens ? "vocabulary" : "classes", data.ClassNames.Count == 0 ? "none"
            : $"{data.ClassNames.Count}: {string.Join(data.Train.Format.Input.IsTokens ? " " : ", ", data.ClassNames.Select(TokenText.Of))}");
        facts.Add("fingerprint", data.Train.Fingerprint);
        facts.Write(terminal);
        if (data.Train is IMapSource { Format.Input: { Type: ElementType.UInt8, Shape: [_, _, <= WidestPicture] } } images)
        {
            WritePicture(terminal, images);
        }

        if (data.Train is IMapSource { Format: { Input: { IsTokens: true, Shape.Length: 1 }, Label.IsTokens: true } } sequences)
        {
            WriteTokens(terminal, sequences);
        }
    }

    private static void WriteTokens(Terminal terminal, IMapSource sequences)
    {
        long[] tokens = new long[sequences.Format.Input.Elements];
        long[] label = new long[sequences.Format.Label.Elements];
        sequences.Read([0], MemoryMarshal.AsBytes(tokens.AsSpan()), MemoryMarshal.AsBytes(label.AsSpan()));
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"Example 0: {TokenText.Of(tokens, sequences.ClassNames)}");
        terminal.Output.WriteLine($"Its label: {TokenText.Of(label, sequences.ClassNames)}");
    }

    private static void WritePicture(Terminal terminal, IMapSource images)
    {
        ArrayFormat input = images.Format.Input;
        byte[] pixels = new byte[input.Bytes];
        byte[] label = new byte[images.Format.Label.Bytes];
        images.Read([0], pixels, label);
        long number = MemoryMarshal.Read<long>(label);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"Example 0: {(number < images.ClassNames.Count ? images.ClassNames[(int)number] : number)}");
        (int channels, int height, int width) = ((int)input.Shape[0], (int)input.Shape[1], (int)input.Shape[2]);
        for (int y = 0; y < height; y++)
        {
            // Two characters a pixel: a character is twice as high as it is wide.
            terminal.Output.WriteLine(string.Concat(Enumerable.Range(0, width).Select(x =>
            {
                int sum = Enumerable.Range(0, channels).Sum(c => pixels[(((c * height) + y) * width) + x]);
                return new string(Shades[sum * (Shades.Length - 1) / (channels * byte.MaxValue)], 2);
            })).TrimEnd());
        }
    }
}
