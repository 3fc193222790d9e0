"""Golden values of attention, Transformer blocks and a whole Transformer: python3 tests/golden/sequence.py

PyTorch's nn.MultiheadAttention, nn.TransformerEncoderLayer, nn.TransformerDecoderLayer and nn.Transformer with random weights. Gradients
are those of the sum of outputs × fixed random numbers. Names: CASE.what, where parameters bear the names that Descent gives them.
"""
import math

import torch
from torch import nn

import golden

WIDTH, HEADS, HIDDEN, BATCH, POSITIONS, MEMORY = 12, 3, 20, 2, 5, 4


def randomize(module):
    """Random weights; those of norms around 1, as a norm of nearly nothing only measures rounding."""
    for name, parameter in module.named_parameters():
        with torch.no_grad():
            parameter.copy_(torch.randn(parameter.shape, dtype=parameter.dtype) * 0.3 + ("norm" in name and name.endswith("weight")))
    return module


def self_attention(prefix, module):
    return {
        f"{prefix}qkv.weight": module.in_proj_weight, f"{prefix}qkv.bias": module.in_proj_bias,
        f"{prefix}output.weight": module.out_proj.weight, f"{prefix}output.bias": module.out_proj.bias,
    }


def cross_attention(prefix, module):
    """One parameter of PyTorch's is two of ours: the rows of the query and those of key and value."""
    return {
        f"{prefix}query.weight": (module.in_proj_weight, slice(0, WIDTH)), f"{prefix}query.bias": (module.in_proj_bias, slice(0, WIDTH)),
        f"{prefix}key_value.weight": (module.in_proj_weight, slice(WIDTH, None)), f"{prefix}key_value.bias": (module.in_proj_bias, slice(WIDTH, None)),
        f"{prefix}output.weight": module.out_proj.weight, f"{prefix}output.bias": module.out_proj.bias,
    }


def layer(prefix, module):
    return {f"{prefix}weight": module.weight, f"{prefix}bias": module.bias}


def encoder_block(prefix, module):
    return {
        **self_attention(f"{prefix}attention.", module.self_attn), **layer(f"{prefix}norm1.", module.norm1),
        **layer(f"{prefix}feed_forward.linear1.", module.linear1), **layer(f"{prefix}feed_forward.linear2.", module.linear2),
        **layer(f"{prefix}norm2.", module.norm2),
    }


def decoder_block(prefix, module):
    return {
        **self_attention(f"{prefix}attention.", module.self_attn), **layer(f"{prefix}norm1.", module.norm1),
        **cross_attention(f"{prefix}cross_attention.", module.multihead_attn), **layer(f"{prefix}norm2.", module.norm2),
        **layer(f"{prefix}feed_forward.linear1.", module.linear1), **layer(f"{prefix}feed_forward.linear2.", module.linear2),
        **layer(f"{prefix}norm3.", module.norm3),
    }


def causal(size):
    return torch.triu(torch.ones(size, size, dtype=torch.bool), diagonal=1)


def record(values, case, inputs, compute, parameters):
    """Adds inputs, output, a cotangent, and the gradients of inputs and parameters."""
    for tensor in inputs.values():
        if tensor.is_floating_point():
            tensor.requires_grad_()
    output = compute(**inputs)
    cotangent = torch.randn(output.shape, dtype=output.dtype)
    (output * cotangent).sum().backward()
    values[f"{case}.output"] = output
    values[f"{case}.cotangent"] = cotangent
    for name, tensor in inputs.items():
        values[f"{case}.in.{name}"] = tensor
        if tensor.grad is not None:
            values[f"{case}.grad_in.{name}"] = tensor.grad
    for name, parameter in parameters.items():
        part, rows = parameter if isinstance(parameter, tuple) else (parameter, slice(None))
        values[f"{case}.parameter.{name}"] = part[rows]
        values[f"{case}.grad.{name}"] = part.grad[rows]


