using System.Collections.Concurrent;
using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Collectives;

/// <summary>Ranks that are threads of this process: what one of them passes to a call is seen by the others until all have left it.</summary>
internal sealed class ThreadRanks : ICollective
{
    private readonly object?[] _passed;
    private readonly Barrier _barrier;

    private readonly ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> _mail;

    private ThreadRanks(int rank, object?[] passed, Barrier barrier, ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> mail) =>
        (Rank, _passed, _barrier, _mail) = (rank, passed, barrier, mail);

    public int Rank { get; }

    public int Size => _passed.Length;

    public string Engine => "threads";

    public long Step { get; set; }

    /// <summary>How many sums were begun.</summary>
    public int Begun { get; private set; }

    /// <summary>Runs the ranks at the same time, each with one compute thread, and gives what they return in their order.</summary>
    public static T[] Run<T>(int size, Func<ICollective, T> work)
    {
        object?[] passed = new object?[size];
        ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> mail = new();
        T[] results = new T[size];
        using var barrier = new Barrier(size);
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                set_num_threads(1);
                results[rank] = work(new ThreadRanks(rank, passed, barrier, mail));
            }
            catch (Exception e)
            {
                failure ??= e;
                barrier.RemoveParticipant();
            }
        })
        {
            IsBackground = true,
        })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return failure is null ? results : throw new InvalidOperationException(failure.Message, failure);
    }

    public void Barrier() => _barrier.SignalAndWait();

    public void Broadcast(Tensor values, int root)
    {
        CollectiveArguments.Require(values, nameof(values));
        Together(values, all => Rank == root ? [] : TensorMemory.Bytes(all[root]).ToArray(), bytes => bytes.CopyTo(TensorMemory.Bytes(values)));
    }

    public void Sum(Tensor values)
    {
        CollectiveArguments.Require(values, nameof(values));
        Together(values, all => all.Skip(1).Aggregate(all[0].clone(), (sum, next) => sum.add_(next)), sum =>
        {
            values.copy_(sum);
            sum.Dispose();
        });
    }

    public ICollectiveWork BeginSum(Tensor values)
    {
        Begun++;
        Sum(values);
        return new Done();
    }

    public void SumScatter(Tensor values, Tensor block)
    {
        Sum(values);
        block.copy_(values.narrow(0, Rank * block.numel(), block.numel()));
    }

    public void Gather(Tensor block, Tensor values) => Together(block, all => cat(all), together => values.copy_(together));

    public byte[][] Gather(ReadOnlySpan<byte> message)
    {
        _passed[Rank] = message.ToArray();
        _barrier.SignalAndWait();
        byte[][] all = [.. _passed.Select(passed => (byte[])passed!)];
        _barrier.SignalAndWait();
        return all;
    }

    public void Send(Tensor values, int rank, int tag = 0) => Mail(Rank, rank).Add(TensorMemory.Bytes(values).ToArray());

    public void Receive(Tensor values, int rank, int tag = 0) => Mail(rank, Rank).Take().CopyTo(TensorMemory.Bytes(values));

    public ICollectiveWork BeginSend(Tensor values, int rank, int tag = 0) => throw new NotSupportedException();

    // All ranks of a test exchange at the same time.
    public void Exchange(Tensor send, Tensor receive, int rank, int tag = 0) =>
        Together(send, all => TensorMemory.Bytes(all[rank]).ToArray(), bytes => bytes.CopyTo(TensorMemory.Bytes(receive)));

    public ICollective Split(int group) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private BlockingCollection<byte[]> Mail(int from, int to) => _mail.GetOrAdd((from, to), _ => []);

    private void Together<T>(Tensor own, Func<Tensor[], T> read, Action<T> write)
    {
        _passed[Rank] = own;
        _barrier.SignalAndWait();
        T result = read([.. _passed.Select(passed => (Tensor)passed!)]);
        _barrier.SignalAndWait();
        write(result);
    }

    private sealed class Done : ICollectiveWork
    {
        public bool IsDone() => true;

        public void Wait()
        {
        }
    }
}
