"""Attention on a graphics card: our kernels through Vulkan, then PyTorch's through CUDA, in one run.

usage: torch_attention.py BENCH [peak TFLOP/s of the card in f32, without its matrix units]

BENCH is the program of benches/gpu.rs:
    cargo bench --no-default-features --features gpu --bench gpu --no-run
PyTorch is measured in f32 (TF32 off) as `scaled_dot_product_attention` chooses its kernel, and as the formula written out. Times are
the least of five by the device's own clock on both sides, the card kept busy.
"""
import json
import math
import subprocess
import sys

import torch
import torch.nn.functional as F

BENCH = sys.argv[1]
PEAK = float(sys.argv[2]) if len(sys.argv) > 2 else None
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False

lines = [json.loads(line) for line in subprocess.run([BENCH], stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()]
print("Vulkan:", lines[0], "CUDA:", torch.cuda.get_device_name())


def least_ms(run):
    """Least of five times, each over as many runs as take 40 ms: a card with little to do slows its clock down."""
    def timed(rounds):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        for _ in range(rounds):
            run()
        end.record()
        torch.cuda.synchronize()
        return start.elapsed_time(end) / rounds

    timed(3)
    rounds = max(1, min(2000, int(40 / timed(1))))
    return min(timed(rounds) for _ in range(5))


def written_out(q, k, v, causal):
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if causal:
        n = scores.shape[-1]
        scores = scores.masked_fill(torch.ones(n, n, dtype=torch.bool, device="cuda").triu(1), float("-inf"))
    return scores.softmax(-1) @ v


cases = {}
for line in lines[1:]:
    cases.setdefault((line["n"], line["heads"], line["d_k"], line["causal"]), {})[line["kernel"]] = line
for (n, heads, d_k, causal), ours in cases.items():
    q, k, v = (2 * torch.rand(1, heads, n, d_k, device="cuda") - 1 for _ in range(3))
    sdpa = least_ms(lambda: F.scaled_dot_product_attention(q, k, v, is_causal=causal))
    formula = least_ms(lambda: written_out(q, k, v, causal))
    # Not there where its matrix of scores would not fit an array.
    naive = ours.pop("Naive", {"least_ms": math.nan, "difference": None})
    best = min(ours.values(), key=lambda line: line["least_ms"])
    of_peak = f" = {best['gflops'] / PEAK / 10:.1f} % of peak" if PEAK else ""
    errors = [line["difference"] for line in (naive, *ours.values()) if line["difference"] is not None]
    print(f"n={n} heads={heads} d_k={d_k}{' causal' if causal else ''}: {best['kernel']} {best['least_ms']:.4f} ms, {best['gflops']:.0f} GFLOP/s{of_peak};",
          "largest error", f"{max(errors):.1e};" if errors else "not taken;",
          "naive", f"{naive['least_ms'] / best['least_ms']:.2f} times as long; PyTorch", f"{sdpa / best['least_ms']:.2f}, its formula {formula / best['least_ms']:.2f};",
          ", ".join(f"{name} {line['least_ms']:.4f}" for name, line in ours.items()))
