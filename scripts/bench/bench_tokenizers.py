"""Our tokenizers and the Python packages in one run, in turn, on one thread each, outputs compared first.

    cargo bench --no-default-features --bench tokenizer --no-run      # prints the program's path
    python scripts/bench/bench_tokenizers.py PROGRAM TEXT [REPEATS]

TEXT is a file of prose (10 MB or so). Packages that are not installed are left out: tiktoken, tokenizers, sentencepiece,
gigatoken, fastokens. Times are those on a processor (of the process for a package, of the thread for ours), since other
work may share the machine; best and median of REPEATS (15).
"""

import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"""


class Ours:
    def __init__(self, program, text):
        command = [program, text, "--serve"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        seconds, check = self.process.stdout.readline().split()
        return float(seconds), int(check)


def timed(work):
    start = time.process_time()
    check = work()
    return time.process_time() - start, check


def package(name):
    try:
        return __import__(name)
    except ImportError:
        print(f"{name}: not installed, left out")
        return None


def in_turn(title, sides, repeats, rate=None, unit="s"):
    """Every side once, then every side again, …: what disturbs one disturbs the others."""
    times = {name: [] for name in sides}
    checks = {}
    for _ in range(repeats):
        for name, side in sides.items():
            seconds, checks[name] = side()
            times[name].append(seconds)
    base = min(times["teddy"])
    print(f"\n{title} ({repeats} times in turn)")
    for name, of in times.items():
        best, median = min(of), statistics.median(of)
        if rate:
            shown = f"best {rate / best:8.1f} MB/s  median {rate / median:8.1f} MB/s"
        else:
            shown = f"best {best:8.3f} {unit}  median {median:8.3f} {unit}"
        print(f"   {name:42} {shown}   teddy is {best / base:6.2f} times as fast   [{checks[name]}]", flush=True)


def main():
    program, path = sys.argv[1:3]
    repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    megabytes = len(text.encode()) / 1e6
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    lines = [line for line in lines if line]
    ours = Ours(program, path)
    scratch = tempfile.mkdtemp()
    file_of_ours = os.path.join(scratch, "tokenizer.json")
    ours.ask(f"write-json {file_of_ours}")
    ours.ask(f"write-ids {scratch}/ids")
    with open(f"{scratch}/ids", "rb") as file:
        ids = memoryview(file.read()).cast("I").tolist()
    print(f"{path}: {megabytes:.2f} MB, {len(lines)} lines, {len(ids)} tokens of our 8,000")

    tokenizers, tiktoken, sentencepiece = package("tokenizers"), package("tiktoken"), package("sentencepiece")
    gigatoken, fastokens = package("gigatoken"), package("fastokens")
    train = {"teddy": lambda: ours.ask("train 8000")}
    cold = {"teddy": lambda: ours.ask("cold")}
    warm = {"teddy": lambda: ours.ask("warm")}

    if tokenizers:
        from tokenizers import Tokenizer, models, pre_tokenizers, trainers

        def learn():
            made = Tokenizer(models.BPE())
            made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
            alphabet = pre_tokenizers.ByteLevel.alphabet()
            special = ["<|endoftext|>"]
            made.train([path], trainers.BpeTrainer(vocab_size=8000, special_tokens=special, initial_alphabet=alphabet, show_progress=False))
            return made

        with open(file_of_ours, encoding="utf-8") as file:
            mine = json.load(file)["model"]
        theirs = json.loads(learn().to_str())["model"]
        assert mine["merges"] == theirs["merges"] and mine["vocab"] == theirs["vocab"], "trained otherwise than tokenizers"
        print("trained: vocabulary and merges equal those of tokenizers")
        loaded = Tokenizer.from_file(file_of_ours)
        sample = lines[:300]
        found = [id for encoding in loaded.encode_batch_fast(sample) for id in encoding.ids]
        assert found == ids[: len(found)], "other ids than tokenizers"
        train["tokenizers"] = lambda: timed(lambda: learn().get_vocab_size())
    if sentencepiece:
        def learn_pieces():
            sentencepiece.SentencePieceTrainer.train(
                input=path, model_prefix=f"{scratch}/sp", vocab_size=8000, model_type="bpe", num_threads=1,
                max_sentence_length=100000, minloglevel=2,
            )
            return 8000

        train["sentencepiece (its own split)"] = lambda: timed(learn_pieces)
    if gigatoken:
        train["gigatoken"] = lambda: timed(lambda: len(gigatoken.train_bpe(path, 8000, []) or ()))
    if tiktoken:
        with open(file_of_ours, encoding="utf-8") as file:
            vocab = json.load(file)["model"]["vocab"]
        ranks = {}
        visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
        chars = {chr(byte): byte for byte in visible}
        chars |= {chr(256 + at): byte for at, byte in enumerate(byte for byte in range(256) if byte not in visible)}
        ranks = {bytes(chars[c] for c in piece): id for piece, id in vocab.items() if piece != "<|endoftext|>"}

        def new_tiktoken():
            return tiktoken.Encoding("ours", pat_str=GPT2, mergeable_ranks=ranks, special_tokens={})

        made = new_tiktoken()
        assert [id for line in lines for id in made.encode_ordinary(line)] == ids, "other ids than tiktoken"
        print("encoded: all ids equal those of tiktoken")
        warm["tiktoken"] = lambda: timed(lambda: sum(len(made.encode_ordinary(line)) for line in lines))
        cold["tiktoken (no cache)"] = warm["tiktoken"]
    if fastokens:
        kept = fastokens.Tokenizer.from_file(file_of_ours)
        found = [id for line in lines for id in kept.encode_ordinary(line).ids]
        print("fastokens: ids", "equal" if found == ids else "DIFFER")

        def fast(made):
            return timed(lambda: sum(len(made.encode_ordinary(line)) for line in lines))

        cold["fastokens"] = lambda: fast(fastokens.Tokenizer.from_file(file_of_ours))
        warm["fastokens"] = lambda: fast(kept)
    if gigatoken:
        import awkward

        keeps = gigatoken.Tokenizer(file_of_ours)
        found = awkward.to_list(awkward.flatten(keeps.encode_batch(lines, parallel=False)))
        print("gigatoken: ids", "equal" if found == ids else "DIFFER")

        def giga(made):
            return timed(lambda: int(awkward.count(made.encode_batch(lines, parallel=False))))

        cold["gigatoken (array)"] = lambda: giga(gigatoken.Tokenizer(file_of_ours))
        warm["gigatoken (array)"] = lambda: giga(keeps)

    in_turn("encoding, nothing remembered", cold, repeats, megabytes)
    in_turn("encoding, words remembered", warm, repeats, megabytes)
    in_turn("training, 8,000 tokens", train, max(3, repeats // 5))
    print(f"\none call of 60 bytes: {min(ours.ask('call-60')[0] for _ in range(5)) * 1e6:.2f} µs")


if __name__ == "__main__":
    main()
