"""The vision tower: pictures of one grid at a time, so no masks are needed."""

import functools

import torch
from torch import nn
from torch.nn import functional as F

from model.config import FRAMES, MERGE, PATCH, VISION


@functools.cache
def angles(rows, columns):
    """Rotary angles of each patch, in the order of merged cells: [patches, head size]."""
    quarter = VISION["embed_dim"] // VISION["num_heads"] // 4
    frequencies = 10000.0 ** (-torch.arange(quarter, dtype=torch.float32) / quarter)
    y, x = torch.meshgrid(torch.arange(rows * MERGE), torch.arange(columns * MERGE), indexing="ij")
    order = lambda plane: plane.reshape(rows, MERGE, columns, MERGE).transpose(1, 2).reshape(-1)
    half = torch.cat([order(y)[:, None] * frequencies, order(x)[:, None] * frequencies], 1)
    return torch.cat([half, half], 1)


def patches(pixels):
    """u8 [units, frames, height, width, 3] to [units, patches, 3 * frames * 14 * 14] from -1 to 1."""
    units, _, height, width, _ = pixels.shape
    rows, columns = height // PATCH // MERGE, width // PATCH // MERGE
    cut = pixels.reshape(units, FRAMES, rows, MERGE, PATCH, columns, MERGE, PATCH, 3)
    cut = cut.permute(0, 2, 5, 3, 6, 8, 1, 4, 7).reshape(units, rows * columns * MERGE * MERGE, -1)
    return cut.to(torch.float32) / 127.5 - 1


def rotate(x, cos, sin):
    one, two = x.chunk(2, -1)
    return x * cos + torch.cat([-two, one], -1) * sin


def attend(q, k, v, mask=None):
    """Plain matmuls: on a CPU torch's fused attention with a mask is slower, backward above all."""
    weights = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    return (weights if mask is None else weights + mask).softmax(-1) @ v


class VisionAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x, cos, sin):
        units, length, width = x.shape
        q, k, v = self.qkv(x).view(units, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = attend(rotate(q, cos, sin), rotate(k, cos, sin), v)
        return self.proj(mixed.transpose(1, 2).reshape(units, length, width))


class VisionMlp(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x):
        x = self.fc1(x)
        return self.fc2(x * torch.sigmoid(1.702 * x))


class VisionBlock(nn.Module):
    def __init__(self, width, heads, ratio):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.attn, self.mlp = VisionAttention(width, heads), VisionMlp(width, width * ratio)

    def forward(self, x, cos, sin):
        x = x + self.attn(self.norm1(x), cos, sin)
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, width):
        super().__init__()
        kernel = (FRAMES, PATCH, PATCH)
        self.proj = nn.Conv3d(3, width, kernel, kernel, bias=False)

    def forward(self, x):
        return F.linear(x.to(self.proj.weight.dtype), self.proj.weight.flatten(1))


class PatchMerger(nn.Module):
    def __init__(self, width, out):
        super().__init__()
        inner = width * MERGE * MERGE
        self.ln_q = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential(nn.Linear(inner, inner), nn.GELU(), nn.Linear(inner, out))

    def forward(self, x):
        x = self.ln_q(x)
        return self.mlp(x.reshape(x.shape[0], x.shape[1] // (MERGE * MERGE), -1))


class VisionTower(nn.Module):
    def __init__(self):
        super().__init__()
        width = VISION["embed_dim"]
        self.patch_embed = PatchEmbed(width)
        self.blocks = nn.ModuleList(
            VisionBlock(width, VISION["num_heads"], VISION["mlp_ratio"]) for _ in range(VISION["depth"]))
        self.merger = PatchMerger(width, VISION["hidden_size"])

    def forward(self, pixels):
        """u8 [units, frames, height, width, 3] of one size to [units, cells, hidden]."""
        x = self.patch_embed(patches(pixels))
        turn = angles(pixels.shape[2] // PATCH // MERGE, pixels.shape[3] // PATCH // MERGE).to(x.device)
        cos, sin = turn.cos().to(x.dtype), turn.sin().to(x.dtype)
        for block in self.blocks:
            x = block(x, cos, sin)
        return self.merger(x)
