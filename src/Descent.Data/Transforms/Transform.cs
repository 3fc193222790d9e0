namespace Descent.Data.Transforms;

/// <summary>A change of examples on their way from a source into a batch: of images (<see cref="ImageTransform"/>) or of labels (<see cref="OneHotTransform"/>).</summary>
public abstract record Transform;
