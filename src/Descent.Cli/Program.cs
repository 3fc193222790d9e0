using Descent.Cli;

return new CommandLine(Terminal.OfProcess()).Run(args);
