namespace Descent.Cli.Reports;

/// <summary>Names and values, one pair a line, the values aligned. A value is never broken, so that it can be copied.</summary>
internal sealed class FactList
{
    private const int Gap = 3;
    private readonly List<(string Name, string Value)> _facts = [];

    public void Add(string name, string value) => _facts.Add((name, value));

    public void Write(Terminal terminal)
    {
        int width = _facts.Select(fact => fact.Name.Length).DefaultIfEmpty().Max() + Gap;
        foreach ((string name, string value) in _facts)
        {
            string padded = name.PadRight(width);
            terminal.Output.WriteLine(terminal.HasColors ? $"\e[90m{padded}\e[0m{value}" : padded + value);
        }
    }
}
