using Descent.Data;
using Descent.Data.Datasets;
using Descent.Data.Normalization;
using Descent.Data.Sources;

namespace Descent.Bench.Workloads;

/// <summary>Fashion-MNIST's training split, the data of every benchmark.</summary>
internal sealed class Fashion
{
    public Dataset Data { get; } = FashionMnist.LoadAsync().GetAwaiter().GetResult();

    public IResidentSource Train => (IResidentSource)Data.Train;

    public Normalizer Normalizer => field ??= Normalizer.Fit(Data.Train);

    /// <summary>The pixels of all images, one after the other.</summary>
    public byte[] Images()
    {
        int bytes = Train.Format.Input.Bytes;
        byte[] images = new byte[checked((int)(Train.Count * bytes))];
        for (int i = 0; i < Train.Count; i++)
        {
            Train.Input(i).CopyTo(images.AsSpan(i * bytes));
        }

        return images;
    }

    /// <summary>The class number of each image.</summary>
    public long[] Labels() => [.. Enumerable.Range(0, (int)Train.Count).Select(i => BitConverter.ToInt64(Train.Label(i)))];

    /// <summary>Writes the training split where torchvision looks for it, unpacked: FOLDER/FashionMNIST/raw.</summary>
    /// <remarks>torchvision also wants the test files to be there; it never opens them here.</remarks>
    public void WriteRaw(string folder)
    {
        string raw = Directory.CreateDirectory(Path.Combine(folder, "FashionMNIST", "raw")).FullName;
        int count = (int)Train.Count;
        Write("train-images-idx3-ubyte", [count, 28, 28], Images());
        Write("train-labels-idx1-ubyte", [count], [.. Labels().Select(label => (byte)label)]);
        Write("t10k-images-idx3-ubyte", [0, 28, 28], []);
        Write("t10k-labels-idx1-ubyte", [0], []);

        void Write(string name, int[] shape, byte[] content)
        {
            using FileStream file = File.Create(Path.Combine(raw, name));
            file.Write([0, 0, 8, (byte)shape.Length]);
            foreach (int size in shape)
            {
                file.Write(BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(size)));
            }

            file.Write(content);
        }
    }
}
