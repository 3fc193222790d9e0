using System.Runtime.InteropServices;
using Descent.Training.Loop;

namespace Descent.Training.Checkpoints;

/// <summary>Puts the shards of a checkpoint together again, one after the other, so that no more than the whole and one shard are in memory.</summary>
/// <param name="path">The checkpoint's folder, for messages.</param>
/// <param name="mostBytes">How much all tensors together may have: the bytes of all shards.</param>
internal sealed class SliceMerge(string path, long mostBytes)
{
    private readonly Dictionary<string, NamedArray> _whole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Cut> _cut = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Takes in a shard.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="arrays">Its tensors, each whole or a slice.</param>
    /// <exception cref="CheckpointException">It does not fit those before it.</exception>
    public void Add(string file, IReadOnlyList<NamedArray> arrays)
    {
        foreach (NamedArray array in arrays)
        {
            if (array.Slice is { } slice)
            {
                Add(file, array, slice);
            }
            else if (_cut.ContainsKey(array.Name) || !_whole.TryAdd(array.Name, array))
            {
                throw Wrong($"'{array.Name}' of '{file}' is there twice.");
            }
        }
    }

    /// <summary>Every tensor, whole.</summary>
    /// <exception cref="CheckpointException">A part of one is missing, or is there twice.</exception>
    public IReadOnlyList<NamedArray> Finish() => [.. _whole.Values, .. _cut.Select(item => Finish(item.Key, item.Value))];

    private void Add(string file, NamedArray array, ArraySlice slice)
    {
        if (!slice.IsPossible(array.Type) || slice.Count * TensorTypes.Bytes(array.Type) != array.Data.Length)
        {
            throw Wrong($"'{array.Name}' of '{file}' is {array}, which is not the slice that it says it is.");
        }

        if (_whole.ContainsKey(array.Name))
        {
            throw Wrong($"'{array.Name}' of '{file}' is there twice.");
        }

        if (!_cut.TryGetValue(array.Name, out Cut? cut))
        {
            long bytes = TensorTypes.Bytes(array.Type, slice.Shape);
            // What is not there is missing for certain, and is not to be made room for.
            if (bytes > Array.MaxLength || bytes > mostBytes - _bytes)
            {
                throw Wrong($"'{array.Name}' is {NamedArray.Describe(array.Type, slice.Shape)}, and the shards have not so many bytes.");
            }

            _bytes += bytes;
            _cut.Add(array.Name, cut = new Cut(array.Type, slice, new byte[bytes], []));
        }

        if (cut.Type != array.Type || !cut.First.Shape.SequenceEqual(slice.Shape) || cut.First.IsChannelsLast != slice.IsChannelsLast)
        {
            throw Wrong($"'{array.Name}' of '{file}' is a slice of {NamedArray.Describe(array.Type, slice.Shape)}, and in other shards of {NamedArray.Describe(cut.Type, cut.First.Shape)}.");
        }

        slice.Insert(array.Data.Span, cut.Data, TensorTypes.Bytes(array.Type));
        cut.Runs.AddRange(Enumerable.Range(0, (int)slice.Runs).Select(run => (slice.Start + (run * slice.Stride), slice.Length)));
    }

    private NamedArray Finish(string name, Cut cut)
    {
        long next = 0;
        foreach ((long start, long length) in cut.Runs.Order())
        {
            Require(start);
            next = start + length;
        }

        Require(cut.First.WholeCount);
        return new NamedArray(name, cut.Type, cut.First.Shape, cut.First.IsChannelsLast ? RowMajor(cut) : cut.Data);

        void Require(long start)
        {
            if (start != next)
            {
                throw Wrong($"of '{name}' the elements from {Math.Min(start, next)} to {Math.Max(start, next)} are {(start < next ? "there twice" : "missing")} in its shards.");
            }
        }
    }

    private static byte[] RowMajor(Cut cut)
    {
        byte[] data = new byte[cut.Data.Length];
        new ParameterSlot("", 0, data.Length / sizeof(float), cut.First.Shape, IsChannelsLast: true)
            .CopyOut(MemoryMarshal.Cast<byte, float>(cut.Data), MemoryMarshal.Cast<byte, float>(data.AsSpan()));
        return data;
    }

    private CheckpointException Wrong(string what) => new(path, what);

    /// <summary>A tensor of which slices have come.</summary>
    /// <param name="Type">Its elements.</param>
    /// <param name="First">The first slice, with whose shape and order all others agree.</param>
    /// <param name="Data">The whole, as far as it is there.</param>
    /// <param name="Runs">What is there: first elements and how many.</param>
    private sealed record Cut(TensorType Type, ArraySlice First, byte[] Data, List<(long Start, long Length)> Runs);
}
