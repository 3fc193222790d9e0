using System.Buffers;
using System.Text.Json;
using Descent.Runs.Findings;
using Descent.Training;
using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Cli.Progress;

/// <summary>One JSON object a line for programs: start, step, epoch, checkpoint, finding, notice, result; each is flushed at once.</summary>
/// <param name="output">Takes the lines, nothing else; disposed with this.</param>
/// <param name="every">Steps between step lines.</param>
internal sealed class JsonObserver(Stream output, int every) : ITrainingObserver, IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json = new(Stream.Null);

    public void RunStarted(RunStart start)
    {
        Begin("start");
        _json.WriteString("run", start.Run.Path);
        _json.WriteString("network", start.Run.Manifest.Network);
        _json.WriteString("dataset", start.Run.Manifest.Dataset);
        _json.WriteNumber("epochs", start.Epochs);
        Number("stepsPerEpoch", start.StepsPerEpoch);
        _json.WriteNumber("firstStep", start.FirstStep);
        Number("trainExamples", start.TrainExamples);
        _json.WriteNumber("validationExamples", start.ValidationExamples);
        _json.WriteNumber("parameters", start.Parameters);
        _json.WriteNumber("optimizerBytes", start.OptimizerBytes);
        _json.WriteNumber("threads", start.Threads);
        _json.WriteString("device", start.Device.ToString().ToLowerInvariant());
        _json.WriteString("precision", start.Precision.ToString().ToLowerInvariant());
        _json.WriteString("layout", start.Layout.ToString().ToLowerInvariant());
        End();
    }

    public void StepFinished(in StepReport step)
    {
        if (step.Step % every != 0)
        {
            return;
        }

        Begin("step");
        _json.WriteNumber("step", step.Step);
        _json.WriteNumber("epoch", step.Epoch);
        _json.WriteNumber("batch", step.Batch);
        _json.WriteNumber("examples", step.Examples);
        _json.WriteNumber("loss", step.Loss);
        Number("correct", step.Correct?.Correct);
        Number("counted", step.Correct?.Counted);
        _json.WriteNumber("learningRate", step.LearningRate);
        _json.WriteNumber("waitMilliseconds", step.Waited.TotalMilliseconds);
        _json.WriteNumber("milliseconds", step.Elapsed.TotalMilliseconds);
        End();
    }

    public void CheckpointSaved(long step)
    {
        Begin("checkpoint");
        _json.WriteNumber("step", step);
        End();
    }

    public void EpochFinished(EpochReport epoch)
    {
        Begin("epoch");
        _json.WriteNumber("epoch", epoch.Epoch);
        _json.WriteNumber("step", epoch.Step);
        Write("train", epoch.Train);
        Write("validation", epoch.Validation);
        _json.WriteNumber("examples", epoch.Examples);
        _json.WriteNumber("seconds", epoch.Elapsed.TotalSeconds);
        _json.WriteNumber("waitSeconds", epoch.Waited.TotalSeconds);
        _json.WriteBoolean("isBest", epoch.IsBest);
        End();
    }

    public void Noticed(string notice)
    {
        Begin("notice");
        _json.WriteString("notice", notice);
        End();
    }

    public void Found(Finding finding)
    {
        Begin("finding");
        _json.WriteString("check", finding.Check);
        _json.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
        _json.WriteNumber("step", finding.Step);
        _json.WriteString("where", finding.Where);
        _json.WriteString("what", finding.What);
        _json.WriteString("fix", finding.Fix);
        _json.WriteString("options", string.Join(' ', finding.Options));
        End();
    }

    public void RunFinished(TrainingOutcome outcome)
    {
        Begin("result");
        _json.WriteString("end", outcome.End switch
        {
            TrainingEnd.Finished => "finished",
            TrainingEnd.StoppedEarly => "early-stopped",
            _ => "interrupted",
        });
        _json.WriteString("run", outcome.Run.Path);
        _json.WriteNumber("steps", outcome.Steps);
        _json.WriteNumber("epochs", outcome.Epochs);
        Write("train", outcome.Train);
        Write("validation", outcome.Validation);
        Write("test", outcome.Test);
        _json.WriteNumber("parameters", outcome.Parameters);
        _json.WriteNumber("seconds", outcome.Elapsed.TotalSeconds);
        _json.WriteNumber("waitSeconds", outcome.Waited.TotalSeconds);
        _json.WriteNumber("examplesPerSecond", outcome.ExamplesPerSecond);
        if (outcome.Idle is { } idle)
        {
            _json.WriteNumber("idle", idle.Measured);
            _json.WriteNumber("idleExpected", idle.Expected);
        }

        End();
    }

    public void Dispose()
    {
        _json.Dispose();
        output.Dispose();
    }

    private void Begin(string kind)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString("event", kind);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        output.Write(_buffer.WrittenSpan);
        output.Flush();
    }

    private void Number(string name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void Write(string name, Score? score)
    {
        if (score is null)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteStartObject(name);
        // A validation loss may overflow where the training loss did not; JSON has no number for that.
        if (double.IsFinite(score.Loss))
        {
            _json.WriteNumber("loss", score.Loss);
        }
        else
        {
            _json.WriteNull("loss");
        }

        if (score.Accuracy is { } accuracy)
        {
            _json.WriteNumber("accuracy", accuracy);
        }

        if (score.ExactMatch is { } exact)
        {
            _json.WriteNumber("exactMatch", exact);
        }

        _json.WriteNumber("examples", score.Examples);
        _json.WriteEndObject();
    }
}
