using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Training.Evaluation;
using Descent.Training.Loop;
using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Evaluation;

public sealed class EvaluatorTests
{
    // More than one batch of 256, the last one short.
    private const int Count = 300;

    private static readonly ArraySource Source = TestData.Source(Count);
    private static readonly Normalizer Normalizer = Normalizer.Fit(Source);

    [Fact]
    public void Scores_every_example_once_with_normalized_inputs()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        (double loss, int correct) = ByHand(network);
        Score score = new Evaluator(new ForwardPass(network), Normalizer).Score(Source, Loss.CrossEntropy);

        Assert.Equal(loss, score.Loss, 1e-5);
        Assert.Equal((correct / (double)Count, (long)Count), (score.Accuracy, score.Examples));
    }

    [Fact]
    public void The_report_says_the_same_of_each_example()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        var evaluator = new Evaluator(new ForwardPass(network), Normalizer);
        Score score = evaluator.Score(Source, Loss.CrossEntropy);
        EvaluationReport report = evaluator.Report(Source);
        List<long> ids = [];
        evaluator.VisitProbabilities(Source, (id, label, probabilities) =>
        {
            ids.Add(id);
            Assert.Equal(id % 3, label);
            Assert.Equal(3, probabilities.Length);
            Assert.Equal(1, probabilities[0] + probabilities[1] + probabilities[2], 1e-5);
        });

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), ids);
        Assert.Equal(score.Loss, report.Score.Loss, 1e-5);
        Assert.Equal(score.Accuracy, report.Score.Accuracy);
        Assert.Equal(Source.ClassNames, report.Classes.Select(c => c.Name));
    }

    [Fact]
    public void Dropout_is_off_running_statistics_stay_and_no_gradient_is_kept()
    {
        var probe = new Probe();
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Sequential(
            ("norm", BatchNorm1d(5)), ("dropout", Dropout(0.9)), ("probe", probe), ("linear", Linear(5, 3))));
        network.train();
        var evaluator = new Evaluator(new ForwardPass(network), Normalizer);

        Assert.Equal(evaluator.Score(Source, Loss.CrossEntropy), evaluator.Score(Source, Loss.CrossEntropy));
        Assert.Equal((4, false, false), (probe.Calls, probe.SawTraining, probe.SawGradients));
        Assert.Equal(0, network.named_buffers().Single(buffer => buffer.name == "norm.num_batches_tracked").buffer.item<long>());
        Assert.True(is_grad_enabled());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_network_is_put_back_into_its_mode_even_after_a_failure(bool training)
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using Module<Tensor, Tensor> wrong = TestNetworks.Fixed(() => Linear(6, 3));
        network.train(training);
        wrong.train(training);
        new Evaluator(new ForwardPass(network), Normalizer).Score(Source, Loss.CrossEntropy);
        Assert.ThrowsAny<Exception>(() => new Evaluator(new ForwardPass(wrong), Normalizer).Score(Source, Loss.CrossEntropy));

        Assert.Equal((training, training), (network.training, wrong.training));
    }

    private static (double Loss, int Correct) ByHand(Module<Tensor, Tensor> network)
    {
        using DisposeScope scope = NewDisposeScope();
        (double loss, int correct) = (0, 0);
        for (int i = 0; i < Count; i++)
        {
            float[] input = new float[5];
            for (int channel = 0; channel < 5; channel++)
            {
                input[channel] = (BitConverter.ToSingle(Source.Input(i)[(channel * 4)..]) - Normalizer.Mean[channel]) / Normalizer.StandardDeviation[channel];
            }

            double[] logits = [.. network.call(tensor(input).view(1, 5)).data<float>().Select(z => (double)z)];
            loss += Math.Log(logits.Sum(Math.Exp)) - logits[i % 3];
            correct += Array.IndexOf(logits, logits.Max()) == i % 3 ? 1 : 0;
        }

        return (loss / Count, correct);
    }

    /// <summary>Passes its input on and notes how it was called.</summary>
    private sealed class Probe() : Module<Tensor, Tensor>(nameof(Probe))
    {
        public int Calls { get; private set; }

        public bool SawTraining { get; private set; }

        public bool SawGradients { get; private set; }

        public override Tensor forward(Tensor input)
        {
            Calls++;
            SawTraining |= training;
            SawGradients |= is_grad_enabled();
            return input.alias();
        }
    }
}
