using System.Text.Json;

namespace Descent.Cli.Verification;

/// <summary>One line of a child's --json output.</summary>
internal sealed class ChildEvent(JsonElement line)
{
    public string Kind { get; } = line.GetProperty("event").GetString()!;

    public long Number(string name) => line.GetProperty(name).GetInt64();
}
