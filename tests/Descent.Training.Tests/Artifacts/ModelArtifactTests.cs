using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Torch.Networks;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Tests.Checkpoints;

namespace Descent.Training.Tests.Artifacts;

public sealed class ModelArtifactTests : IDisposable
{
    private static readonly ModelDescription Description = new()
    {
        NetworkType = "LeNet",
        Architecture = new Architecture("lenet", new Dictionary<string, long> { ["classes"] = 10 }),
        Input = new ArrayFormat(ElementType.UInt8, 1, 28, 28),
        ClassNames = ["T恤", "trouser \"wide\""],
        Normalizer = new Normalizer([72.940346f, 1e-38f], [90.02118f, float.MaxValue], "sha256:00ff"),
        Dataset = "fashion-mnist",
        Versions = new Dictionary<string, string> { ["descent"] = "0.1.0" },
    };

    private readonly TemporaryFolder _folder = new();

    private string Model => _folder["model"];

    [Fact]
    public void Reads_back_what_was_written_to_the_last_bit()
    {
        NamedArray[] weights = [Arrays.Floats("fc.bias", 0.1f, float.Epsilon)];
        ModelArtifact.Write(Model, Description, weights);

        (ModelDescription description, IReadOnlyList<NamedArray> read) = ModelArtifact.Read(Model);

        Arrays.AssertSame(weights, read);
        Assert.Equal(Description.NetworkType, description.NetworkType);
        Assert.Equal(Description.Architecture!.Name, description.Architecture!.Name);
        Assert.Equal(Description.Architecture.Options, description.Architecture.Options);
        Assert.Equal(Description.Input, description.Input);
        Assert.Equal(Description.ClassNames, description.ClassNames);
        Assert.Equal(Description.Normalizer!.Mean, description.Normalizer!.Mean);
        Assert.Equal(Description.Normalizer!.StandardDeviation, description.Normalizer!.StandardDeviation);
        Assert.Equal(Description.Normalizer!.Fingerprint, description.Normalizer!.Fingerprint);
        Assert.Equal(Description.Dataset, description.Dataset);
        Assert.Equal(Description.Versions, description.Versions);
        Assert.Equal(
            ["model.json", "weights.safetensors"], Directory.GetFileSystemEntries(Model).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_module_of_the_user_has_no_architecture()
    {
        ModelArtifact.Write(Model, Description with { Architecture = null, NetworkType = "MyNet" }, []);

        Assert.Null(ModelArtifact.Read(Model).Description.Architecture);
        Assert.Equal("MyNet", ModelArtifact.Read(Model).Description.NetworkType);
    }

    [Fact]
    public void Holds_nothing_that_can_be_computed()
    {
        ModelArtifact.Write(Model, Description, []);

        Assert.Contains(
            "\"input\": {\n    \"type\": \"UInt8\",\n    \"shape\": [\n      1,\n      28,\n      28\n    ]\n  },\n",
            File.ReadAllText(_folder["model/model.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_killed_at_any_operation_is_the_old_one_or_the_new_one()
    {
        Random random = new(3);
        for (int generation = 0, operations = 0; operations < 15; operations++)
        {
            ModelArtifact.Write(Model, Description, [Arrays.Floats("w", generation)]);
            FaultyDisk disk = new(random, operations);
            try
            {
                ModelArtifact.Write(Model, Description, [Arrays.Floats("w", generation + 1)], disk);
            }
            catch (CheckpointException)
            {
                Assert.True(disk.IsDead);
            }

            float found = BitConverter.ToSingle(ModelArtifact.Read(Model).Weights[0].Data.Span);
            Assert.InRange(found, generation, generation + 1);
            generation += 2;
        }

        ModelArtifact.Write(Model, Description, []);
        Assert.Equal([Model], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Damaged_weights_are_refused()
    {
        ModelArtifact.Write(Model, Description, [Arrays.Floats("w", 1)]);
        byte[] weights = File.ReadAllBytes(_folder["model/weights.safetensors"]);
        weights[^1] ^= 1;
        File.WriteAllBytes(_folder["model/weights.safetensors"], weights);

        CheckpointException error = Assert.Throws<CheckpointException>(() => ModelArtifact.Read(Model));

        Assert.Equal(_folder["model/weights.safetensors"], error.Path);
        Assert.Contains("SHA-256", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "format that this version does not know")]
    [InlineData("\"networkType\": \"LeNet\",", "", "is damaged")]
    [InlineData("\"classNames\": [", "\"classNames\": null, \"x\": [", "is damaged")]
    [InlineData("28,", "4611686018427387904, 4,", "is damaged")]
    [InlineData("72.940346", "\"NaN\"", "is damaged")]
    [InlineData("\"fingerprint\": \"sha256:00ff\"", "\"fingerprint\": null", "is damaged")]
    [InlineData("{", "", "is damaged")]
    public void A_description_that_is_damaged_or_newer_is_refused(string old, string replacement, string what)
    {
        ModelArtifact.Write(Model, Description, []);
        string path = _folder["model/model.json"];
        string text = File.ReadAllText(path);
        int place = text.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(path, text[..place] + replacement + text[(place + old.Length)..]);

        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => ModelArtifact.Read(Model)).Mistakes);

        Assert.Contains(what, mistake.What, StringComparison.Ordinal);
        Assert.Contains("model.json", mistake.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_model_is_a_mistake()
    {
        Directory.CreateDirectory(Model);

        Assert.Contains("holds no model", Assert.Single(Assert.Throws<RunConfigurationException>(() => ModelArtifact.Read(Model)).Mistakes).What, StringComparison.Ordinal);
        Assert.Equal("no such folder", Assert.Single(Assert.Throws<RunConfigurationException>(() => ModelArtifact.Read(_folder["none"])).Mistakes).Received);
    }

    [Fact]
    public void A_model_that_cannot_be_written_leaves_the_old_one()
    {
        ModelArtifact.Write(Model, Description, [Arrays.Floats("w", 1)]);

        CheckpointException error = Assert.Throws<CheckpointException>(() => ModelArtifact.Write(
            Model, Description, [], new FullDisk { Failure = new IOException("No space left on device") }));

        Assert.Contains("the model could not be written: No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Single(ModelArtifact.Read(Model).Weights);
    }

    public void Dispose() => _folder.Dispose();
}