def blocks(dtype):
    values = {}

    def sequence(positions=POSITIONS):
        return torch.randn(BATCH, positions, WIDTH, dtype=dtype)

    def attention():
        return randomize(nn.MultiheadAttention(WIDTH, HEADS, batch_first=True).to(dtype))

    module = attention()
    record(values, "self", {"input": sequence()}, lambda input: module(input, input, input)[0], self_attention("", module))
    module = attention()
    record(values, "causal", {"input": sequence()},
           lambda input: module(input, input, input, attn_mask=causal(POSITIONS))[0], self_attention("", module))
    module = attention()
    padding = torch.tensor([[False] * POSITIONS, [True, True] + [False] * (POSITIONS - 2)])
    values["padded.mask"] = ~padding.view(BATCH, 1, 1, POSITIONS)
    record(values, "padded", {"input": sequence()},
           lambda input: module(input, input, input, key_padding_mask=padding)[0], self_attention("", module))
    module = attention()
    record(values, "cross", {"input": sequence(), "memory": sequence(MEMORY)},
           lambda input, memory: module(input, memory, memory)[0], cross_attention("", module))
    for norm_first in (True, False):
        order = "pre" if norm_first else "post"
        for activation in ("gelu", "relu"):
            encoder = randomize(nn.TransformerEncoderLayer(
                WIDTH, HEADS, HIDDEN, dropout=0, activation=activation, batch_first=True, norm_first=norm_first).to(dtype))
            record(values, f"encoder_{order}_{activation}", {"input": sequence()}, lambda input: encoder(input), encoder_block("", encoder))
        decoder = randomize(nn.TransformerDecoderLayer(
            WIDTH, HEADS, HIDDEN, dropout=0, activation="gelu", batch_first=True, norm_first=norm_first).to(dtype))
        record(values, f"decoder_{order}", {"input": sequence(), "memory": sequence(MEMORY)},
               lambda input, memory: decoder(input, memory, tgt_mask=causal(POSITIONS)), decoder_block("", decoder))
    return values


def waves(positions, width, dtype):
    """The table of the 2017 paper, as the tutorials for PyTorch make it."""
    table = torch.zeros(positions, width, dtype=dtype)
    place = torch.arange(positions, dtype=dtype).unsqueeze(1)
    lengths = torch.exp(torch.arange(0, width, 2, dtype=dtype) * (-math.log(10000.0) / width))
    table[:, 0::2] = torch.sin(place * lengths)
    table[:, 1::2] = torch.cos(place * lengths)[:, : width // 2]
    return table


def transformer(dtype):
    """Two layers each side, post-norm and ReLU as in the paper; one table of vectors for source, target and logits."""
    tokens, source, target, layers = 13, 6, 5, 2
    module = randomize(nn.Transformer(WIDTH, HEADS, layers, layers, HIDDEN, dropout=0, activation="relu", batch_first=True).to(dtype))
    # The paper has no norm after the last block: there its post-norm is.
    module.encoder.norm = module.decoder.norm = None
    weight = nn.Parameter(torch.randn(tokens, WIDTH, dtype=dtype) * WIDTH**-0.5)
    input = torch.randint(0, tokens, (BATCH, source + target))
    table = waves(16, WIDTH, torch.float64).to(dtype)

    def embed(ids):
        return weight[ids] * math.sqrt(WIDTH) + table[: ids.shape[1]]

    def compute(input):
        hidden = module(embed(input[:, :source]), embed(input[:, source:]), tgt_mask=causal(target))
        return hidden @ weight.T

    parameters = {"tokens.weight": weight}
    for i in range(layers):
        parameters.update(encoder_block(f"encoder{i}.", module.encoder.layers[i]))
        parameters.update(decoder_block(f"decoder{i}.", module.decoder.layers[i]))
    values = {}
    record(values, "transformer", {"input": input}, compute, parameters)
    return values


for name, dtype in (("float64", torch.float64), ("float32", torch.float32)):
    torch.manual_seed(7)
    golden.save(f"sequence-blocks-{name}", blocks(dtype))
    golden.save(f"sequence-transformer-{name}", transformer(dtype))
golden.save("sequence-positions", {"even": waves(11, 12, torch.float64), "odd": waves(11, 7, torch.float64)})
