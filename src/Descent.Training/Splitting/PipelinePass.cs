using Descent.Data.Loading;
using Descent.Training.Collectives;
using Descent.Training.Evaluation;
using Descent.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Splitting;

/// <summary>A stage's forward and backward passes of the micro-batches of a step, in the order of <see cref="PipelineSchedule"/>.</summary>
/// <remarks>Messages are sent while the stage goes on, so that two stages never wait for each other; what it waits for in vain is its idle time.</remarks>
internal sealed class PipelinePass(LoopParts parts, StagePlace place) : StepPass(parts)
{
    private readonly StageForward _forward = (StageForward)parts.Forward;
    private readonly Dictionary<int, StageChunk> _alive = [];
    private readonly List<(Tensor Message, ICollectiveWork Work)> _sent = [];
    private readonly IdleClock _clock = parts.Idle!;
    private int _chunk;

    /// <inheritdoc />
    public override void Run(Batch batch)
    {
        int count = Sum.Cut.Count(batch);
        _clock.Begin();
        foreach (PipelineTask task in PipelineSchedule.OneForwardOneBackward(place.Stage, place.Count, count))
        {
            if (task.IsForward)
            {
                RunForward(batch, task.Chunk);
            }
            else
            {
                RunBackward(batch, task.Chunk);
            }
        }

        _clock.Wait(() => _sent.ForEach(message =>
        {
            message.Work.Wait();
            message.Message.Dispose();
        }));
        _sent.Clear();
        _clock.End(place.Count, count);
    }

    /// <inheritdoc />
    public override NonFinitePlace? FindNonFinite(Batch batch) => new SplitFinder(Shard, State.Parameters).Find(() => Run(batch), () => _chunk);

    private void RunForward(Batch batch, int chunk)
    {
        _chunk = chunk;
        (Tensor given, Tensor labels) = Sum.Take(batch, chunk);
        SetRandomKey(chunk);
        Tensor inputs = place.IsFirst ? given.alias() : _clock.Wait(() => Receive(given.size(0)));

        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = _forward.Compute(inputs);
        if (place.IsLast)
        {
            Tensor loss = Compute(batch, chunk, outputs, labels);
            Tensor weighed = Sum.Weigh(loss, chunk);
            _alive.Add(chunk, new StageChunk(inputs, weighed.MoveToOuterDisposeScope(), HostNumber.Of(loss), Loss.CountCorrect(outputs, labels)));
            return;
        }

        Tensor message = outputs.contiguous();
        Send(message.detach(), place.SendOutputs);
        Send(StagePlace.RandomState(), place.SendOutputs);
        _alive.Add(chunk, new StageChunk(inputs, message.MoveToOuterDisposeScope(), null, null));
    }

    private void RunBackward(Batch batch, int chunk)
    {
        _alive.Remove(chunk, out StageChunk? alive);
        using DisposeScope scope = NewDisposeScope();
        if (place.IsLast)
        {
            alive!.Outputs.backward();
        }
        else
        {
            alive!.Outputs.backward([_clock.Wait(() => place.ReceiveGradients(Sum.Cut.Rows(batch, chunk).Count))]);
        }

        if (!place.IsFirst)
        {
            Send(alive.Inputs.grad!.contiguous(), place.SendGradients);
        }

        Sum.Add(chunk, alive.Loss, alive.Correct);
        alive.Dispose();
    }

    private Tensor Receive(long rows)
    {
        Tensor inputs = place.ReceiveInputs(rows);
        inputs.requires_grad = true;
        place.ReceiveRandomState();
        return inputs;
    }

    // A message lives as long as it is under way, which may be longer than the scope that it was made in.
    private void Send(Tensor message, Func<Tensor, ICollectiveWork> send)
    {
        foreach ((Tensor sent, _) in _sent.FindAll(earlier => earlier.Work.IsDone()))
        {
            sent.Dispose();
        }

        _sent.RemoveAll(earlier => earlier.Work.IsDone());
        _sent.Add((message.DetachFromDisposeScope(), send(message)));
    }
}
