// LeNet on Fashion-MNIST as a TorchSharp user trains it: torchsharp-peer DATA THREADS WORKERS EPOCHS.
// Says {"event":"step","step":N} after every 10th step, as every side of the comparison does.
using System.Globalization;
using Descent.Torch.Loading;
using Peers.TorchSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

string raw = Path.Combine(args[0], "FashionMNIST", "raw");
Libtorch.LoadAsSystem();
set_num_threads(int.Parse(args[1], CultureInfo.InvariantCulture));
random.manual_seed(1);
int workers = int.Parse(args[2], CultureInfo.InvariantCulture);
int epochs = int.Parse(args[3], CultureInfo.InvariantCulture);
using ImageDataset train = new(
    IdxFile.Read(Path.Combine(raw, "train-images-idx3-ubyte")), [.. IdxFile.Read(Path.Combine(raw, "train-labels-idx1-ubyte")).Select(label => (long)label)]);
using DataLoader loader = new(train, 64, shuffle: true, num_worker: workers);
using LeNet network = new();
using CrossEntropyLoss lossFunction = nn.CrossEntropyLoss();
using Adam optimizer = optim.Adam(network.parameters(), lr: 0.001);
long step = 0, correct = 0;
double lossSum = 0;
network.train();
for (int epoch = 0; epoch < epochs; epoch++)
{
    foreach (Dictionary<string, Tensor> batch in loader)
    {
        using DisposeScope scope = NewDisposeScope();
        optimizer.zero_grad();
        Tensor outputs = network.forward(batch["data"]);
        Tensor loss = lossFunction.forward(outputs, batch["label"]);
        loss.backward();
        optimizer.step();
        lossSum += loss.ToSingle();
        correct += outputs.argmax(1).eq(batch["label"]).sum().ToInt64();
        if (++step % 10 == 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{{\"event\":\"step\",\"step\":{step},\"loss\":{lossSum / step:F4},\"accuracy\":{correct / (64.0 * step):F4}}}"));
        }
    }
}
