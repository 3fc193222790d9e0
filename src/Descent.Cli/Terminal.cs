using System.Globalization;
using Descent.Distributed.Launching;
using Spectre.Console;

namespace Descent.Cli;

/// <summary>Where a command writes: results to the output, errors to the error stream.</summary>
/// <remarks>Tables and colors are made on first use, as help needs neither.</remarks>
internal sealed class Terminal
{
    // A pipe has no width; this one keeps every table of this program on one line a row.
    private const int PipeWidth = 160;
    /// <summary>The environment variable by which a launcher tells rank 0 about its own terminal.</summary>
    public const string LaunchVariable = "DESCENT_TERMINAL";

    /// <summary>The environment variable by which a launcher tells ranks what its user typed before the training command.</summary>
    public const string TrainingCommandVariable = "DESCENT_TRAINING_COMMAND";

    private readonly Lazy<IAnsiConsole> _tables;

    public Terminal(TextWriter output, TextWriter error, bool isInteractive, bool hasColors, int width, TimeProvider clock)
    {
        Output = output;
        Error = error;
        IsInteractive = isInteractive;
        HasColors = hasColors;
        Width = width;
        Clock = clock;
        _tables = new(() => Console(output));
    }

    /// <summary>The output as plain text.</summary>
    public TextWriter Output { get; }

    /// <summary>The error stream as plain text.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether the output is a terminal, where a line can be drawn over.</summary>
    public bool IsInteractive { get; }

    /// <summary>Whether colors may be written: on a terminal, unless NO_COLOR (no-color.org) is set.</summary>
    public bool HasColors { get; }

    /// <summary>The same of the error stream.</summary>
    public bool ErrorHasColors { get; private init; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    public TimeProvider Clock { get; }

    /// <summary>What the user typed to start this program: the script of a checkout says so in DESCENT_COMMAND.</summary>
    public string Command { get; private init; } = "descent";

    /// <summary>The same for what all ranks of a launch do together: "descent launch -n 2 --" on its ranks.</summary>
    public string TrainingCommand => LaunchedCommand ?? Command;

    /// <summary>Whether descent launch started this process as a rank.</summary>
    public static bool IsLaunched => LaunchedCommand is not null;

    /// <summary>The output for tables and colors.</summary>
    public IAnsiConsole Tables => _tables.Value;

    private static string? LaunchedCommand => Environment.GetEnvironmentVariable(TrainingCommandVariable) is { Length: > 0 } command ? command : null;

    private static string CommandOfProcess => Environment.GetEnvironmentVariable("DESCENT_COMMAND") is { Length: > 0 } command ? command : "descent";

    /// <param name="rank">This process in the launch that started it, or null.</param>
    public static Terminal OfProcess(LaunchedRank? rank = null)
    {
        if (rank is { Place.Rank: 0 } && Environment.GetEnvironmentVariable(LaunchVariable) is { Length: > 0 } described)
        {
            return OfLauncher(described.Split(' '));
        }

        // Open MPI gives its ranks a terminal of their own, whatever their output really is.
        bool interactive = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_RANK") is null;
        bool wanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        // A terminal without a size, as some build servers have, says 0.
        int width = interactive && System.Console.WindowWidth is > 0 and var columns ? columns : PipeWidth;
        return new Terminal(System.Console.Out, System.Console.Error, interactive, interactive && wanted, width, TimeProvider.System)
        {
            Command = CommandOfProcess,
            ErrorHasColors = wanted && !System.Console.IsErrorRedirected,
        };
    }

    /// <summary>What another process needs to know to write to this terminal through a pipe: the value of <see cref="LaunchVariable"/>.</summary>
    public string Describe() => string.Join(' ', (object[])[Width, IsInteractive, HasColors, ErrorHasColors]);

    private static Terminal OfLauncher(string[] words) => new(
        System.Console.Out, System.Console.Error, bool.Parse(words[1]), bool.Parse(words[2]), int.Parse(words[0], CultureInfo.InvariantCulture), TimeProvider.System)
    {
        Command = CommandOfProcess,
        ErrorHasColors = bool.Parse(words[3]),
    };

    private IAnsiConsole Console(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = HasColors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = HasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
