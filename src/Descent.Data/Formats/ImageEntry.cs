namespace Descent.Data.Formats;

/// <summary>One image of a folder, as its header describes it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its path from the folder's root on, with '/' on every system.</param>
/// <param name="Class">The number of its class.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="IsGrey">Whether it has one channel.</param>
/// <param name="Sha256">Of the file's content, in lower-case hex.</param>
internal sealed record ImageEntry(string Path, string Name, int Class, int Height, int Width, bool IsGrey, string Sha256);
