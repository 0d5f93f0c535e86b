"""Training steps of a recurrent language model, PyTorch and ours in turn, on one thread each.

usage: torch_recurrent.py BENCH [repeats=20]

BENCH is the program of benches/recurrent_step.rs:
    cargo bench --no-default-features --features cli --bench recurrent_step --no-run
A step is forward, label-smoothed cross entropy (0.1), backward and Adam on 32 x 32 tokens: embedding 128, hidden
256, vocabulary 4,000. Both sides start from the same weights; their losses over the first steps must agree before
anything is measured. Times are told by the clock and by the processor time of the thread: on a machine that others
use too, only the latter are worth comparing.
"""
import math
import statistics
import subprocess
import sys
import time

import torch
from torch import nn

BENCH = sys.argv[1]
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
VOCAB, EMBEDDING, HIDDEN = 4000, 128, 256
torch.set_num_threads(1)


class Recurrent(nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, EMBEDDING)
        self.recurrent = cell(EMBEDDING, HIDDEN, batch_first=True)
        self.output = nn.Linear(HIDDEN, VOCAB)
        r = self.recurrent
        order = [self.embedding.weight, r.weight_ih_l0, r.weight_hh_l0, r.bias_ih_l0, self.output.weight, self.output.bias]
        with torch.no_grad():
            r.bias_hh_l0.zero_()
            for k, p in enumerate(order):
                scale = 1 / math.sqrt(EMBEDDING) if k == 0 else 0.06
                i = torch.arange(p.numel(), dtype=torch.float64)
                p.copy_((scale * torch.sin(0.7 * i + k)).reshape(p.shape))
            # We multiply embeddings by sqrt(d).
            self.embedding.weight.mul_(math.sqrt(EMBEDDING))
        r.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        return self.output(self.recurrent(self.embedding(x))[0])


ids = (torch.arange(32 * 33) * 7919 % VOCAB).reshape(32, 33)
server = subprocess.Popen([BENCH, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ours(name):
    server.stdin.write(name + "\n")
    server.stdin.flush()
    return tuple(map(float, server.stdout.readline().split()))


for name, cell in (("lstm", nn.LSTM), ("rnn", nn.RNN)):
    model = Recurrent(cell)
    trained = [p for p in model.parameters() if p.requires_grad]
    # Adam steps by the sign of a gradient at first: equal whatever the scale of the embeddings' own step.
    optimizer = torch.optim.Adam(
        [
            {"params": [model.embedding.weight], "lr": 1e-3 * math.sqrt(EMBEDDING)},
            {"params": [p for p in trained if p is not model.embedding.weight]},
        ],
        1e-3,
        (0.9, 0.98),
        1e-9,
    )
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)

    def theirs():
        start, cpu = time.perf_counter(), time.thread_time()
        optimizer.zero_grad(set_to_none=True)
        logits = model(ids[:, :-1])
        loss = criterion(logits.reshape(-1, VOCAB), ids[:, 1:].reshape(-1))
        loss.backward()
        optimizer.step()
        now, cpu_now = time.perf_counter(), time.thread_time()
        return loss.item(), (now - start) * 1e3, (cpu_now - cpu) * 1e3

    for step in range(4):
        a, b = theirs()[0], ours(name)[0]
        assert abs(a - b) < 1e-3 * abs(a), f"{name}, step {step}: losses {a} and {b}"
    print(f"{name}: losses agree over 4 steps, the last {a:.5f} and {b:.5f}")
    runs = {"torch": [], "teddy": []}
    for _ in range(REPEATS):
        runs["torch"].append(theirs())
        runs["teddy"].append(ours(name))
    for what, column in (("by the clock", 1), ("on the processor", 2)):
        t, o = ([run[column] for run in runs[who]] for who in ("torch", "teddy"))
        best, median = (min(t), min(o)), (statistics.median(t), statistics.median(o))
        print(
            f"  {what}, step ms best / median: torch {best[0]:.1f} / {median[0]:.1f}, "
            f"teddy {best[1]:.1f} / {median[1]:.1f}: {best[0] / best[1]:.2f}x / {median[0] / median[1]:.2f}x",
            flush=True,
        )
server.stdin.close()
