"""Training steps of the models S and M, PyTorch and ours in turn, on one thread each; and PyTorch's greedy decoding.

usage: torch_transformer.py BENCH [repeats=20]

BENCH is the program of benches/train_step.rs:
    cargo bench --no-default-features --features cli --bench train_step --no-run
A step is forward, label-smoothed cross entropy (0.1), backward and Adam on a batch of 32 x (16 source + 16 target)
tokens without padding, dropout 0.1. First both sides start from the same weights without dropout, and their losses over
the first steps must agree. Times are told by the clock and by the processor time of the thread: on a machine that
others use too, only the latter are worth comparing. Decoding (beside benches/decode.rs) is what a notebook does:
nn.Transformer, one sentence, 16 tokens, the encoder once, no cache.
"""
import math
import statistics
import subprocess
import sys
import time
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
BENCH = sys.argv[1]
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
torch.set_num_threads(1)
torch.manual_seed(0)
SIZES = {"S": (4000, 128, 4, 2, 512), "M": (8000, 256, 8, 3, 1024)}


def sinusoids(n, d):
    rate = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    angles = torch.arange(n)[:, None] * rate
    return torch.stack([angles.sin(), angles.cos()], -1).reshape(n, d)


class Seq2Seq(nn.Module):
    def __init__(self, name, dropout):
        super().__init__()
        self.vocab, d_model, n_heads, n_layers, d_ff = SIZES[name]
        self.scale = math.sqrt(d_model)
        self.src = nn.Embedding(self.vocab, d_model)
        self.tgt = nn.Embedding(self.vocab, d_model)
        self.register_buffer("positions", sinusoids(64, d_model))
        self.dropout = nn.Dropout(dropout)
        self.transformer = nn.Transformer(
            d_model, n_heads, n_layers, n_layers, d_ff, dropout, batch_first=True, norm_first=True
        )
        self.generator = nn.Linear(d_model, self.vocab, bias=False)

    def encode(self, src):
        return self.transformer.encoder(self.dropout(self.src(src) * self.scale + self.positions[: src.shape[1]]))

    def decode(self, tgt, memory):
        n = tgt.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        x = self.dropout(self.tgt(tgt) * self.scale + self.positions[:n])
        return self.transformer.decoder(x, memory, tgt_mask=mask, tgt_is_causal=True)

    def forward(self, src, tgt):
        return self.generator(self.decode(tgt, self.encode(src)))

    @torch.no_grad()
    def start_as_ours(self):
        """The weights of benches/train_step.rs, a formula of each parameter's name there."""

        def ours(name, *shape):
            k, i = sum(name.encode()), torch.arange(math.prod(shape), dtype=torch.float64)
            return (0.08 * torch.sin(0.7 * i + k)).float().reshape(shape)

        def linear(weight, bias, w_name, b_name):
            # We keep W as (in, out).
            weight.copy_(ours(w_name, weight.shape[1], weight.shape[0]).T)
            bias.copy_(ours(b_name, bias.shape[0]))

        def attention(module, name):
            weights, biases = module.in_proj_weight.chunk(3), module.in_proj_bias.chunk(3)
            for letter, w, b in zip("qkv", weights, biases):
                linear(w, b, f"{name}.w_{letter}", f"{name}.b_{letter}")
            linear(module.out_proj.weight, module.out_proj.bias, f"{name}.w_o", f"{name}.b_o")

        for table, name in ((self.src, "src_embedding"), (self.tgt, "tgt_embedding"), (self.generator, "generator")):
            table.weight.copy_(ours(f"{name}.weight", *table.weight.shape))
        for side in ("encoder", "decoder"):
            for l, layer in enumerate(getattr(self.transformer, side).layers):
                attention(layer.self_attn, f"{side}.{l}.self_attn")
                if side == "decoder":
                    attention(layer.multihead_attn, f"{side}.{l}.cross_attn")
                for i, part in ((1, layer.linear1), (2, layer.linear2)):
                    name = f"{side}.{l}.feed_forward"
                    linear(part.weight, part.bias, f"{name}.w_{i}", f"{name}.b_{i}")


class Training:
    def __init__(self, name, dropout):
        self.model = Seq2Seq(name, dropout)
        self.model.start_as_ours()
        vocab = self.model.vocab
        self.src = (torch.arange(32 * 16) * 7919 % vocab).reshape(32, 16)
        self.tgt = ((torch.arange(32 * 17) + 1000) * 7919 % vocab).reshape(32, 17)
        self.optimizer = torch.optim.Adam(self.model.parameters(), 1e-3, (0.9, 0.98), 1e-9)
        self.criterion = nn.CrossEntropyLoss(label_smoothing=0.1)

    def step(self):
        start, cpu = time.perf_counter(), time.thread_time()
        self.optimizer.zero_grad(set_to_none=True)
        logits = self.model(self.src, self.tgt[:, :-1])
        loss = self.criterion(logits.reshape(-1, self.model.vocab), self.tgt[:, 1:].reshape(-1))
        loss.backward()
        self.optimizer.step()
        now, cpu_now = time.perf_counter(), time.thread_time()
        return loss.item(), (now - start) * 1e3, (cpu_now - cpu) * 1e3


server = subprocess.Popen([BENCH, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ours(order):
    server.stdin.write(order + "\n")
    server.stdin.flush()
    return tuple(map(float, server.stdout.readline().split()))


for name in SIZES:
    plain = Training(name, 0.0)
    for step in range(4):
        a, b = plain.step()[0], ours(f"{name} plain")[0]
        assert abs(a - b) < 1e-3 * abs(a), f"{name}, step {step}: losses {a} and {b}"
    print(f"{name}: losses agree over 4 steps, the last {a:.5f} and {b:.5f}")
    theirs = Training(name, 0.1)
    for _ in range(3):
        theirs.step(), ours(name)
    runs = {"torch": [], "teddy": []}
    for _ in range(REPEATS if name == "S" else max(REPEATS // 2, 5)):
        runs["torch"].append(theirs.step())
        runs["teddy"].append(ours(name))
    for what, column in (("by the clock", 1), ("on the processor", 2)):
        t, o = ([run[column] for run in runs[who]] for who in ("torch", "teddy"))
        best, median = (min(t), min(o)), (statistics.median(t), statistics.median(o))
        print(
            f"  {what}, step ms best / median: torch {best[0]:.1f} / {median[0]:.1f}, "
            f"teddy {best[1]:.1f} / {median[1]:.1f}: {best[0] / best[1]:.2f}x / {median[0] / median[1]:.2f}x",
            flush=True,
        )

    model = theirs.model.eval()
    with torch.no_grad():

        def translate():
            memory = model.encode(theirs.src[:1])
            out = torch.ones(1, 1, dtype=torch.long)
            for _ in range(16):
                logits = model.generator(model.decode(out, memory)[:, -1])
                out = torch.cat([out, logits.argmax(-1, keepdim=True)], 1)

        translate()
        times = []
        for _ in range(9):
            start = time.perf_counter()
            translate()
            times.append(time.perf_counter() - start)
        best, median = min(times) * 1e3, statistics.median(times) * 1e3
        print(f"  torch {torch.__version__}, greedy decoding of 16 tokens: ms best {best:.2f} median {median:.2f}")
server.stdin.close()
