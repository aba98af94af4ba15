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
"""Times RELAX in eager PyTorch: one coin ("toy"), and autoencoders with one or two layers of 200 codes ("vae", "vae2").

For each line N of the standard input it does N steps, gradients, control variate and both Adam updates included, and prints the
seconds of one.
"""
import argparse
import sys
import time

import torch
import torch.nn.functional as F

p = argparse.ArgumentParser()
p.add_argument("--task", choices=["toy", "vae", "vae2"])
p.add_argument("--threads", type=int, default=1)
task = p.parse_args()
torch.set_num_threads(task.threads)
torch.manual_seed(1)


def relaxed(logits, coupled):
    u = torch.rand_like(logits)
    z = logits + torch.log(u) - torch.log1p(-u)
    b = (z > 0).float().detach()
    theta = torch.sigmoid(logits.detach())
    if coupled:
        v = torch.where(b > 0, (u - 1 + theta) / theta, u / (1 - theta)).clamp(1e-7, 1 - 1e-7)
    else:
        v = torch.rand_like(logits)
    one = F.softplus(logits + torch.log(v)) - torch.log1p(-v)
    zero = torch.log(v) - F.softplus(torch.log1p(-v) - logits)
    return b, z, b * one + (1 - b) * zero


def relax(logits, f, c, coupled):
    """Loss, gradient by the logits and the mean square of it, as a graph of the control variate's parameters."""
    held = logits.detach().requires_grad_()
    b, z, conditional = relaxed(held, coupled)
    loss = f(b)
    cz, ct = c(z), c(conditional)
    path = torch.autograd.grad((cz - ct).sum(), held, create_graph=True)[0]
    gradient = (loss.detach() - ct).unsqueeze(1) * (b - torch.sigmoid(held.detach())) + path
    return b, loss, gradient, (gradient**2).sum(1).mean()


def bernoulli(logits, x):
    return (x * logits - F.softplus(logits)).sum(1)


def toy():
    logit = torch.zeros(1, 1, requires_grad=True)
    net = torch.nn.Sequential(torch.nn.Linear(1, 10), torch.nn.Tanh(), torch.nn.Linear(10, 1))
    scale = torch.zeros(1, requires_grad=True)
    model = torch.optim.Adam([logit], lr=0.01)
    control = torch.optim.Adam([*net.parameters(), scale], lr=0.01)

    def step():
        _, loss, g, square = relax(
            logit, lambda b: ((b - 0.499) ** 2).sum(1), lambda z: scale * net(z).squeeze(1), True
        )
        grads = torch.autograd.grad(square, [*net.parameters(), scale])
        logit.grad = g.detach()
        model.step()
        for q, dq in zip([*net.parameters(), scale], grads):
            q.grad = dq
        control.step()

    return step


def vae(layers):
    d, h, batch = 784, 200, 24
    data = (torch.rand(2000, d) < 0.2).float()
    mean = data.mean(0)
    bias = torch.logit(mean.clamp(0.001, 0.999))
    enc = [torch.nn.Linear(d if i == 0 else h, h) for i in range(layers)]
    dec = [torch.nn.Linear(h, d if i == 0 else h) for i in range(layers)]
    prior = torch.zeros(h, requires_grad=True)
    nets, scales, temperatures = [], [], []
    for i in range(layers):
        sizes = [d + h * (i + 1), h, h, h, h]
        parts = []
        for a, b in zip(sizes, sizes[1:]):
            parts += [torch.nn.Linear(a, b), torch.nn.ReLU()]
        nets.append(torch.nn.Sequential(*parts, torch.nn.Linear(h, 1)))
        scales.append(torch.ones(2, requires_grad=True))
        temperatures.append(torch.full((1,), -0.6931, requires_grad=True))
    weights = [q for m in enc + dec for q in m.parameters()] + [prior]
    model = torch.optim.Adam(weights, lr=1e-3)
    tuned = [[*nets[i].parameters(), scales[i], temperatures[i]] for i in range(layers)]
    control = torch.optim.Adam([q for t in tuned for q in t], lr=1e-3)

    def numbers(i, b):
        out = dec[i](2 * b - 1)
        return out + bias if i == 0 else out

    def step():
        x = data[torch.randint(0, len(data), (batch,))]
        below, what, context = x - mean, x, [x - mean]
        objective, squares = 0, []
        for i in range(layers):
            logits = enc[i](below)

            def f(b, soft=False):
                own = b
                total = -bernoulli(numbers(i, own), what) + bernoulli(logits.detach(), own)
                for j in range(i + 1, layers):
                    above = enc[j](2 * own - 1)
                    u = torch.rand_like(above)
                    z = above + torch.log(u) - torch.log1p(-u)
                    nxt = torch.sigmoid(z / 0.5) if soft else (z > 0).float().detach()
                    total = total + bernoulli(above, nxt) - bernoulli(numbers(j, nxt), own)
                    own = nxt
                return total - bernoulli(prior.unsqueeze(0), own)

            def c(z):
                soft = f(torch.sigmoid(z / temperatures[i].exp()), True)
                net = nets[i](torch.cat([*context, z], 1)).squeeze(1)
                return soft * scales[i][0] + net * scales[i][1]

            b, loss, g, square = relax(logits, f, c, False)
            pull = (g.detach() * logits).sum(1)
            if i == layers - 1:
                objective = objective + pull + loss
            else:
                objective = objective + pull - bernoulli(numbers(i, b), what) + bernoulli(logits.detach(), b)
            squares.append(square)
            below, what = 2 * b - 1, b
            context = [*context, below]
        for t, square in zip(tuned, squares):
            for q, dq in zip(t, torch.autograd.grad(square, t, retain_graph=True)):
                q.grad = dq
        for q, dq in zip(weights, torch.autograd.grad(objective.mean(), weights)):
            q.grad = dq
        model.step()
        control.step()

    return step


step = toy() if task.task == "toy" else vae(2 if task.task == "vae2" else 1)
print("ready", flush=True)
for line in sys.stdin:
    n = int(line)
    # a toy's step is short enough to be told by fewer
    count = max(1, n // 10) if task.task == "toy" else n
    start = time.time()
    for _ in range(count):
        step()
    print((time.time() - start) / count, flush=True)
