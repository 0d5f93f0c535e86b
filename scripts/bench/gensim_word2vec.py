"""gensim's side of benches/word2vec.rs, both sides in turn in one run.

usage: gensim_word2vec.py [repeats=5]

The corpus: 2 million words, 20,000 different ones with Zipf's frequencies, 20 a line, three of five of the
line's topic (one of 50), seed 1. 100 dimensions, window 5, 5 negatives, no subsampling, one epoch. First the topic
scores of both (share of the ten nearest neighbours of every fifth of the 5,000 most frequent words that are of the same
topic) are compared, then words per second: wall clock, and per second of processor time, which a shared machine
disturbs less. Our side is the bench program, run once for each repeat. With BROWSER_ENGINE=FILE (benches/browser, built
for wasm32-unknown-unknown) the same is trained in the browser too, by browser.mjs.
"""
import os
import re
import subprocess
import statistics
import sys
import tempfile
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np
import gensim
from gensim.models import Word2Vec

REPEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
VOCAB, WORDS, LINE, TOPICS = 20_000, 2_000_000, 20, 50
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def write_corpus(path):
    rng = np.random.default_rng(1)
    p = 1 / (np.arange(VOCAB) + 2.7)
    words = rng.choice(VOCAB, WORDS, p=p / p.sum())
    topic = np.repeat(rng.integers(0, TOPICS, WORDS // LINE), LINE)
    of_topic = rng.random(WORDS) < 0.6
    words = np.where(of_topic, words // TOPICS * TOPICS + topic, words) % VOCAB
    with open(path, "w") as f:
        for i in range(0, WORDS, LINE):
            f.write(" ".join(f"w{w}" for w in words[i : i + LINE]) + "\n")


def topic_score(model, n=5000, step=5, k=10):
    known = [f"w{i}" in model.wv for i in range(n)]
    x = np.array([model.wv[f"w{i}"] if known[i] else np.zeros(100) for i in range(n)], dtype=np.float32)
    x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
    same = 0
    for i in range(0, n, step):
        cosines = x @ x[i]
        cosines[i] = -2
        same += int((np.argsort(-cosines)[:k] % TOPICS == i % TOPICS).sum())
    return same / (n // step * k)


def ours(program, corpus, only):
    line = subprocess.run([program, corpus, "1", only], check=True, capture_output=True, text=True).stdout
    numbers = re.search(r"best (\S+) median \S+, per CPU second best (\S+); topic score (\S+)", line)
    return [float(x) for x in numbers.groups()]


def in_the_browser(corpus, name):
    """As ours(), in WebAssembly."""
    script = os.path.join(ROOT, "scripts", "bench", "browser.mjs")
    output = subprocess.run(
        ["node", script, os.environ["BROWSER_ENGINE"], "word2vec"],
        check=True, capture_output=True, text=True, env={**os.environ, "WORD2VEC_CORPUS": corpus},
    ).stdout
    numbers = re.search(rf"in the browser {name}: words/s (\S+); per CPU second (\S+); topic score (\S+)", output)
    return [float(x) for x in numbers.groups()]


def theirs(corpus, sg):
    model = Word2Vec(vector_size=100, window=5, negative=5, sg=sg, sample=0, min_count=1, workers=1, epochs=1, seed=1)
    model.build_vocab(corpus_file=corpus)
    wall, cpu = time.perf_counter(), time.process_time()
    model.train(corpus_file=corpus, total_words=WORDS, total_examples=model.corpus_count, epochs=1)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return WORDS / wall, WORDS / cpu, topic_score(model)


def main():
    built = subprocess.run(
        ["cargo", "bench", "--no-default-features", "--features", "cli", "--bench", "word2vec", "--no-run"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )
    program = os.path.join(ROOT, re.search(r"\((\S*word2vec-\S+)\)", built.stderr).group(1))
    print("gensim", gensim.__version__)
    with tempfile.TemporaryDirectory() as folder:
        corpus = os.path.join(folder, "zipf.txt")
        write_corpus(corpus)
        for name, sg in (("skip-gram", 1), ("CBOW", 0)):
            runs = {"teddy": [], "gensim": [], "teddy, 2 threads": []}
            if "BROWSER_ENGINE" in os.environ:
                runs["teddy in the browser"] = []
            for _ in range(REPEATS):
                runs["teddy"].append(ours(program, corpus, f"{name}/1"))
                runs["gensim"].append(theirs(corpus, sg))
                runs["teddy, 2 threads"].append(ours(program, corpus, f"{name}/2"))
                if "teddy in the browser" in runs:
                    runs["teddy in the browser"].append(in_the_browser(corpus, name))
            for who, r in runs.items():
                wall, cpu, score = zip(*r)
                print(
                    f"{name} {who}: words/s best {max(wall):,.0f} median {statistics.median(wall):,.0f}; "
                    f"per CPU second best {max(cpu):,.0f} median {statistics.median(cpu):,.0f}; "
                    f"topic score {statistics.mean(score):.4f}", flush=True,
                )
            best = {who: [max(x) for x in zip(*r)] for who, r in runs.items()}
            print(
                f"{name}: {best['teddy'][0] / best['gensim'][0]:.2f} times gensim by the clock, "
                f"{best['teddy'][1] / best['gensim'][1]:.2f} times by processor time; "
                f"two threads {best['teddy, 2 threads'][0] / best['teddy'][0]:.2f} times one by the clock, "
                f"{best['teddy, 2 threads'][1] / best['teddy'][1]:.2f} of its words per CPU second", flush=True,
            )
            if "teddy in the browser" in best:
                wall, cpu = (best["teddy in the browser"][k] / best["gensim"][k] for k in (0, 1))
                print(
                    f"{name}: in the browser {wall:.2f} times native gensim by the clock, "
                    f"{cpu:.2f} times by processor time", flush=True,
                )


main()
