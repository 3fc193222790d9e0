using System.Collections.Concurrent;
using Descent.Lab.Running;
using Descent.Lab.Texts;

namespace Descent.Lab;

/// <summary>One of the twenty questions, answered by measuring. Its words lie beside it, NAME.en.md and NAME.zh.md.</summary>
public abstract class Experiment
{
    private readonly ConcurrentDictionary<Language, ExperimentText> _texts = new();

    private protected Experiment(int number) => Number = number;

    /// <summary>The question's number, 1 to 20.</summary>
    public int Number { get; }

    /// <summary>Its name, for example "LinearStack".</summary>
    public string Name => GetType().Name;

    /// <summary>Its words in a language.</summary>
    public ExperimentText Text(Language language) => _texts.GetOrAdd(language, asked => ExperimentText.Load(Name, asked));

    /// <summary>Measures, and writes down values, tables, plots and what became of each claim.</summary>
    internal abstract void Run(Notebook notebook);
}
