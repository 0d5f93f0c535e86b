"""PyTorch's side of benches/train_step.rs and benches/decode.rs: the models S and M on one thread.

usage: torch_transformer.py [threads=1] [repeats=15]

A training step is forward, label-smoothed cross entropy (0.1), backward and Adam on a batch of
32 x (16 source + 16 target) random tokens without padding, dropout 0.1. Decoding is what a notebook does:
nn.Transformer, one sentence, 16 tokens, the encoder once, no cache.
"""
import statistics
import sys
import time
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 15
torch.set_num_threads(THREADS)
torch.manual_seed(0)


class Seq2Seq(nn.Module):
    def __init__(self, vocab, d_model, n_heads, n_layers, d_ff):
        super().__init__()
        self.src = nn.Embedding(vocab, d_model)
        self.tgt = nn.Embedding(vocab, d_model)
        self.positions = nn.Parameter(torch.zeros(64, d_model))
        self.transformer = nn.Transformer(
            d_model, n_heads, n_layers, n_layers, d_ff, 0.1, batch_first=True, norm_first=True
        )
        self.generator = nn.Linear(d_model, vocab, bias=False)

    def encode(self, src):
        return self.transformer.encoder(self.src(src) + self.positions[: src.shape[1]])

    def decode(self, tgt, memory):
        n = tgt.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        x = self.tgt(tgt) + self.positions[:n]
        return self.transformer.decoder(x, memory, tgt_mask=mask, tgt_is_causal=True)

    def forward(self, src, tgt):
        return self.generator(self.decode(tgt, self.encode(src)))


def report(what, times, per=""):
    best, median = min(times) * 1e3, statistics.median(times) * 1e3
    print(f"torch {torch.__version__} {what}: ms best {best:.2f} median {median:.2f}{per}", flush=True)


for name, vocab, d_model, n_heads, n_layers, d_ff in (
    ("S", 4000, 128, 4, 2, 512),
    ("M", 8000, 256, 8, 3, 1024),
):
    model = Seq2Seq(vocab, d_model, n_heads, n_layers, d_ff)
    src = torch.randint(0, vocab, (32, 16))
    tgt = torch.randint(0, vocab, (32, 17))
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, (0.9, 0.98), 1e-9)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    times = []
    for _ in range(REPEATS + 3):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        logits = model(src, tgt[:, :-1])
        criterion(logits.reshape(-1, vocab), tgt[:, 1:].reshape(-1)).backward()
        optimizer.step()
        times.append(time.perf_counter() - start)
    report(f"{name} step, threads={THREADS}", times[3:])

    model.eval()
    with torch.no_grad():

        def translate():
            memory = model.encode(src[:1])
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
        report(f"{name} greedy decode of 16 tokens", times)
