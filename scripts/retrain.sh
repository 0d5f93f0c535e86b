#!/usr/bin/env bash
# Trains, measures and exports what is built on the word vectors: the vectors, the three sentiment classifiers, the tagger
# of names. On one idle core about ten minutes. usage: scripts/retrain.sh DATA [RUNS]
#
# DATA holds corpus/, embedding-eval/, sentiment/ and ner/ (their sources are in the model cards); RUNS gets the runs, which
# resume where they were cut off. The cards in public/models are written by hand: put the printed figures there.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?the folder of the training data}
runs=${2:-runs}
models=public/models
cargo build --release --no-default-features --features cli --bin teddy
teddy=target/release/teddy
mkdir -p "$runs/corpus"
for file in "$data"/corpus/enwiki*.xz; do ln -sf "$(realpath "$file")" "$runs/corpus/"; done

# number FILE EXPRESSION [DIGITS]: a number out of a report in JSON, with so many digits behind the point.
number() { node -p "const r = JSON.parse(require('fs').readFileSync('$1', 'utf8')); +(+($2)).toFixed(${3:-3})"; }

[ -f "$runs/word-vectors/done" ] || {
  "$teddy" train word-vectors --data "$runs/corpus" --out "$runs/word-vectors"
  touch "$runs/word-vectors/done"
}
vectors=$runs/word-vectors-4
"$teddy" export word-vectors --run "$runs/word-vectors" --out "$vectors"
tests=(--analogies "$data/embedding-eval/questions-words.txt.gz")
for name in wordsim353.tsv.gz simlex999.txt.gz; do tests+=(--similarity "$data/embedding-eval/$name"); done
report=$runs/word-vectors.json
"$teddy" evaluate word-vectors --model "$vectors" "${tests[@]}" > "$report"
"$teddy" export word-vectors --run "$runs/word-vectors" --out $models/word-vectors \
  --quality "Analogies, top 10,000 words, %=$(number "$report" '100 * r.analogies.accuracy' 1)" \
  --quality "WordSim-353, Spearman=$(number "$report" "r.similarity['wordsim353.tsv.gz'].spearman")" \
  --quality "SimLex-999, Spearman=$(number "$report" "r.similarity['simlex999.txt.gz'].spearman")"

for kind in lstm rnn mean; do
  run=$runs/sentiment-$kind report=$runs/sentiment-$kind.json model=$models/sentiment-$kind
  "$teddy" train sentiment --data "$data/sentiment" --out "$run" --config configs/sentiment-$kind.json --vectors "$vectors"
  "$teddy" export sentiment --run "$run" --out "$model"
  "$teddy" evaluate sentiment --model "$model" --sentences "$run/test.tsv" --out "$model/test.json" > "$report"
  "$teddy" export sentiment --run "$run" --out "$model" \
    --quality "Accuracy, held-out movie sentences=$(number "$report" r.figures.accuracy)" \
    --quality "Expected calibration error=$(number "$report" r.figures.expected_calibration_error)"
done

run=$runs/entities report=$runs/entities.json
"$teddy" train entities --data "$data/ner" --out "$run" --vectors "$vectors"
"$teddy" export entities --run "$run" --out $models/entities
"$teddy" evaluate entities --model $models/entities --sentences "$run/test.conll" > "$report"
"$teddy" export entities --run "$run" --out $models/entities \
  --quality "Entity F1, Wikigold=$(number "$report" r.figures.micro.f1)" \
  --quality "Entity precision, Wikigold=$(number "$report" r.figures.micro.precision)" \
  --quality "Entity recall, Wikigold=$(number "$report" r.figures.micro.recall)"

grep -H . "$runs"/{word-vectors,sentiment-lstm,sentiment-rnn,sentiment-mean,entities}.json
