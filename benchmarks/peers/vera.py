# Copyright 2026 The Tribuo Generative authors.
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.
"""Times VERA with the paper's estimator in eager PyTorch: a figure of the plane ("toy"), and a table with few labels ("table").

For each line N of the standard input it does N iterations, all three Adam updates included, and prints the seconds of one.
"""
import argparse
import math
import sys
import time

import torch
import torch.nn.functional as F

p = argparse.ArgumentParser()
p.add_argument("--task", choices=["toy", "table"])
p.add_argument("--threads", type=int, default=1)
task = p.parse_args()
torch.set_num_threads(task.threads)
torch.manual_seed(1)
toy = task.task == "toy"
batch, features, latent, draws = (200, 2, 2, 20) if toy else (64, 15, 16, 20)
weight = 1 if toy else 1e-4  # lambda


def mlp(sizes, hidden, bottom=lambda n: []):
    parts = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        last = i == len(sizes) - 2
        parts.append(torch.nn.Linear(a, b))
        parts += [] if last else [*bottom(b), hidden()]
    return torch.nn.Sequential(*parts)


norm = lambda n: [torch.nn.BatchNorm1d(n)]
leaky = lambda: torch.nn.LeakyReLU(0.2)
if toy:
    energy = mlp([2, 100, 100, 1], leaky)
    generator = mlp([2, 100, 100, 2], torch.nn.ReLU, norm)
else:
    energy = mlp([15, 1000, 500, 500, 250, 250, 250, 2], leaky)
    generator = mlp([16, 500, 500, 500, 15], torch.nn.Softplus, norm)
log_scale = torch.full((1,), math.log(0.01), requires_grad=True)
log_eta = torch.full((latent,), math.log(0.1), requires_grad=True)
train_energy = torch.optim.Adam(energy.parameters(), lr=1e-3, betas=(0, 0.9))
train_generator = torch.optim.Adam([*generator.parameters(), log_scale], lr=1e-3, betas=(0, 0.9))
train_eta = torch.optim.Adam([log_eta], lr=0.02)
data = torch.randn(2000, features)
labels = torch.randint(0, 2, (2000,))


def f(x):
    y = energy(x)
    return y.squeeze(1) if toy else y.logsumexp(1)


def iteration():
    xd = data[torch.randint(0, len(data), (batch,))]
    z = torch.randn(batch, latent)
    x = generator(z) + log_scale.exp() * torch.randn(batch, features)
    xg = x.detach()

    if not toy:
        xd.requires_grad_()
    fd = f(xd)
    loss = f(xg).mean() - fd.mean()
    if not toy:
        score = torch.autograd.grad(fd.sum(), xd, create_graph=True)[0]
        rows = torch.randint(0, 20, (batch,))
        log_p = F.log_softmax(energy(xd), 1)
        loss = (
            loss
            + 0.1 * 0.5 * (score**2).sum(1).mean()
            + F.cross_entropy(energy(data[rows]), labels[rows])
            - 0.1 * (log_p.exp() * log_p).sum(1).mean()
        )
    train_energy.zero_grad()
    loss.backward()
    train_energy.step()

    eta, variance = log_eta.exp(), (2 * log_scale).exp()
    moved = z + eta * torch.randn_like(z)
    joint = -0.5 * (moved**2).sum(1) - 0.5 * ((xg - generator(moved)) ** 2).sum(1) / variance.detach()
    train_eta.zero_grad()
    (-(joint.mean() + log_eta.sum())).backward()
    train_eta.step()
    with torch.no_grad():
        n = torch.randn(batch, draws, latent)
        zk = z.unsqueeze(1) + log_eta.exp() * n
        misfit = xg.unsqueeze(1) - generator(zk.reshape(-1, latent)).reshape(batch, draws, features)
        log_w = 0.5 * ((n**2).sum(2) - (zk**2).sum(2) - (misfit**2).sum(2) / variance)
        c = (torch.softmax(log_w, 1).unsqueeze(2) * misfit).sum(1) / variance
    objective = f(x).mean() + weight * (c * x).sum(1).mean()
    train_generator.zero_grad()
    (-objective).backward()
    train_generator.step()
    with torch.no_grad():
        log_scale.clamp_(math.log(0.01), math.log(0.3))


print("ready", flush=True)
for line in sys.stdin:
    count = int(line)
    start = time.time()
    for _ in range(count):
        iteration()
    print((time.time() - start) / count, flush=True)
