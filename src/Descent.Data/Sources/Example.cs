namespace Descent.Data.Sources;

/// <summary>One input with its label, as raw bytes in the source's <see cref="ExampleFormat"/>.</summary>
/// <param name="Input">Format.Input.Bytes bytes.</param>
/// <param name="Label">Format.Label.Bytes bytes.</param>
public readonly record struct Example(ReadOnlyMemory<byte> Input, ReadOnlyMemory<byte> Label);
