using Descent.Data.Loading;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Checkpoints;

namespace Descent.Cli.Errors;

/// <summary>Every error that can end a command, in words and as an exit code.</summary>
internal static class ErrorReport
{
    /// <param name="terminal">Where to write it.</param>
    /// <param name="error">What was thrown.</param>
    /// <param name="verbose">Whether to say where in the program it arose.</param>
    public static int Write(Terminal terminal, Exception error, bool verbose)
    {
        if (error is RunConfigurationException mistaken)
        {
            WriteMistakes(terminal, mistaken.Mistakes);
        }
        else if (error is not StoppedException)
        {
            (string what, string todo) = Describe(error, verbose);
            Headline(terminal, what);
            if (todo.Length > 0)
            {
                terminal.Error.WriteLine($"      {todo}");
            }
        }

        if (verbose)
        {
            terminal.Error.WriteLine(error);
        }

        return error switch
        {
            RunConfigurationException => ExitCode.Mistaken,
            StoppedException stopped => stopped.ExitCode,
            _ => ExitCode.Failed,
        };
    }

    private static void WriteMistakes(Terminal terminal, IReadOnlyList<Mistake> mistakes)
    {
        foreach (Mistake mistake in mistakes)
        {
            Headline(terminal, mistake.What);
            Detail(terminal, "received", mistake.Received);
            Detail(terminal, "allowed", mistake.Allowed);
            Detail(terminal, "to do", mistake.Fix);
        }

        if (mistakes.Count > 1)
        {
            terminal.Error.WriteLine($"{mistakes.Count} mistakes; nothing was written.");
        }
    }

    // Lines are never broken: someone will copy a path or a command line out of them.
    private static void Headline(Terminal terminal, string what) =>
        terminal.Error.WriteLine($"{(terminal.ErrorHasColors ? "\e[31merror\e[0m" : "error")} {what}");

    private static void Detail(Terminal terminal, string name, string text)
    {
        if (text.Length > 0)
        {
            terminal.Error.WriteLine($"      {name,-8}  {text}");
        }
    }

    private static (string What, string ToDo) Describe(Exception error, bool verbose) => error switch
    {
        NonFiniteException e => (e.Message, "A lower --learning-rate or --clip-norm 1 usually helps; if the input is what went bad, look at those examples."),
        CheckpointException e => (e.Message, "Training goes no further than what is safely on disk. Mend the disk or the folder, then: descent resume RUN"),
        ExampleException e => (e.Message, "Mend or remove that example, or look at the data set: descent data show NAME"),
        DllNotFoundException e => (e.Message, ""),
        _ => (error.Message, verbose ? "" : "If this is not clear, run again with --verbose and report what it says."),
    };
}
