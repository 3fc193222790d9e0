"""Steps one network on one resident batch as a PyTorch user writes it: NAME BATCH THREADS. Says "ready", then for each line read the seconds of a step.

Ends at once, without "ready", for a network that is not written here. Deep networks are torchvision's, with the stems for images of 32×32.
"""
import sys
import time

import torch
from torch import nn
from torchvision import models
from torchvision.models.googlenet import BasicConv2d
from torchvision.models.vision_transformer import VisionTransformer

name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.manual_seed(1)
torch.set_num_threads(threads)
TOKENS = 256
IMAGE = (3, 32, 32)


def alexnet():
    network = models.alexnet(num_classes=10)
    network.features[0] = nn.Conv2d(3, 64, 3, padding=1)
    network.avgpool = nn.AdaptiveAvgPool2d(2)
    network.classifier[1] = nn.Linear(256 * 2 * 2, 4096)
    return network


def vgg(make):
    network = make(num_classes=10)
    network.avgpool = nn.AdaptiveAvgPool2d(1)
    network.classifier[0] = nn.Linear(512, 4096)
    return network


def googlenet():
    network = models.googlenet(num_classes=10, aux_logits=True, init_weights=False)
    network.conv1 = BasicConv2d(3, 64, kernel_size=3, padding=1)
    network.maxpool1 = nn.Identity()
    return network


def resnet(make):
    network = make(num_classes=10)
    network.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    network.maxpool = nn.Identity()
    return network


def vit(heads):
    return VisionTransformer(
        image_size=32, patch_size=4, num_layers=12, num_heads=heads, hidden_dim=64 * heads, mlp_dim=256 * heads, num_classes=10)


class Gpt(nn.Module):
    """4 blocks 128 wide, one table of vectors for inputs and logits."""

    def __init__(self, context):
        super().__init__()
        self.tokens = nn.Embedding(TOKENS, 128)
        self.positions = nn.Parameter(torch.randn(context, 128) * 0.02)
        layer = nn.TransformerEncoderLayer(128, 4, 512, 0.0, "gelu", batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, 4, nn.LayerNorm(128))
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(context))

    def forward(self, x):
        return self.blocks(self.tokens(x) + self.positions, self.mask) @ self.tokens.weight.t()


class Transformer(nn.Module):
    """2 + 2 blocks 128 wide; the first half of the positions is the source."""

    def __init__(self, positions):
        super().__init__()
        self.source = positions // 2
        self.tokens = nn.Embedding(TOKENS, 128)
        self.body = nn.Transformer(128, 4, 2, 2, 512, 0.0, batch_first=True)
        self.register_buffer("positions", torch.randn(self.source, 128))
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(self.source))

    def forward(self, x):
        vectors = self.tokens(x).view(len(x), 2, self.source, 128) + self.positions
        return self.body(vectors[:, 0], vectors[:, 1], tgt_mask=self.mask) @ self.tokens.weight.t()


NETWORKS = {
    "lenet": ((1, 28, 28), lambda: nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))),
    "mlp": ((1, 28, 28), lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))),
    "alexnet": (IMAGE, alexnet),
    "vgg11": (IMAGE, lambda: vgg(models.vgg11)),
    "vgg13": (IMAGE, lambda: vgg(models.vgg13)),
    "vgg16": (IMAGE, lambda: vgg(models.vgg16)),
    "vgg19": (IMAGE, lambda: vgg(models.vgg19)),
    "googlenet": (IMAGE, googlenet),
    "resnet18": (IMAGE, lambda: resnet(models.resnet18)),
    "resnet34": (IMAGE, lambda: resnet(models.resnet34)),
    "resnet50": (IMAGE, lambda: resnet(models.resnet50)),
    "resnet101": (IMAGE, lambda: resnet(models.resnet101)),
    "vit-tiny": (IMAGE, lambda: vit(3)),
    "vit-small": (IMAGE, lambda: vit(6)),
    "gpt": ((128,), lambda: Gpt(128)),
    "transformer": ((64,), lambda: Transformer(64)),
}
if name not in NETWORKS:
    sys.exit(0)
shape, make = NETWORKS[name]
network = make()
optimizer = torch.optim.Adam(network.parameters(), lr=1e-5)
loss_function = nn.CrossEntropyLoss()
if len(shape) == 1:
    inputs = torch.randint(TOKENS, (batch, *shape))
    labels = torch.randint(TOKENS, (batch * (shape[0] // 2 if name == "transformer" else shape[0]),))
else:
    inputs = torch.randn(batch, *shape)
    labels = torch.arange(batch) % 10


def step():
    optimizer.zero_grad()
    outputs = network(inputs)
    if isinstance(outputs, tuple):  # of GoogLeNet's three heads
        outputs = outputs[0]
    loss = loss_function(outputs.flatten(0, -2), labels)
    loss.backward()
    optimizer.step()
    loss.item()


print("ready", flush=True)
for _ in sys.stdin:
    step()  # not timed: it finds the caches full of another side's numbers
    start, steps = time.perf_counter(), 0
    while steps == 0 or time.perf_counter() - start < 0.2:
        step()
        steps += 1
    print((time.perf_counter() - start) / steps, flush=True)
