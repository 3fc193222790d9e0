"""Golden trajectories: 50 steps of every optimizer with every option, float32, from the same weights and gradients; and the schedules, float64."""
import torch
from torch import optim
from torch.optim import lr_scheduler

import golden

STEPS = 50
torch.manual_seed(2)
weight = torch.randn(5, 4) * 0.5
bias = torch.randn(5) * 0.5
# Noise around a slope towards 0.3, so that moments neither vanish nor only grow.
noise = torch.randn(STEPS, 25) * 0.2
tensors = {"weight": weight, "bias": bias, "noise": noise}


def trajectory(name, make):
    """All 25 weights after every step."""
    parameters = [weight.clone().requires_grad_(), bias.clone().requires_grad_()]
    optimizer = make(parameters)
    rows = []
    for step in range(STEPS):
        for parameter, part in zip(parameters, (noise[step, :20].view(5, 4), noise[step, 20:])):
            parameter.grad = (parameter.detach() - 0.3) * 0.1 + part
        optimizer.step()
        rows.append(torch.cat([p.detach().flatten() for p in parameters]))
    tensors[name] = torch.stack(rows)


CASES = {
    "sgd": lambda p: optim.SGD(p, 0.05),
    "sgd-decay": lambda p: optim.SGD(p, 0.05, weight_decay=0.1),
    "momentum": lambda p: optim.SGD(p, 0.02, momentum=0.9),
    "momentum-decay": lambda p: optim.SGD(p, 0.02, momentum=0.9, weight_decay=0.1),
    "momentum-dampening": lambda p: optim.SGD(p, 0.02, momentum=0.8, dampening=0.3, weight_decay=0.1),
    "momentum-nesterov": lambda p: optim.SGD(p, 0.02, momentum=0.95, nesterov=True, weight_decay=0.1),
    "adagrad": lambda p: optim.Adagrad(p, 0.05),
    "adagrad-all": lambda p: optim.Adagrad(p, 0.05, lr_decay=0.1, initial_accumulator_value=0.2, eps=1e-6, weight_decay=0.1),
    "rmsprop": lambda p: optim.RMSprop(p, 0.01),
    "rmsprop-momentum": lambda p: optim.RMSprop(p, 0.01, alpha=0.9, momentum=0.7, eps=1e-5, weight_decay=0.1),
    "rmsprop-centered": lambda p: optim.RMSprop(p, 0.01, alpha=0.95, centered=True, eps=1e-3, weight_decay=0.1),
    "rmsprop-centered-momentum": lambda p: optim.RMSprop(p, 0.01, centered=True, eps=1e-3, momentum=0.5),
    "adam": lambda p: optim.Adam(p, 0.01),
    "adam-all": lambda p: optim.Adam(p, 0.01, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1, amsgrad=True),
    "adamw": lambda p: optim.AdamW(p, 0.01, weight_decay=0.1),
    "adamw-all": lambda p: optim.AdamW(p, 0.01, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.2, amsgrad=True),
}
for name, make in CASES.items():
    trajectory(name, make)
golden.save("optimizers", tensors)

# 6 epochs of 10 steps at a base rate of 1, so that a rate is a factor.
EPOCHS, PER_EPOCH = 6, 10


def factors(make, every=1):
    """The factor of every step; the scheduler moves after so many of them."""
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    scheduler = make(optimizer)
    rows = []
    for step in range(EPOCHS * PER_EPOCH):
        rows.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if (step + 1) % every == 0:
            scheduler.step()
    return torch.tensor(rows, dtype=torch.float64)


def warmup(optimizer):
    return lr_scheduler.LinearLR(optimizer, start_factor=1 / 8, total_iters=7)


def cosine(optimizer, final=0.0):
    return lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS * PER_EPOCH, eta_min=final)


golden.save("schedules", {
    "constant": factors(lambda o: lr_scheduler.ConstantLR(o, factor=1.0)),
    "step": factors(lambda o: lr_scheduler.StepLR(o, 2, gamma=0.3), every=PER_EPOCH),
    "cosine": factors(cosine),
    "cosine-final": factors(lambda o: cosine(o, 0.1)),
    "warmup": factors(warmup),
    "warmup-cosine": factors(lambda o: lr_scheduler.ChainedScheduler([warmup(o), cosine(o)])),
})
