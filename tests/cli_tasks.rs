//! `teddy train → export → evaluate → predict` for the small tasks, on data made up here: a few steps each.

mod command;

use command::{teddy, text};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use teddy_reads::session::manifest::{MANIFEST_FILE, Manifest};

fn done(args: &[&str], input: &[u8]) -> String {
    let out = teddy(args, input);
    assert!(out.status.success(), "{args:?}: {}", text(&out.stderr));
    text(&out.stdout).to_string()
}

/// A folder of this test's own.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("teddy-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Scratch(dir)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_string()
    }

    fn write(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        let packed = match path.extension().and_then(|e| e.to_str()) {
            Some("gz") => {
                let mut gz = flate2::write::GzEncoder::new(Vec::new(), Default::default());
                gz.write_all(content.as_bytes()).unwrap();
                gz.finish().unwrap()
            }
            Some("xz") => {
                let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
                xz.write_all(content.as_bytes()).unwrap();
                xz.finish().unwrap()
            }
            _ => content.as_bytes().to_vec(),
        };
        fs::write(path, packed).unwrap();
        self.path(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn plan(epochs: u64, lr: f64) -> Value {
    json!({ "epochs": epochs, "peak_lr": lr, "warmup_steps": 1, "decay_epochs": 1.0,
            "max_grad_norm": 1.0, "shards": 1, "ema_decay": 0.0 })
}

/// Trains in two goes, the second of which resumes, and exports; gives the folder of the exported model.
fn train_and_export(scratch: &Scratch, task: &str, data: &str, config: &Value) -> String {
    let config = scratch.write("config.json", &config.to_string());
    let (run, out) = (scratch.path("run"), scratch.path("model"));
    let args = [
        "train", task, "--data", data, "--out", &run, "--config", &config,
    ];
    done(&[&args[..], &["--max-steps", "2"]].concat(), b"");
    let resumed = teddy(&args, b"");
    assert!(resumed.status.success(), "{}", text(&resumed.stderr));
    assert!(text(&resumed.stderr).contains("resuming at step 2"));
    done(
        &[
            "export",
            task,
            "--run",
            &run,
            "--out",
            &out,
            "--quality",
            "F1=0.5",
        ],
        b"",
    );
    let read = |name: &str| fs::read(Path::new(&out).join(name)).unwrap();
    let manifest = Manifest::from_json(&read(MANIFEST_FILE)).unwrap();
    assert_eq!(manifest.name, "model");
    assert_eq!(manifest.quality.len(), 1);
    for file in &manifest.files {
        manifest.verify(&file.name, &read(&file.name)).unwrap();
    }
    out
}

fn evaluate(task: &str, model: &str, flag: &str, test: &str) -> Value {
    let args = ["evaluate", task, "--model", model, flag, test];
    serde_json::from_str(&done(&args, b"")).unwrap()
}

fn sentences(of: impl Fn(usize) -> String) -> String {
    (0..400).map(of).collect()
}

#[test]
fn sentiment() {
    let scratch = Scratch::new("sentiment");
    let line = |i: usize| match i % 2 {
        0 => format!("0\ta dull and boring film number {i}\n"),
        _ => format!("1\ta warm and lovely film number {i}\n"),
    };
    scratch.write("mr-sentence-polarity.tsv.gz", &sentences(line));
    scratch.write(
        "uci-labelled-sentences.tsv.gz",
        "1\tLovely.\tyelp\n0\tBoring.\timdb\n",
    );
    scratch.write("pros-cons.tsv.gz", "1\tlovely\n0\tdull\n");
    let config = |encoder: &str| {
        json!({
            "seed": 1,
            "vocab": { "max_size": 50, "min_count": 2 },
            "model": { "encoder": encoder, "pooling": "max", "bidirectional": false, "n_classes": 2,
                       "vocab_size": 50, "d_embedding": 8, "d_hidden": 8, "n_layers": 1, "dropout": 0.0,
                       "recurrent_gain": 1.0 },
            "batch": { "max_tokens": 200, "max_sentences": 20 },
            "phrases_per_epoch": 1, "word_dropout": 0.1, "training": plan(4, 0.03),
        })
    };
    let data = scratch.path("");
    let model = train_and_export(&scratch, "sentiment", &data, &config("lstm"));
    let test = scratch.path("run/test.tsv");
    let report = evaluate("sentiment", &model, "--sentences", &test);
    assert_eq!(report["figures"]["accuracy"], 1.0, "{report}");
    let predictions = scratch.path("test.json");
    let args = [
        "evaluate",
        "sentiment",
        "--model",
        &model,
        "--sentences",
        &test,
        "--out",
        &predictions,
    ];
    done(&args, b"");
    let written: Value = serde_json::from_str(&fs::read_to_string(&predictions).unwrap()).unwrap();
    let n = report["sentences"].as_u64().unwrap() as usize;
    assert!(n > 10);
    for list in ["labels", "probabilities"] {
        assert_eq!(written[list].as_array().unwrap().len(), n);
    }
    let said = done(
        &["predict", "sentiment", "--model", &model],
        b"A lovely film!\nso boring\n",
    );
    let words: Vec<&str> = said
        .lines()
        .map(|l| l.split('\t').next().unwrap())
        .collect();
    assert_eq!(words, ["positive", "negative"]);
    let bad = teddy(
        &["predict", "sentiment", "--model", &model],
        b"lovely\n \n\xff\n",
    );
    assert_eq!(bad.status.code(), Some(2));
    assert_eq!(text(&bad.stdout).lines().count(), 3);
    let errors = text(&bad.stderr);
    assert!(errors.contains("line 2: the text is empty") && errors.contains("line 3: not UTF-8"));
}

#[test]
fn entities() {
    let scratch = Scratch::new("entities");
    let tweet = |i: usize| {
        let name = ["Ann", "Bob", "Cleo", "Dora", "Eli", "Fred", "Gina", "Hugo"][i % 8];
        format!("{name}\tB-PER\nlikes\tO\nParis\tB-LOC\nand\tO\ntea{i}\tO\n\n")
    };
    for name in ["wnut17-train", "wnut17-dev", "wnut17-test"] {
        let line = "Ann\tB-person\nat\tO\nAcme\tB-corporation\nPhone\tB-product\n\n";
        scratch.write(&format!("{name}.conll.gz"), line);
    }
    for letter in ["a", "b", "e", "f", "g", "h"] {
        scratch.write(
            &format!("btc-{letter}.conll.gz"),
            sentences(tweet)[..2000].rsplit_once("\n\n").unwrap().0,
        );
    }
    for part in ["dev", "test"] {
        let line = |_: usize| {
            "# text\n1\tEve\tB-PER\t-\t-\n2\tlikes\tO\t-\t-\n3\tParis\tB-LOC\t-\t-\n\n".to_string()
        };
        scratch.write(&format!("uner-en-ewt-{part}.iob2.gz"), &sentences(line));
    }
    let gold = "Fay I-PER\nlikes O\nParis I-LOC\n. O\n\nin O\nParis I-LOC\n";
    scratch.write("wikigold.conll.gz", gold);
    let config = json!({
        "seed": 1,
        "vocab": { "max_size": 50, "min_count": 2 },
        "model": { "vocab_size": 50, "d_word": 8, "d_shape": 4, "d_affix": 4, "d_hidden": 8, "n_layers": 1,
                   "dropout": 0.0, "fixed_words": false },
        "batch": { "max_tokens": 200, "max_sentences": 20 },
        "word_dropout": 0.5, "training": plan(12, 0.03),
    });
    let data = scratch.path("");
    let model = train_and_export(&scratch, "entities", &data, &config);
    let report = evaluate(
        "entities",
        &model,
        "--sentences",
        &scratch.path("run/test.conll"),
    );
    assert_eq!(report["figures"]["micro"]["f1"], 1.0, "{report}");
    assert_eq!(report["figures"]["by_kind"]["LOC"]["entities"], 2);
    let said = done(
        &["predict", "entities", "--model", &model],
        b"Gus likes Paris.\nin tea\n",
    );
    assert_eq!(said, "PER:Gus\tLOC:Paris\n\n");
    let broken = scratch.write("broken.conll", "Paris\tB-LOC\nis\n");
    let out = teddy(
        &[
            "evaluate",
            "entities",
            "--model",
            &model,
            "--sentences",
            &broken,
        ],
        b"",
    );
    assert_eq!(out.status.code(), Some(2));
    assert!(
        text(&out.stderr).contains("line 2"),
        "{}",
        text(&out.stderr)
    );
}

#[test]
fn language_model() {
    let scratch = Scratch::new("language-model");
    let article = |i: usize| {
        format!("Bear {i}\tThe bear reads a book. The book is good. It has {i} pages.\n")
    };
    let data = scratch.write("articles.tsv.xz", &sentences(article));
    for cell in ["rnn", "lstm"] {
        let config = json!({
            "seed": 1,
            "model": { "cell": cell, "vocab_size": 300, "d_embedding": 16, "d_hidden": 16, "n_layers": 1,
                       "dropout": 0.0, "tied_embeddings": true, "recurrent_gain": 1.0 },
            "max_len": 40, "batch": { "max_tokens": 400, "max_sentences": 40 }, "training": plan(2, 0.02),
        });
        let _ = fs::remove_dir_all(scratch.path("run"));
        let model = train_and_export(&scratch, "language-model", &data, &config);
        let report = evaluate(
            "language-model",
            &model,
            "--sentences",
            &scratch.path("run/test.txt"),
        );
        let perplexity = report["perplexity"].as_f64().unwrap();
        assert!(perplexity > 1.0 && perplexity < 30.0, "{report}");
        let said = done(
            &["predict", "language-model", "--model", &model],
            b"The bear reads a book.\nbook a reads The\n",
        );
        let of_line = |n: usize| -> f64 {
            let line = said.lines().nth(n).unwrap();
            line.split('\t').next().unwrap().parse().unwrap()
        };
        assert!(
            of_line(0) < of_line(1),
            "what it has read surprises less: {said}"
        );
    }
}

#[test]
fn rnn_translator() {
    let scratch = Scratch::new("rnn-translator");
    let pair = |i: usize| format!("A bear reads book {i}.\tUn ours lit le livre {i}.\n");
    scratch.write(
        "tatoeba-manythings-2017-09-29.en-fr.tsv.xz",
        &sentences(pair),
    );
    scratch.write(
        "stsb-captions-deepl.en-fr.tsv.gz",
        "A dog sleeps.\tUn chien dort.\timages\ttrain\n",
    );
    for attention in [true, false] {
        let config = json!({
            "seed": 1, "vocab_size": 320,
            "model": { "cell": "lstm", "attention": attention, "bidirectional": true, "vocab_size": 320,
                       "d_embedding": 16, "d_hidden": 16, "d_attention": 8, "n_layers": 1, "max_len": 64,
                       "dropout": 0.0, "tied_embeddings": true, "recurrent_gain": 1.0 },
            "batch": { "max_tokens": 800, "max_sentences": 40 },
            "epochs": 1, "peak_lr": 0.01, "warmup_steps": 1, "decay_epochs": 0.5,
            "label_smoothing": { "epsilon": 0.0, "convention": "others" },
            "max_grad_norm": 1.0, "shards": 1, "ema_decay": 0.0, "grammar_pairs": 50, "grammar_per_epoch": 10,
            "roughen": { "drop_full_stop": 0.0, "lower_first": 0.0 },
        });
        let _ = fs::remove_dir_all(scratch.path("run"));
        let data = scratch.path("");
        let model = train_and_export(&scratch, "rnn-translator", &data, &config);
        let report = evaluate(
            "rnn-translator",
            &model,
            "--pairs",
            &scratch.path("run/test.tsv"),
        );
        let n = report["sentences"].as_u64().unwrap();
        assert!(n > 0);
        let by_length = report["bleu_by_source_words"].as_array().unwrap();
        let together: u64 = by_length
            .iter()
            .map(|b| b["sentences"].as_u64().unwrap())
            .sum();
        assert_eq!(together, n, "every sentence is in one bucket");
        assert_eq!(
            (&by_length[0]["from"], &by_length[0]["to"]),
            (&5.into(), &7.into())
        );
        assert!(report["perplexity"].as_f64().unwrap() > 1.0);
    }
}
