"""Golden values of layers, blocks and image networks; needs Debian's python3-torch (1.13.1) and python3-torchvision (0.14.1)."""
import torch
from torch import nn
from torchvision.models import resnet
from torchvision.models.googlenet import BasicConv2d, GoogLeNet, Inception

import golden

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def wave(shape, phase):
    """Numbers between -1 and 1 without a pattern, the same everywhere."""
    count = int(torch.Size(shape).numel())
    return torch.arange(count, dtype=torch.float64).mul(12.9898).add(phase * 78.233 + 0.5).sin().reshape(shape)


def fill(module):
    """Sets every weight by a formula, so that large networks need no file of weights."""
    tensors = dict(module.named_parameters()) | {name: b for name, b in module.named_buffers() if b.is_floating_point()}
    with torch.no_grad():
        for phase, name in enumerate(sorted(tensors)):
            tensor = tensors[name]
            values = wave(tensor.shape, phase)
            if tensor.dim() >= 2:
                values = values * (2 / tensor[0].numel() ** 0.5)
            elif name.endswith("running_var"):
                values = 1 + 0.5 * values
            elif name.endswith("weight"):
                values = 1 + 0.1 * values
            else:
                values = 0.1 * values
            tensor.copy_(values)
    return module


def cases(*items):
    """Forward, input gradient and parameter gradients of modules by name, the buffers as they are afterwards, and a forward in use."""
    arrays = {}
    for name, module, shape in items:
        fill(module).train()
        inputs = wave(shape, 7).requires_grad_()
        outputs = module(inputs)
        outputs.backward(wave(outputs.shape, 11))
        arrays |= {f"{name}/output": outputs, f"{name}/input_gradient": inputs.grad}
        arrays |= {f"{name}/gradient/{key}": parameter.grad for key, parameter in module.named_parameters()}
        arrays |= {f"{name}/after/{key}": buffer for key, buffer in module.named_buffers()}
        if any(True for _ in module.buffers()):
            arrays[f"{name}/eval"] = module.eval()(inputs)
    return arrays


IMAGE = (2, 4, 7, 8)
golden.save("convolution", cases(
    ("plain", nn.Conv2d(4, 6, 3), IMAGE),
    ("no bias", nn.Conv2d(4, 6, (2, 3), bias=False), IMAGE),
    ("stride", nn.Conv2d(4, 6, (3, 5), stride=(2, 3), padding=(1, 2)), IMAGE),
    ("dilation", nn.Conv2d(4, 6, (3, 2), dilation=(2, 3), padding=1), IMAGE),
    ("groups", nn.Conv2d(4, 6, 3, groups=2, padding=1), IMAGE),
    ("depthwise", nn.Conv2d(4, 8, 3, groups=4, stride=2), IMAGE),
    ("same", nn.Conv2d(4, 6, (3, 5), padding="same"), IMAGE),
    ("same even", nn.Conv2d(4, 6, (2, 4), padding="same"), IMAGE),
    ("same even dilated", nn.Conv2d(4, 6, (4, 3), padding="same", dilation=(1, 3)), IMAGE),
    ("valid", nn.Conv2d(4, 6, (4, 3), padding="valid"), IMAGE),
    ("reflect", nn.Conv2d(4, 6, (3, 5), padding=(1, 3), padding_mode="reflect"), IMAGE),
    ("replicate", nn.Conv2d(4, 6, (5, 2), padding=(3, 1), padding_mode="replicate"), IMAGE),
    ("circular", nn.Conv2d(4, 6, (3, 4), padding=(2, 3), padding_mode="circular"), IMAGE),
    ("reflect same even", nn.Conv2d(4, 6, (4, 2), padding="same", padding_mode="reflect"), IMAGE),
    ("circular all", nn.Conv2d(4, 6, (2, 3), padding=(2, 1), padding_mode="circular", stride=(1, 2), dilation=(2, 1), groups=2, bias=False), IMAGE)))

