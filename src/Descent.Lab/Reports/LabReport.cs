using System.Globalization;
using System.Text;
using Descent.Lab.Answers;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Runs;
using Descent.Runs.Storage;

namespace Descent.Lab.Reports;

/// <summary>
/// A folder of answers and of the pages that show them, which any browser opens from the disk: index.html, en/07.html and zh/07.html, answers/07.json.
/// Nothing else in it is touched, and a folder that holds something else is refused.
/// </summary>
public sealed class LabReport
{
    private const string MarkName = "lab.json";
    private readonly string _path;

    /// <param name="path">The folder: new, empty, or a report.</param>
    /// <exception cref="RunConfigurationException">It holds something else, or cannot be written.</exception>
    public LabReport(string path)
    {
        _path = Path.GetFullPath(path);
        if (FindMistakes(path) is { Count: > 0 } mistakes)
        {
            throw new RunConfigurationException(mistakes);
        }

        try
        {
            Directory.CreateDirectory(Path.Combine(_path, "answers"));
            JsonFile.Write(Path.Combine(_path, MarkName), new ReportMark { Program = LabProgram.Version }, LabJson.Default.ReportMark);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake(
                $"The report folder '{path}' cannot be written.", e.Message, "a folder that this user may write, on a disk with room", "Choose another folder with --output."));
        }
    }

    /// <summary>The page with all questions, in the language that was written as the first.</summary>
    public string IndexPath => Path.Combine(_path, "index.html");

    /// <summary>What keeps a report from being written to a folder, as far as can be seen without writing.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(string path)
    {
        bool isOther = File.Exists(path)
            || (Directory.Exists(path) && !File.Exists(Path.Combine(path, MarkName)) && Directory.EnumerateFileSystemEntries(path).Any());
        return !isOther ? [] : [new Mistake(
            $"'{path}' holds something else than a report of the lab, which would be mixed with it.", $"'{path}'", "a new or an empty folder, or an earlier report",
            "Choose another folder with --output.")];
    }

    /// <summary>The page of a question.</summary>
    public string PagePath(Experiment experiment, Language language) => Path.Combine(_path, LanguageCode.Of(language), $"{FileName(experiment)}.html");

    /// <summary>The stored answer of a question; null where there is none that this version can read.</summary>
    public Answer? Read(Experiment experiment)
    {
        string path = AnswerPath(experiment);
        try
        {
            return File.Exists(path) ? JsonFile.Read(path, LabJson.Default.Answer, Answer.NewestFormat) : null;
        }
        catch (RunConfigurationException)
        {
            // Whatever it was, it is measured again.
            return null;
        }
    }

    /// <summary>Stores an answer, as a whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Store(Experiment experiment, Answer answer) => JsonFile.Write(AnswerPath(experiment), answer, LabJson.Default.Answer);

    /// <summary>Writes every page anew from the stored answers, in every language.</summary>
    /// <param name="first">The language of index.html.</param>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void WritePages(Language first)
    {
        IReadOnlyList<(Experiment Experiment, Answer? Answer)> all = [.. ExperimentCatalog.All.Select(experiment => (experiment, Read(experiment)))];
        foreach (Language language in LanguageCode.All)
        {
            Directory.CreateDirectory(Path.Combine(_path, LanguageCode.Of(language)));
            WritePage(Path.Combine(_path, LanguageCode.Of(language), "index.html"), IndexPage.Of(all, language, "", "../"));
            foreach ((Experiment experiment, Answer? answer) in all)
            {
                if (answer is not null)
                {
                    WritePage(PagePath(experiment, language), ExperimentPage.Of(experiment, answer, language));
                }
            }
        }

        WritePage(IndexPath, IndexPage.Of(all, first, $"{LanguageCode.Of(first)}/", ""));
    }

    /// <summary>"07": the name of a question's files.</summary>
    internal static string FileName(Experiment experiment) => experiment.Number.ToString("D2", CultureInfo.InvariantCulture);

    private string AnswerPath(Experiment experiment) => Path.Combine(_path, "answers", $"{FileName(experiment)}.json");

    private static void WritePage(string path, Html page) => DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page.Markup)));
}
