using Descent.Runs.Manifest;
using Descent.Runs.Storage;
using IOPath = System.IO.Path;

namespace Descent.Runs;

/// <summary>The folder that records one run: the contract between what trains and what looks.</summary>
public sealed class RunFolder
{
    private const string ManifestName = "run.json";
    private const string LogsName = "logs";

    private RunFolder(string path, RunManifest manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>What was asked of the run.</summary>
    public RunManifest Manifest { get; }

    /// <summary>metrics.jsonl: every logged value, the same bytes however often the run was resumed.</summary>
    public string MetricsPath => IOPath.Combine(Path, "metrics.jsonl");

    /// <summary>timings.jsonl: speeds and waits, which differ from one machine and one try to the next.</summary>
    public string TimingsPath => IOPath.Combine(Path, "timings.jsonl");

    /// <summary>probes.jsonl: what the doctor measured within steps, which differ from one try to the next as its time is bounded.</summary>
    public string ProbesPath => IOPath.Combine(Path, "probes.jsonl");

    /// <summary>doctor.json: what the doctor knew before the first step.</summary>
    public string FactsPath => IOPath.Combine(Path, "doctor.json");

    /// <summary>refused-step.json: the step that was not finite, there until the run goes on past it.</summary>
    public string RefusedStepPath => IOPath.Combine(Path, "refused-step.json");

    /// <summary>findings.jsonl: what the doctor said.</summary>
    public string FindingsPath => IOPath.Combine(Path, "findings.jsonl");

    /// <summary>The folder of the checkpoints.</summary>
    public string CheckpointsPath => IOPath.Combine(Path, "checkpoints");

    /// <summary>The folder of the artifact to ship.</summary>
    public string ModelPath => IOPath.Combine(Path, "model");

    /// <summary>The folder of what each rank said: rank-0.log, rank-1.log, ….</summary>
    public string LogsPath => LogsOf(Path);

    /// <summary>result.json: there once the run ended normally.</summary>
    public string ResultPath => IOPath.Combine(Path, "result.json");

    /// <summary>The folder of the ranks' logs of a run that may not be made yet; a folder with nothing else in it is empty.</summary>
    public static string LogsOf(string path) => IOPath.Combine(path, LogsName);

    /// <summary>What keeps a new run from being made at <paramref name="path"/>, as far as can be seen without writing.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(string path) =>
        File.Exists(path) || (Directory.Exists(path) && !IsEmpty(new DirectoryInfo(path))) ? [.. NotEmpty(path).Mistakes] : [];

    /// <summary>Whether a run has been made at <paramref name="path"/>.</summary>
    public static bool IsRun(string path) => File.Exists(IOPath.Combine(path, ManifestName));

    /// <summary>A new run's folder, its parents made where missing, run.json durably in it.</summary>
    /// <exception cref="RunConfigurationException">The folder is there and not empty, or cannot be made or written.</exception>
    public static RunFolder Create(string path, RunManifest manifest)
    {
        string full = IOPath.GetFullPath(path);
        try
        {
            DirectoryInfo folder = Directory.CreateDirectory(full);
            if (!IsEmpty(folder))
            {
                throw NotEmpty(path);
            }

            // Of two processes that chose the same folder, one finds run.json there.
            JsonFile.Write(IOPath.Combine(full, ManifestName), manifest, RunJson.Default.RunManifest, replace: false);
            FolderSync.Sync(IOPath.GetDirectoryName(full)!);
        }
        catch (IOException) when (File.Exists(IOPath.Combine(full, ManifestName)))
        {
            throw NotEmpty(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake(
                $"The run folder '{path}' cannot be written.", e.Message, "a folder that this user may write, on a disk with room",
                "Choose another folder with --output."));
        }

        return new RunFolder(full, manifest);
    }

    /// <summary>A run's folder that another process makes and writes; nothing is read or written here.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="manifest">What was asked of the run.</param>
    public static RunFolder Of(string path, RunManifest manifest) => new(path, manifest);

    /// <summary>The folder of a run that is there already.</summary>
    /// <exception cref="RunConfigurationException">It is missing, no run, damaged, or of a newer format.</exception>
    public static RunFolder Open(string path)
    {
        string full = IOPath.TrimEndingDirectorySeparator(IOPath.GetFullPath(path));
        string manifest = IOPath.Combine(full, ManifestName);
        if (!File.Exists(manifest))
        {
            string received = Directory.Exists(full) ? $"'{path}', a folder without {ManifestName}"
                : File.Exists(full) ? $"'{path}', a file" : $"'{path}', which does not exist";
            throw new RunConfigurationException(new Mistake(
                $"'{path}' is not a run.", received, $"a folder that holds {ManifestName}", Suggest(full)));
        }

        return new RunFolder(full, JsonFile.Read(manifest, RunJson.Default.RunManifest, RunManifest.NewestFormat));
    }

    /// <summary>The runs directly under <paramref name="parent"/> by name, oldest first where names begin with their time.</summary>
    /// <param name="parent">A folder; a missing one holds no runs.</param>
    /// <param name="unreadable">Why the runs that are left out cannot be read.</param>
    public static IReadOnlyList<RunFolder> List(string parent, out IReadOnlyList<Mistake> unreadable)
    {
        List<RunFolder> runs = [];
        List<Mistake> mistakes = [];
        foreach (string path in RunPaths(parent))
        {
            try
            {
                runs.Add(Open(path));
            }
            catch (RunConfigurationException e)
            {
                mistakes.AddRange(e.Mistakes);
            }
        }

        unreadable = mistakes;
        return runs;
    }

    /// <summary>Keeps every other process from training this run until the result is disposed or this process ends.</summary>
    /// <exception cref="RunConfigurationException">Another process trains it, or the folder cannot be written.</exception>
    public IDisposable Hold()
    {
        try
        {
            return new FileStream(IOPath.Combine(Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake(
                $"The run '{Path}' cannot be held for training.", e.Message, "a writable run that no other process trains",
                "Wait for the other process or stop it, and check that the folder is writable."));
        }
    }

    /// <summary>What came out of the run, or null if it did not end normally yet.</summary>
    /// <exception cref="RunConfigurationException">result.json is damaged or of a newer format.</exception>
    public RunResult? ReadResult() =>
        File.Exists(ResultPath) ? JsonFile.Read(ResultPath, RunJson.Default.RunResult, RunResult.NewestFormat) : null;

    /// <summary>Writes result.json durably.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void WriteResult(RunResult result) => JsonFile.Write(ResultPath, result, RunJson.Default.RunResult);

    // A launcher puts the logs of ranks there before the run is made.
    private static bool IsEmpty(DirectoryInfo folder) => folder.EnumerateFileSystemInfos().All(entry => entry.Name == LogsName);

    private static IEnumerable<string> RunPaths(string parent) => !Directory.Exists(parent) ? [] :
        Directory.EnumerateDirectories(parent).Where(path => File.Exists(IOPath.Combine(path, ManifestName))).Order(StringComparer.Ordinal);

    private static string Suggest(string full)
    {
        List<string> inside = [.. RunPaths(full)];
        if (inside.Count > 0)
        {
            return $"It holds {inside.Count} runs; name one of them, for example '{inside[^1]}'.";
        }

        string? parent = IOPath.GetDirectoryName(full);
        string[] siblings = parent is null ? [] : [.. RunPaths(parent).Select(path => IOPath.GetFileName(path))];
        return NearestName.Find(IOPath.GetFileName(full), siblings) is { } near
            ? $"Did you mean '{IOPath.Combine(parent!, near)}'?"
            : "List the runs with: descent runs list";
    }

    private static RunConfigurationException NotEmpty(string path) => new(new Mistake(
        $"The run folder '{path}' is not empty, and a run is never overwritten.", $"'{path}'", "a new or an empty folder",
        $"Choose another folder with --output, or go on with the run there: descent resume {path}"));
}
