"""Golden values of the losses: value and gradient of the outputs, float64 and float32, as PyTorch computes them."""
import torch
from torch.nn import functional as F

import golden

torch.manual_seed(1)
tensors = {}


def add(name, outputs, labels, loss):
    """Saves NAME.outputs, .labels, and .loss and .gradient in both types under f64. and f32."""
    tensors[f"{name}.outputs"] = outputs
    tensors[f"{name}.labels"] = labels
    for kind, dtype in (("f64", torch.float64), ("f32", torch.float32)):
        z = outputs.to(dtype, copy=True).requires_grad_()
        t = labels.to(dtype) if labels.is_floating_point() else labels
        value = loss(z, t)
        value.backward()
        tensors[f"{name}.{kind}.loss"] = value
        tensors[f"{name}.{kind}.gradient"] = z.grad


def tokens(**options):
    """Cross-entropy of [B, T, C] with labels [B, T]: PyTorch wants the classes second."""
    return lambda z, t: F.cross_entropy(z.flatten(0, 1), t.flatten(0, 1), **{k: v.to(z.dtype) if k == "weight" else v for k, v in options.items()})


def weighted(**options):
    return lambda z, t: F.cross_entropy(z, t, **{k: v.to(z.dtype) if k == "weight" else v for k, v in options.items()})


logits = torch.randn(6, 5, dtype=torch.float64) * 3
numbers = torch.tensor([0, 4, 2, 2, 1, 3])
ignoring = torch.tensor([0, -100, 2, -100, 1, 3])
weights = torch.tensor([0.5, 2.0, 1.0, 0.0, 3.0], dtype=torch.float64)
probabilities = torch.softmax(torch.randn(6, 5, dtype=torch.float64), -1)
add("numbers", logits, numbers, F.cross_entropy)
add("smoothed", logits, numbers, weighted(label_smoothing=0.1))
add("ignored", logits, ignoring, F.cross_entropy)
add("ignored-smoothed", logits, ignoring, weighted(label_smoothing=0.1))
add("padding", logits, numbers, weighted(ignore_index=2))
add("weighted", logits, numbers, weighted(weight=weights))
add("weighted-smoothed-ignored", logits, ignoring, weighted(weight=weights, label_smoothing=0.2))
add("probabilities", logits, probabilities, F.cross_entropy)
add("probabilities-weighted-smoothed", logits, probabilities, weighted(weight=weights, label_smoothing=0.3))

sequences = torch.randn(3, 4, 5, dtype=torch.float64) * 2
add("tokens", sequences, torch.randint(0, 5, (3, 4)), tokens())
add("tokens-ignored", sequences, torch.tensor([[1, 2, -100, -100], [0, 4, 3, -100], [-100] * 4]), tokens())
add("tokens-weighted", sequences, torch.randint(0, 5, (3, 4)), tokens(weight=weights, label_smoothing=0.1))
add("tokens-probabilities", sequences, torch.softmax(torch.randn(3, 4, 5, dtype=torch.float64), -1), tokens())

outputs = torch.randn(4, 3, dtype=torch.float64) * 2
targets = torch.randn(4, 3, dtype=torch.float64) * 2
add("binary", outputs * 20, torch.rand(4, 3, dtype=torch.float64), F.binary_cross_entropy_with_logits)
add("mse", outputs, targets, F.mse_loss)
add("l1", outputs, targets, F.l1_loss)
add("huber", outputs, targets, F.huber_loss)
add("huber-0.3", outputs, targets, lambda z, t: F.huber_loss(z, t, delta=0.3))
golden.save("losses", tensors)
