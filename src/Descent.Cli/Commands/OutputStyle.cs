namespace Descent.Cli.Commands;

/// <summary>How much a training command says, and to whom.</summary>
internal enum OutputStyle
{
    /// <summary>A live bar on a terminal, plain lines elsewhere.</summary>
    Progress,

    /// <summary>Errors and the result line only.</summary>
    Quiet,

    /// <summary>JSON lines.</summary>
    Json,
}
