using Descent.Torch.Loading;
using Descent.Torch.Networks;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Losses;

public sealed class AuxiliaryLossTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Adds_each_answers_loss_by_its_weight()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new TwoHeads();
        network.train();
        Tensor labels = tensor(new long[] { 0, 2 });
        Tensor outputs = network.call(ones(2, 5));
        Tensor loss = Loss.CrossEntropy.Compute(outputs, labels);
        double aside = Loss.CrossEntropy.Compute(network.Aside!, labels).item<float>();

        Assert.Equal(loss.item<float>() + (0.5 * aside), AuxiliaryLoss.AddTo(loss, network, Loss.CrossEntropy, labels).item<float>(), 1e-6);
        Assert.Null(network.Aside);
        using Module<Tensor, Tensor> plain = Linear(5, 3);
        Assert.Same(loss, AuxiliaryLoss.AddTo(loss, plain, Loss.CrossEntropy, labels));
    }

    [Fact]
    public void Training_teaches_what_only_an_answer_from_within_depends_on()
    {
        using var network = new TwoHeads();
        float[] before = network.Head.weight!.data<float>().ToArray();

        new Trainer(new TrainingOptions { Epochs = 1, BatchSize = 8, Validation = 0, Threads = 1 }, new TrainerSetup { Output = _folder["run"] })
            .Fit(network, TestData.Set(16), OptimizerCatalog.Create("sgd"), Loss.CrossEntropy);

        Assert.NotEqual(before, network.Head.weight!.data<float>().ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private sealed class TwoHeads : Module<Tensor, Tensor>, IAuxiliaryOutputs
    {
        private readonly TorchSharp.Modules.Linear[] _layers;

        static TwoHeads() => Libtorch.Load();

        public TwoHeads()
            : base(nameof(TwoHeads))
        {
            _layers = [Linear(5, 3), Linear(5, 3)];
            register_module("main", _layers[0]);
            register_module("head", _layers[1]);
        }

        public TorchSharp.Modules.Linear Head => _layers[1];

        public Tensor? Aside { get; private set; }

        public override Tensor forward(Tensor input)
        {
            Aside = training ? Head.call(input) : null;
            return _layers[0].call(input);
        }

        public IReadOnlyList<AuxiliaryOutput> TakeAuxiliaryOutputs()
        {
            Tensor? aside = Aside;
            Aside = null;
            return aside is null ? [] : [new AuxiliaryOutput(aside, 0.5)];
        }
    }
}
