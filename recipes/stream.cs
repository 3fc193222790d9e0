#:project ../src/Descent.Models/Descent.Models.csproj
#:project ../src/Descent.Training/Descent.Training.csproj

// Examples that are made as they are needed, generator style: only the batches read ahead are in memory.
//   dotnet run recipes/stream.cs               100,000 points
//   dotnet run recipes/stream.cs -- --short    2,000 points: a try in seconds

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

var source = new TwoRings(args is ["--short"] ? 2_000 : 100_000);

// A stream has no examples to hold out for validation and, here, none to test on.
TrainingOutcome outcome = new Trainer(new TrainingOptions { Epochs = 2, Validation = 0 })
    .Fit(() => new Mlp([2], classes: 2), new Dataset("two-rings", source, Test: null), new AdamOptions { LearningRate = 0.003 }, Loss.CrossEntropy);
Console.WriteLine($"training accuracy of the last epoch {outcome.Train!.Accuracy:P1}");

// Points on an inner and an outer ring. Example i is a function of i alone, so a resumed run goes on with the same points.
internal sealed class TwoRings(long length) : IStreamSource
{
    public ExampleFormat Format { get; } = new(new ArrayFormat(ElementType.Float32, 2), ArrayFormat.ClassNumber);

    public IReadOnlyList<string> ClassNames { get; } = ["inner", "outer"];

    // Another fingerprint says that the examples are others; a run that was started on these then refuses to resume.
    public string Fingerprint => $"two-rings-{length}";

    public async IAsyncEnumerable<Example> ReadAsync(long start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        float[] point = new float[2];
        byte[] bytes = new byte[2 * sizeof(float)];
        byte[] label = new byte[sizeof(long)];
        for (long i = start; i < length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long ring = i % 2;
            (double sine, double cosine) = Math.SinCos(i * 2.399963); // the golden angle: no two points meet
            (point[0], point[1]) = ((float)((ring + 1) * cosine), (float)((ring + 1) * sine));
            MemoryMarshal.AsBytes<float>(point).CopyTo(bytes);
            MemoryMarshal.Write(label, in ring);
            yield return new Example(bytes, label);
        }

        await Task.CompletedTask;
    }
}
