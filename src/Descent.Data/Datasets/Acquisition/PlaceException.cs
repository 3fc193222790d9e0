namespace Descent.Data.Datasets.Acquisition;

/// <summary>Why a file could not be had from a place; the next place is tried.</summary>
internal sealed class PlaceException(string reason, Exception? cause = null) : Exception(reason, cause);
