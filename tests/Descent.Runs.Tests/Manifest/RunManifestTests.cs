using System.Text.Json;
using System.Text.Json.Nodes;
using Descent.Runs.Manifest;

namespace Descent.Runs.Tests.Manifest;

public sealed class RunManifestTests
{
    public static RunManifest Example { get; } = new()
    {
        Name = "2026-11-23T10-15-00-lenet",
        Created = new DateTimeOffset(2026, 11, 23, 10, 15, 0, TimeSpan.FromHours(8)),
        Network = "lenet",
        Dataset = "fashion-mnist",
        Seed = ulong.MaxValue,
        DataFingerprint = "sha256:00ff",
        CommandLine = ["descent", "train", "lenet"],
        Versions = new Dictionary<string, string> { ["descent"] = "0.1.0", ["libtorch"] = "2.10.0" },
        Options = new JsonObject { ["epochs"] = 5, ["optimizer"] = new JsonObject { ["learningRate"] = 0.01 } },
    };

    [Fact]
    public void Reads_back_as_it_was_written()
    {
        string json = JsonSerializer.Serialize(Example, RunJson.Default.RunManifest);
        RunManifest read = JsonSerializer.Deserialize(json, RunJson.Default.RunManifest)!;

        Assert.Equal(Example.Created, read.Created);
        Assert.Equal(Example.Seed, read.Seed);
        Assert.Equal(Example.CommandLine, read.CommandLine);
        Assert.Equal(Example.Versions, read.Versions);
        Assert.True(JsonNode.DeepEquals(Example.Options, read.Options));
        Assert.Equal(json, JsonSerializer.Serialize(read, RunJson.Default.RunManifest));
    }

    [Fact]
    public void Is_written_for_people_to_read() => Assert.Equal(
        """
        {
          "format": 1,
          "name": "2026-11-23T10-15-00-lenet",
          "created": "2026-11-23T10:15:00+08:00",
          "network": "lenet",
          "networkOptions": {},
          "dataset": "fashion-mnist",
          "seed": 18446744073709551615,
          "dataFingerprint": "sha256:00ff",
          "commandLine": [
            "descent",
            "train",
            "lenet"
          ],
          "versions": {
            "descent": "0.1.0",
            "libtorch": "2.10.0"
          },
          "options": {
            "epochs": 5,
            "optimizer": {
              "learningRate": 0.01
            }
          }
        }
        """,
        JsonSerializer.Serialize(Example, RunJson.Default.RunManifest));
}
