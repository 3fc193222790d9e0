"""LeNet on Fashion-MNIST as the usual PyTorch script trains it. Says {"event":"step","step":N} after every 10th step."""
import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

parser = argparse.ArgumentParser()
parser.add_argument("data", help="the folder that holds FashionMNIST/raw")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--workers", type=int, default=1)
parser.add_argument("--epochs", type=int, default=1)
options = parser.parse_args()

torch.manual_seed(1)
torch.set_num_threads(options.threads)
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.2860,), (0.3530,))])
train = datasets.FashionMNIST(options.data, train=True, transform=transform)
loader = DataLoader(train, batch_size=64, shuffle=True, num_workers=options.workers)
network = nn.Sequential(
    nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
step = correct = 0
loss_sum = 0.0
for epoch in range(options.epochs):
    for inputs, labels in loader:
        optimizer.zero_grad()
        outputs = network(inputs)
        loss = loss_function(outputs, labels)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
        correct += (outputs.argmax(1) == labels).sum().item()
        step += 1
        if step % 10 == 0:
            print(f'{{"event":"step","step":{step},"loss":{loss_sum / step:.4f},"accuracy":{correct / (64 * step):.4f}}}', flush=True)
