"""The language model, for packed rows with a mask of their own."""

import torch
from torch import nn
from torch.nn import functional as F

from model.config import TEXT
from model.vision import attend, rotate


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.rms_norm(x, (x.shape[-1],), self.weight, TEXT["rms_norm_eps"])


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        hidden, self.heads, self.shared = TEXT["hidden_size"], TEXT["num_attention_heads"], TEXT["num_key_value_heads"]
        self.size = hidden // self.heads
        self.q_proj = nn.Linear(hidden, hidden)
        self.k_proj = nn.Linear(hidden, self.shared * self.size)
        self.v_proj = nn.Linear(hidden, self.shared * self.size)
        self.o_proj = nn.Linear(hidden, hidden, bias=False)

    def forward(self, x, cos, sin, mask):
        rows, length, width = x.shape
        split = lambda y, heads: y.view(rows, length, heads, self.size).transpose(1, 2)
        q, k, v = split(self.q_proj(x), self.heads), split(self.k_proj(x), self.shared), split(self.v_proj(x), self.shared)
        group = self.heads // self.shared
        k, v = rotate(k, cos, sin).repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        return self.o_proj(attend(rotate(q, cos, sin), k, v, mask).transpose(1, 2).reshape(rows, length, width))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        hidden, inner = TEXT["hidden_size"], TEXT["intermediate_size"]
        self.gate_proj, self.up_proj = nn.Linear(hidden, inner, bias=False), nn.Linear(hidden, inner, bias=False)
        self.down_proj = nn.Linear(inner, hidden, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn, self.mlp = Attention(), Mlp()
        self.input_layernorm, self.post_attention_layernorm = Norm(TEXT["hidden_size"]), Norm(TEXT["hidden_size"])

    def forward(self, x, cos, sin, mask):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


def turns(positions):
    """[3, rows, length] positions to cosines and sines, each head dimension from its own of the three axes."""
    rope, half = TEXT["rope_parameters"], TEXT["hidden_size"] // TEXT["num_attention_heads"] // 2
    frequencies = rope["rope_theta"] ** (-torch.arange(half, dtype=torch.float32, device=positions.device) / half)
    axis = torch.repeat_interleave(
        torch.arange(3, device=positions.device), torch.tensor(rope["mrope_section"], device=positions.device))
    angle = positions.float()[axis].permute(1, 2, 0) * frequencies
    angle = torch.cat([angle, angle], -1)[:, None]
    return angle.cos(), angle.sin()


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed_tokens = nn.Embedding(TEXT["vocab_size"], TEXT["hidden_size"])
        self.layers = nn.ModuleList(Layer() for _ in range(TEXT["num_hidden_layers"]))
        self.norm = Norm(TEXT["hidden_size"])

    def forward(self, embeddings, positions, mask, tap=None):
        """Last hidden states, and those after layer `tap`."""
        cos, sin = (part.to(embeddings.dtype) for part in turns(positions))
        x, tapped = embeddings, None
        for index, layer in enumerate(self.layers):
            x = layer(x, cos, sin, mask)
            if index == tap:
                tapped = x
        return self.norm(x), tapped
