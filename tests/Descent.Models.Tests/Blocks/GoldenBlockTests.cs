using Descent.Models.Blocks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests.Blocks;

public sealed class GoldenBlockTests
{
    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, long[] Shape)> Blocks = new()
    {
        ["convolution"] = (() => new ConvolutionBlock(4, 5, 3, stride: 2, padding: 1), [2, 4, 7, 8]),
        ["basic"] = (() => new BasicBlock(4, 4), [2, 4, 7, 8]),
        ["basic wider"] = (() => new BasicBlock(4, 6, stride: 2), [2, 4, 7, 8]),
        ["bottleneck"] = (() => new Bottleneck(8, 2), [2, 8, 5, 6]),
        ["bottleneck wider"] = (() => new Bottleneck(4, 3, stride: 2), [2, 4, 7, 8]),
        ["inception"] = (() => new InceptionBlock(4, new InceptionWidths(3, 2, 4, 2, 3, 2)), [2, 4, 7, 8]),
    };

    public static TheoryData<string> Names => [.. Blocks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_block_gives_PyTorchs_values(string name) => GoldenCase.Check("blocks", name, Blocks[name].Make, Blocks[name].Shape);
}
