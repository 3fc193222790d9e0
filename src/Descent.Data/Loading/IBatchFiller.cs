namespace Descent.Data.Loading;

/// <summary>Fills batches. Used by one thread at a time.</summary>
internal interface IBatchFiller : IDisposable
{
    /// <summary>Fills a batch, or marks it as the end of an epoch.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="number">Its place in what is read, from 0; ends of epochs count too.</param>
    /// <exception cref="ExampleException">An example could not be read.</exception>
    void Fill(BatchBuffer batch, long number);
}
