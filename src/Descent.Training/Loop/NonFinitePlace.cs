namespace Descent.Training.Loop;

/// <summary>Where a step stopped being finite.</summary>
/// <param name="Order">Of places that several ranks found, that with the least came first.</param>
/// <param name="Layer">The layer or parameter.</param>
/// <param name="What">What is not finite there, as a sentence.</param>
internal sealed record NonFinitePlace(long Order, string Layer, string What);
