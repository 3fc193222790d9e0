using Descent.Bench.Gallery;
using Descent.Doctor.Checks;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests.Gallery;

/// <summary>The fast part of the gallery that <c>bench/run doctor</c> runs whole.</summary>
public sealed class GalleryTests : IDisposable
{
    private static readonly string[] Fast =
    [
        "stack of relu, adam 0.1", "stack of relu, adam 1e-7", "8 layers of sigmoid, clouds", "stack, third layer's biases −20", "stack, weights / 30", "clouds after a cut",
        "clouds, 25 % mislabeled", "weights that overflow", "clouds, four layers",
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Fast];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_is_found_and_its_twin_is_silent(string name)
    {
        GalleryCase item = Bench.Gallery.Gallery.All.Single(item => item.Name == name);

        GalleryResult result = new(item, GalleryRun.Record(item.Sick!, _folder["sick"]).Told(), GalleryRun.Record(item.Healthy, _folder["healthy"]).Told());

        Assert.NotNull(result.Found);
        Assert.True(result.IsCauseFirst);
        Assert.Empty(result.FalseAlarms);
    }

    [Fact]
    public void Has_the_faults_and_healthy_trainings_that_a_record_needs()
    {
        IReadOnlyList<GalleryCase> all = Bench.Gallery.Gallery.All;

        Assert.InRange(all.Count(item => item.Check is not null), 40, 500);
        Assert.InRange(all.Count(item => item.Check is null), 20, 500);
        Assert.Equal(all.Count, all.Select(item => (item.Check, item.Name)).Distinct().Count());
        Assert.All(all.Select(item => item.Check).OfType<string>(), check => Assert.NotNull(CheckCatalog.Find(check)));
    }

    public void Dispose() => _folder.Dispose();
}
