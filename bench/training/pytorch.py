"""Trains the model of `model.ts` in PyTorch and prints the milliseconds of each step as JSON."""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

size = json.loads(sys.argv[1])
rows, length, vocabulary, width = size["rows"], size["length"], size["vocabulary"], size["width"]
torch.manual_seed(1)
torch.set_num_threads(size["threads"])


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm = nn.RMSNorm(width, eps=1e-5)
        self.attention_input = nn.Linear(width, 3 * width, bias=False)
        self.attention_output = nn.Linear(width, width, bias=False)
        self.mixer_norm = nn.RMSNorm(width, eps=1e-5)
        self.mixer_input = nn.Linear(width, 4 * width, bias=False)
        self.mixer_output = nn.Linear(4 * width, width, bias=False)

    def forward(self, x):
        parts = self.attention_input(self.attention_norm(x)).chunk(3, -1)
        query, key, value = (part.view(rows, length, size["heads"], -1).transpose(1, 2) for part in parts)
        read = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.attention_output(read.transpose(1, 2).reshape(rows, length, width))
        mixed = self.mixer_input(self.mixer_norm(x))
        return x + self.mixer_output(mixed * torch.sigmoid(1.702 * mixed))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(vocabulary, width) * 0.1)
        self.positions = nn.Parameter(torch.randn(length, width) * 0.1)
        self.layers = nn.Sequential(*(Layer() for _ in range(size["layers"])))
        self.norm = nn.RMSNorm(width, eps=1e-5)

    def forward(self, hot):
        x = self.layers(hot @ self.embedding + self.positions)
        return self.norm(x) @ self.embedding.T


model = Transformer()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.98), fused=True)
wall, processor = [], []
for _ in range(size["steps"]):
    start, used = time.perf_counter(), time.process_time()
    hot = torch.zeros(rows, length, vocabulary)
    hot.scatter_(2, torch.randint(vocabulary, (rows, length, size["tokensPerPosition"])), 1.0)
    target = torch.randint(vocabulary, (rows * length,))
    loss = functional.cross_entropy(model(hot).view(-1, vocabulary), target)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    wall.append(1000 * (time.perf_counter() - start))
    processor.append(1000 * (time.process_time() - used))
print(json.dumps({"version": torch.__version__, "times": {"wall": wall, "processor": processor}}))
