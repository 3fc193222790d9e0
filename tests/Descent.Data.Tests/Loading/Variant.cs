using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;

namespace Descent.Data.Tests.Loading;

/// <summary>One way to read the same examples: how the source is reached, how far ahead, by how many threads.</summary>
public sealed record Variant(string Kind, int Prefetch, int Workers)
{
    public bool IsStream => Kind is "stream" or "late stream";

    public static TheoryData<Variant> All()
    {
        int[] ahead = [1, 4, 16], threads = [1, 2, 4];
        string[] maps = ["resident", "map"], streams = ["stream", "late stream"];
        IEnumerable<Variant> variants =
        [
            .. from kind in maps.Concat(streams) select new Variant(kind, 0, 1),
            .. from prefetch in ahead select new Variant("spare time", prefetch, 1),
            .. from kind in maps from prefetch in ahead from workers in threads select new Variant(kind, prefetch, workers),
            .. from kind in streams from prefetch in ahead select new Variant(kind, prefetch, 1),
        ];
        return new TheoryData<Variant>(variants);
    }

    public static TheoryData<Variant> Few() => new(
        new Variant("resident", 0, 1), new Variant("map", 0, 1), new Variant("stream", 0, 1), new Variant("resident", 4, 2),
        new Variant("map", 2, 2), new Variant("stream", 2, 1), new Variant("late stream", 2, 1), new Variant("spare time", 2, 1));

    public IExampleSource Wrap(IMapSource source) => Kind switch
    {
        "resident" or "spare time" => source,
        "map" => new MapOnly(source),
        "stream" => new MapAsStream(source, late: false),
        _ => new MapAsStream(source, late: true),
    };

    internal IBatchReader Open(IMapSource source, LoaderOptions options, params IReadOnlyList<Transform> transforms) => Loader.Open(
        Wrap(source), new Normalizer([100, 50], [3, 7], "any"), transforms, options with
        {
            Prefetch = Prefetch,
            Workers = Workers,
            ThreadsOnEveryCore = Kind == "spare time" ? 2 : 0,
        });
}
