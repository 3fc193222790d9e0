namespace Descent.Lab.Tests.Reports;

/// <summary>A page as a browser laid it out.</summary>
/// <param name="Width">Of the window, in pixels.</param>
/// <param name="ScrollWidth">Of the page; more than the window's where it must be scrolled sideways.</param>
/// <param name="Dark">Whether the page was told that its reader prefers dark pages.</param>
/// <param name="Failed">Pictures that are not there, and whatever was fetched besides the page.</param>
/// <param name="Pictures">Images and drawings.</param>
/// <param name="Texts">All pieces of text.</param>
internal sealed record ShownPage(int Width, int ScrollWidth, bool Dark, IReadOnlyList<string> Failed, int Pictures, IReadOnlyList<ShownText> Texts);
