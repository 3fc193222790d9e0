namespace Descent.Cli.Options;

/// <summary>An option's text as given.</summary>
/// <param name="Text">The value.</param>
/// <param name="Source">Where it was given: "--epochs", or "epochs in run.yaml, line 3".</param>
internal sealed record OptionValue(string Text, string Source);
