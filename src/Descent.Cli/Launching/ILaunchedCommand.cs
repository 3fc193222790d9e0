using System.CommandLine;

namespace Descent.Cli.Launching;

/// <summary>A command that many ranks can do together.</summary>
internal interface ILaunchedCommand
{
    /// <summary>The run that a command line free of mistakes asks for.</summary>
    LaunchedRun Launched(ParseResult result);
}
