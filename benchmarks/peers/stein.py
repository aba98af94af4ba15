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
"""Times peers of Stein tests: the published learned test, and a kernel Stein test in numpy.

"rbm" wants the published repository on PYTHONPATH, of which it takes the network. For each line N of the standard input it
trains N updates of a test's critic (or draws N times from a wild bootstrap) and prints the seconds of all of them. The exact
traces of the published test's checkpoints are not in these seconds.
"""
import argparse
import os
import sys
import time

p = argparse.ArgumentParser()
p.add_argument("--task", choices=["rbm", "ksd"])
p.add_argument("--threads", type=int, default=1)
task = p.parse_args()


def rbm():
    import networks
    import torch

    torch.set_num_threads(task.threads)
    torch.manual_seed(1)
    n, size, hidden = 800, 50, 40
    weights = torch.randint(0, 2, (size, hidden)).float() * 2 - 1
    noisy = weights + 0.02 * torch.randn_like(weights)
    x = (10 * torch.randn(n, size)).requires_grad_()

    def updates(count):
        critic = networks.SmallMLP(size, n_out=size, n_hid=300, dropout=True)
        optimiser = torch.optim.Adam(critic.parameters(), lr=1e-3, weight_decay=5e-4)
        for _ in range(count):
            optimiser.zero_grad()
            score = -x + 0.5 * torch.tanh(0.5 * x @ noisy) @ noisy.t()
            f = critic(x)
            probe = torch.randn_like(f)
            jacobian = torch.autograd.grad(f, x, probe, create_graph=True)[0]
            u = (score * f).sum(1) + (jacobian * probe).sum(1)
            loss = -u.mean() / (u.std() + 1e-6) + 0.5 * (f * f).sum(1).mean()
            loss.backward()
            optimiser.step()

    return updates


def ksd():
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(task.threads)
    import numpy as np

    n, size = 1000, 50
    rng = np.random.default_rng(1)
    x = rng.standard_normal((n, size))
    score = -x

    def draws(count):
        squares = (x * x).sum(1)
        distances = np.maximum(squares[:, None] + squares[None, :] - 2 * x @ x.T, 0)
        width = np.median(distances[np.triu_indices(n, 1)])
        k = np.exp(-distances / (2 * width))
        cross = score @ x.T
        own = (score * x).sum(1)
        # s_x . (x - y) - s_y . (x - y)
        along = own[:, None] - cross - cross.T + own[None, :]
        h = k * (score @ score.T + along / width + size / width - distances / width**2)
        signs = rng.integers(0, 2, (count, n)) * 2.0 - 1
        return (1 + ((signs @ h * signs).sum(1) > h.sum()).sum()) / (1 + count)

    return draws


run = rbm() if task.task == "rbm" else ksd()
print("ready", flush=True)
for line in sys.stdin:
    start = time.time()
    run(int(line))
    print(time.time() - start, flush=True)
