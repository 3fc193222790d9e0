using Descent.Cli;
using Descent.Distributed.Launching;

// Before anything is written: the output of all ranks but the first goes to a log.
var rank = LaunchedRank.Find();
rank?.LogOutput();
int code = new CommandLine(Terminal.OfProcess(rank), rank).Run(args);
rank?.End();
return code;
