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
"""Times training by the published networks of the learned Stein discrepancy: a peer of the benchmark "lsd".

Wants the published repository on PYTHONPATH, of which it takes the networks. For each
line N of the standard input it trains N iterations, five of the critic for each of the density, and prints the seconds of one.
"""
import argparse
import sys
import time

import torch
import torch.nn as nn
import networks

p = argparse.ArgumentParser()
p.add_argument("--task", choices=["ica", "toy"])
p.add_argument("--threads", type=int, default=1)
task = p.parse_args()
torch.set_num_threads(task.threads)
torch.manual_seed(1)

ica = task.task == "ica"
size, batch, penalty = (10, 1000, 1.0) if ica else (2, 100, 10.0)
critic = networks.SmallMLP(size, n_out=size)


class Sources(nn.Module):
    """Logistic sources of a linear map, up to the constant."""

    def __init__(self):
        super().__init__()
        self.unmixing = nn.Parameter(torch.randn(size, size))

    def forward(self, x):
        s = x @ self.unmixing
        return (-s - 2 * nn.functional.softplus(-s)).sum(1)


class OnBase(nn.Module):
    """The published network on a Gaussian base."""

    def __init__(self):
        super().__init__()
        self.net = networks.SmallMLP(size)
        self.mean = nn.Parameter(torch.zeros(size))
        self.scale = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        base = torch.distributions.Normal(self.mean, self.scale.exp())
        return self.net(x).view(-1) + base.log_prob(x).sum(1)


density = Sources() if ica else OnBase()
betas = (0.5, 0.9)
of_density = torch.optim.Adam(density.parameters(), lr=1e-3, betas=betas)
of_critic = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=betas)
print("ready", flush=True)

count = 0
for line in sys.stdin:
    n = int(line)
    start = time.time()
    for _ in range(n):
        of_density.zero_grad()
        of_critic.zero_grad()
        x = torch.randn(batch, size, requires_grad=True)
        score = torch.autograd.grad(density(x).sum(), x, create_graph=True)[0]
        f = critic(x)
        probe = torch.randn_like(x)
        trace = (torch.autograd.grad(f, x, probe, create_graph=True)[0] * probe).sum(1)
        stein = ((score * f).sum(1) + trace).mean()
        if count % 6 == 0:
            stein.backward()
            of_density.step()
        else:
            (penalty * (f * f).sum(1).mean() - stein).backward()
            of_critic.step()
        count += 1
    print((time.time() - start) / n, flush=True)
