"""sacrebleu and rouge-score beside benches/metrics.rs: the same pairs, asked in turn, one thread each.

usage: python_metrics.py PROGRAM [repeats=15]      PROGRAM: the built benchmark, target/release/deps/metrics-...

Scores are compared before anything is timed.
"""
import json
import statistics
import subprocess
import sys
import time

from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF

REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 15
ROUGE_PAIRS = 300

program = subprocess.Popen([sys.argv[1], "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(what):
    program.stdin.write(what + "\n")
    program.stdin.flush()
    return json.loads(program.stdout.readline())


pairs = ask("pairs")
hypotheses = [hypothesis for hypothesis, _ in pairs]
references = [[reference for _, reference in pairs]]


def rouge(stemming):
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=stemming)
    sums = [0.0, 0.0, 0.0]
    for hypothesis, reference in pairs[:ROUGE_PAIRS]:
        scores = scorer.score(reference, hypothesis)
        for i, name in enumerate(("rouge1", "rouge2", "rougeL")):
            sums[i] += scores[name].fmeasure / ROUGE_PAIRS
    return sums


PEERS = {
    "bleu": ("sacrebleu", lambda: [BLEU().corpus_score(hypotheses, references).score]),
    "chrf": ("sacrebleu", lambda: [CHRF().corpus_score(hypotheses, references).score]),
    "rouge": ("rouge-score", lambda: rouge(False)),
    "rouge-stemmed": ("rouge-score", lambda: rouge(True)),
}

for metric, (peer, compute) in PEERS.items():
    ours, theirs = ask(metric)[1], compute()
    if any(abs(a - b) > 1e-6 for a, b in zip(ours, theirs, strict=True)):
        sys.exit(f"{metric}: ours {ours}, {peer}'s {theirs}")
    our_times, their_times = [], []
    for _ in range(REPEATS):
        our_times.append(ask(metric)[0])
        start = time.perf_counter()
        compute()
        their_times.append((time.perf_counter() - start) * 1e3)
    best, their_best = min(our_times), min(their_times)
    print(
        f"{metric}: teddy ms best {best:.2f} median {statistics.median(our_times):.2f}; "
        f"{peer} {their_best:.1f} / {statistics.median(their_times):.1f}; {their_best / best:.1f} times; "
        f"equal: {', '.join(f'{x:.6f}' for x in ours)}",
        flush=True,
    )
