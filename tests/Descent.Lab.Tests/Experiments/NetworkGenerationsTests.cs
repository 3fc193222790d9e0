using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class NetworkGenerationsTests
{
    [Fact]
    public void Deep_plain_layers_train_worse_than_few_and_shortcuts_alone_mend_it()
    {
        Answer answer = ExperimentRun.Quick<NetworkGenerations>();

        // As published: LeNet-5, AlexNet on one device, VGG-16, GoogLeNet without its auxiliary heads, ResNet-34.
        Assert.Equal([5, 8, 16, 22, 34], ((string[])["lenet", "alexnet", "vgg", "googlenet", "resnet"]).Select(name => answer.Values[$"depth-{name}"].Mean));
        Assert.Equal(
            [61_706, 61_100_840, 138_357_544, 6_624_904, 21_797_672, 5_717_416],
            ((string[])["lenet", "alexnet", "vgg", "googlenet", "resnet", "transformer"]).Select(name => answer.Values[$"parameters-{name}"].Mean));
        Assert.Equal(answer.Values["weights-plain-deep"].Samples, answer.Values["weights-residual-deep"].Samples);
        Assert.Equal(answer.Values["layers-plain-deep"].Samples, answer.Values["layers-residual-deep"].Samples);
        Assert.True(answer.Values["loss-plain-deep"].Mean > answer.Values["loss-plain-shallow"].Mean);
        Assert.True(answer.Values["loss-plain-deep"].Least > answer.Values["loss-residual-deep"].Most);
    }
}