golden.save("pooling", cases(
    ("max", nn.MaxPool2d(2), IMAGE),
    ("max padded", nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 1)), IMAGE),
    ("max ceil", nn.MaxPool2d(3, stride=2, ceil_mode=True), IMAGE),
    ("average", nn.AvgPool2d((2, 3)), IMAGE),
    ("average padded", nn.AvgPool2d(3, stride=2, padding=1), IMAGE),
    ("average ceil", nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False), IMAGE),
    ("adaptive average", nn.AdaptiveAvgPool2d((3, 5)), IMAGE),
    ("adaptive average larger", nn.AdaptiveAvgPool2d((9, 2)), IMAGE),
    ("adaptive max", nn.AdaptiveMaxPool2d((3, 5)), IMAGE)))

golden.save("normalization", cases(
    ("batch 1d", nn.BatchNorm1d(5), (6, 5)),
    ("batch 1d positions", nn.BatchNorm1d(5, momentum=0.3), (3, 5, 4)),
    ("batch 2d", nn.BatchNorm2d(4), IMAGE),
    ("batch 2d epsilon", nn.BatchNorm2d(4, eps=0.001, momentum=1.0), IMAGE),
    ("layer", nn.LayerNorm(8), IMAGE),
    ("layer images", nn.LayerNorm((4, 7, 8), eps=0.01), IMAGE),
    ("linear", nn.Linear(8, 3), IMAGE),
    ("linear no bias", nn.Linear(8, 3, bias=False), (5, 8))))

golden.save("activations", cases(
    ("sigmoid", nn.Sigmoid(), IMAGE), ("tanh", nn.Tanh(), IMAGE), ("relu", nn.ReLU(), IMAGE), ("leaky-relu", nn.LeakyReLU(), IMAGE),
    ("gelu", nn.GELU(), IMAGE), ("silu", nn.SiLU(), IMAGE), ("softmax", nn.Softmax(-1), IMAGE)))


def shortcut(inputs, outputs, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


golden.save("blocks", cases(
    ("convolution", BasicConv2d(4, 5, kernel_size=3, stride=2, padding=1), IMAGE),
    ("basic", resnet.BasicBlock(4, 4), IMAGE),
    ("basic wider", resnet.BasicBlock(4, 6, 2, shortcut(4, 6, 2)), IMAGE),
    ("bottleneck", resnet.Bottleneck(8, 2), (2, 8, 5, 6)),
    ("bottleneck wider", resnet.Bottleneck(4, 3, 2, shortcut(4, 12, 2)), IMAGE),
    ("inception", Inception(4, 3, 2, 4, 2, 3, 2), IMAGE)))

lenet = nn.Sequential()
for name, layer in [("conv1", nn.Conv2d(1, 6, 5, padding=2)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)), ("conv2", nn.Conv2d(6, 16, 5)),
                    ("relu2", nn.ReLU()), ("pool2", nn.MaxPool2d(2)), ("flatten", nn.Flatten()), ("linear1", nn.Linear(400, 120)),
                    ("relu3", nn.ReLU()), ("linear2", nn.Linear(120, 84)), ("relu4", nn.ReLU()), ("linear3", nn.Linear(84, 10))]:
    lenet.add_module(name, layer)
heads = {}
inception = fill(GoogLeNet(num_classes=10, aux_logits=True, init_weights=False)).eval()
inception.inception4a.register_forward_hook(lambda _, __, outputs: heads.update(aux1=inception.aux1(outputs)))
inception.inception4d.register_forward_hook(lambda _, __, outputs: heads.update(aux2=inception.aux2(outputs)))
COLOR = wave((2, 3, 64, 64), 7)
with torch.no_grad():
    golden.save("networks", {
        "lenet": fill(lenet)(wave((2, 1, 28, 28), 7)),
        "resnet18": fill(resnet.resnet18(num_classes=10)).eval()(COLOR),
        "resnet50": fill(resnet.resnet50(num_classes=10)).eval()(COLOR),
        "googlenet": inception(COLOR),
        "googlenet/aux1": heads["aux1"],
        "googlenet/aux2": heads["aux2"]})
