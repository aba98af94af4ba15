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
"""Times the published code of FFJORD: a peer of the benchmark "ode".

Wants the published repository (and torchdiffeq) on PYTHONPATH. For each line N of the standard input it trains N
iterations and prints the seconds, and the forward and backward evaluations of the dynamics, of one iteration.
"""
import argparse
import math
import sys
import time

import torch
from train_misc import build_model_tabular, count_nfe, count_parameters, standard_normal_logprob

p = argparse.ArgumentParser()
p.add_argument("--task", choices=["toy", "miniboone"])
p.add_argument("--threads", type=int, default=1)
task = p.parse_args()
torch.set_num_threads(task.threads)
torch.manual_seed(1)

toy = task.task == "toy"
settings = argparse.Namespace(
    dims="64-64-64" if toy else "860-860",
    num_blocks=1,
    layer_type="concatsquash",
    nonlinearity="tanh" if toy else "softplus",
    divergence_fn="brute_force" if toy else "approximate",
    time_length=0.5 if toy else 1.0,
    train_T=False,
    solver="dopri5",
    atol=1e-5 if toy else 1e-8,
    rtol=1e-5 if toy else 1e-6,
    step_size=None,
    test_solver=None,
    test_atol=None,
    test_rtol=None,
    residual=False,
    rademacher=False,
    batch_norm=False,
)
size = 2 if toy else 43
batch = 100 if toy else 1000
model = build_model_tabular(settings, size)
model.train()
optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
print("parameters", count_parameters(model), flush=True)


def rows():
    if not toy:
        return torch.randn(batch, size)
    angle = torch.randint(8, (batch, 1)) * (math.pi / 4)
    centres = torch.cat([angle.cos(), angle.sin()], 1) * 4
    return (centres + 0.5 * torch.randn(batch, 2)) / 1.414


for line in sys.stdin:
    n = int(line)
    forward = backward = 0
    start = time.time()
    for _ in range(n):
        x = rows()
        optimiser.zero_grad()
        z, change = model(x, torch.zeros(batch, 1))
        loss = -(standard_normal_logprob(z).sum(1, keepdim=True) - change).mean()
        evaluations = count_nfe(model)
        loss.backward()
        optimiser.step()
        forward += evaluations
        backward += count_nfe(model) - evaluations
    print((time.time() - start) / n, forward / n, backward / n, flush=True)
