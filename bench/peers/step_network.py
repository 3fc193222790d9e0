"""Steps one network on one resident batch as a PyTorch user writes it: NAME BATCH THREADS. Says "ready", then for each line read the seconds of a step.

Ends at once, without "ready", for a network that is not written here.
"""
import sys
import time

import torch
from torch import nn

name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.manual_seed(1)
torch.set_num_threads(threads)


class Block(nn.Module):
    """A residual block of ResNet-18 and 34."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity() if stride == 1 and inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet(blocks):
    """The stem for CIFAR-10's images."""
    layers = [nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True)]
    inputs = 64
    for stage, count in enumerate(blocks):
        for block in range(count):
            outputs = 64 << stage
            layers.append(Block(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


NETWORKS = {
    "lenet": ((1, 28, 28), lambda: nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))),
    "mlp": ((1, 28, 28), lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))),
    "resnet18": ((3, 32, 32), lambda: resnet([2, 2, 2, 2])),
    "resnet34": ((3, 32, 32), lambda: resnet([3, 4, 6, 3])),
}
if name not in NETWORKS:
    sys.exit(0)
shape, make = NETWORKS[name]
network = make()
optimizer = torch.optim.Adam(network.parameters(), lr=1e-5)
loss_function = nn.CrossEntropyLoss()
inputs = torch.randn(batch, *shape)
labels = torch.arange(batch) % 10
print("ready", flush=True)
for _ in sys.stdin:
    start, steps = time.perf_counter(), 0
    while steps == 0 or time.perf_counter() - start < 0.06:
        optimizer.zero_grad()
        loss = loss_function(network(inputs), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        steps += 1
    print((time.perf_counter() - start) / steps, flush=True)
