using Descent.Data;
using Descent.Data.Datasets;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Torch.Randomness;

namespace Descent.Lab.Running;

/// <summary>Where an experiment writes down what it measures, and what it may use: seeds, sizes, data, training.</summary>
internal sealed class Notebook
{
    private readonly Dictionary<string, Measurement> _values = [];
    private readonly List<Claim> _claims = [];
    private readonly List<ResultTable> _tables = [];
    private readonly List<Plot> _plots = [];
    private readonly IProgress<string>? _progress;
    private string _data = "";

    /// <param name="options">How the question is asked.</param>
    /// <param name="scratch">A folder for the runs that are made on the way.</param>
    /// <param name="progress">Is told what is being measured.</param>
    /// <param name="clock">The clock of what takes time.</param>
    /// <param name="stop">Asks to stop between two measurements.</param>
    public Notebook(LabOptions options, string scratch, IProgress<string>? progress, TimeProvider clock, CancellationToken stop)
    {
        (IsQuick, Clock, _progress, Stop) = (options.Quick, clock, progress, stop);
        Seeds = [.. Enumerable.Range(options.FirstSeed, options.Seeds).Select(seed => (ulong)seed)];
        Training = new LabTraining(scratch, clock, stop);
    }

    public bool IsQuick { get; }

    public IReadOnlyList<ulong> Seeds { get; }

    public TimeProvider Clock { get; }

    public CancellationToken Stop { get; }

    public LabTraining Training { get; }

    /// <summary>The size for a quick answer or for a full one.</summary>
    public T Size<T>(T quick, T full) => IsQuick ? quick : full;

    /// <summary>Measures once for each seed, and says so.</summary>
    /// <param name="what">What is being measured.</param>
    /// <param name="measure">Measures under a seed, to which libtorch's random numbers are keyed.</param>
    /// <param name="seeds">Which seeds; all when null.</param>
    public IReadOnlyList<T> PerSeed<T>(string what, Func<ulong, T> measure, IEnumerable<ulong>? seeds = null)
    {
        List<T> results = [];
        _progress?.Report(what);
        foreach (ulong seed in seeds ?? Seeds)
        {
            Stop.ThrowIfCancellationRequested();
            TorchRandom.Key(seed);
            results.Add(measure(seed));
        }

        return results;
    }

    /// <summary>Where a seed's result lies among those of all.</summary>
    public int Index(ulong seed) => (int)(seed - Seeds[0]);

    /// <summary>Writes down a measured number, one sample a seed.</summary>
    public Measurement Record(string name, Unit unit, IEnumerable<double> samples)
    {
        var measurement = new Measurement(unit, [.. samples]);
        _values.Add(name, measurement);
        return measurement;
    }

    /// <summary>Writes down a number that no seed changes.</summary>
    public Measurement Record(string name, Unit unit, double value) => Record(name, unit, [value]);

    /// <summary>A number that was written down.</summary>
    public Measurement Value(string name) => _values[name];

    /// <summary>Writes down what became of a claim.</summary>
    public void Decide(string claim, bool holds) => _claims.Add(new Claim(claim, holds));

    public void Add(ResultTable table) => _tables.Add(table);

    public void Add(Plot plot) => _plots.Add(plot);

    /// <summary>Notes what the numbers are of.</summary>
    public void UseData(string data) => _data = data;

    /// <summary>
    /// Digits to learn from, as many as for a quick answer; for a full one the same number of images of Fashion-MNIST where it is on this machine, which are harder.
    /// </summary>
    /// <param name="seed">Which digits, or which of the images.</param>
    /// <param name="train">Training examples.</param>
    /// <param name="test">Test examples.</param>
    public Dataset Images(ulong seed, int train, int test)
    {
        bool isFashion = !IsQuick && DatasetCatalog.Describe("fashion-mnist").Location is not null;
        UseData(isFashion ? "Fashion-MNIST" : "glyphs");
        return isFashion ? LabData.Fashion(seed, train, test) : LabData.Glyphs(seed, train, test);
    }

    /// <summary>All that was written down.</summary>
    /// <param name="experiment">Of which experiment.</param>
    /// <param name="options">How it was asked.</param>
    /// <param name="program">The program that measured.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <exception cref="InvalidOperationException">The claims that were decided are not those of the experiment's text.</exception>
    public Answer Close(Experiment experiment, LabOptions options, string program, TimeSpan elapsed)
    {
        foreach (Texts.Language language in Texts.LanguageCode.All)
        {
            string[] asked = [.. experiment.Text(language).Claims.Select(claim => claim.Id)];
            if (!asked.SequenceEqual(_claims.Select(claim => claim.Id)))
            {
                throw new InvalidOperationException(
                    $"{experiment.Name} claims {string.Join(", ", asked)} and decided {string.Join(", ", _claims.Select(claim => claim.Id))}.");
            }
        }

        return new Answer
        {
            Number = experiment.Number,
            Options = options,
            Program = program,
            Data = _data,
            Seconds = elapsed.TotalSeconds,
            Values = _values,
            Claims = _claims,
            Tables = _tables,
            Plots = _plots,
        };
    }
}
