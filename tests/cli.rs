//! `teddy` as its user types it.

mod command;

use command::{teddy, text};

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/public/models/translator");

fn scratch(name: &str) -> std::path::PathBuf {
    let dir = std::env::temp_dir().join(format!("teddy-cli-test-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir.join(name)
}

#[test]
fn a_line_in_a_line_out() {
    let input = b"A cute teddy bear is reading.\r\nA cute teddy bear is reading\n";
    for beam in ["1", "4"] {
        let out = teddy(&["translate", "--model", MODEL, "--beam", beam], input);
        assert!(out.status.success(), "{}", text(&out.stderr));
        let want = "Un ours en peluche mignon lit.\nUn ours en peluche mignon lit\n";
        assert_eq!(text(&out.stdout), want);
    }
}

#[test]
fn bad_lines_are_named_and_the_code_is_2() {
    let mut input = b"A dog.\n\n\xFF\xFE\n".to_vec();
    input.extend("bear ".repeat(300).bytes());
    input.push(b'\n');
    let out = teddy(&["translate", "--model", MODEL], &input);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(
        text(&out.stdout).lines().count(),
        4,
        "one line out for each in"
    );
    let errors = text(&out.stderr);
    for line in ["line 2: the text is empty", "line 3: not UTF-8", "line 4: "] {
        assert!(errors.contains(line), "{errors}");
    }
    assert!(!errors.contains("line 1"));
}

#[test]
fn a_trace_can_be_opened() {
    let path = scratch("trace.json");
    let path_text = path.to_str().unwrap();
    let out = teddy(
        &["translate", "--model", MODEL, "--trace", path_text],
        b"A cute bear.\n",
    );
    assert!(out.status.success(), "{}", text(&out.stderr));
    let json = std::fs::read_to_string(&path).unwrap();
    let opened = teddy_reads::session::saved::from_json(json.trim_end()).unwrap();
    assert_eq!(opened.text, text(&out.stdout).trim_end());
    assert!(opened.trace.get("decoder.0.cross_attn.weights").is_some());
}

#[test]
fn evaluation_is_json() {
    let path = scratch("pairs.tsv");
    std::fs::write(&path, "A cat is sleeping.\tUn chat dort.\nThe dog is big.\tLe chien est gros.\tLe chien est grand.\n").unwrap();
    let args = [
        "evaluate",
        "translator",
        "--model",
        MODEL,
        "--pairs",
        path.to_str().unwrap(),
    ];
    let out = teddy(&args, b"");
    assert!(out.status.success(), "{}", text(&out.stderr));
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["sentences"], 2);
    for figure in [
        "bleu",
        "chrf",
        "perplexity",
        "mean_confidence",
        "next_token_accuracy",
        "ece",
        "sentences_per_second",
    ] {
        assert!(report[figure].as_f64().unwrap() > 0.0, "{figure}");
    }
    // Every token of the references is in a bin, both sentences of four words in the first bucket.
    let bins = report["reliability"].as_array().unwrap();
    let tokens: u64 = bins.iter().map(|b| b["count"].as_u64().unwrap()).sum();
    assert_eq!(report["perplexity_tokens"].as_u64(), Some(tokens));
    let buckets = &report["bleu_by_source_words"];
    assert_eq!(buckets.as_array().unwrap().len(), 1);
    assert_eq!(buckets[0]["sentences"], 2);
    assert_eq!(buckets[0]["bleu"], report["bleu"]);
}

#[test]
fn a_bad_test_set_is_named_and_the_code_is_2() {
    let path = scratch("bad.tsv");
    std::fs::write(&path, "A cat.\tUn chat.\nno reference here\n").unwrap();
    let args = [
        "evaluate",
        "translator",
        "--model",
        MODEL,
        "--pairs",
        path.to_str().unwrap(),
    ];
    let out = teddy(&args, b"");
    assert_eq!(out.status.code(), Some(2));
    assert!(
        text(&out.stderr).contains("line 2"),
        "{}",
        text(&out.stderr)
    );
}

#[test]
fn a_missing_model_is_said() {
    let out = teddy(&["translate", "--model", "no/such/folder"], b"A cat.\n");
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("no/such/folder"));
}

#[test]
fn tokenizers_are_trained_and_used() {
    let corpus = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/tokenizer_corpus.txt"
    );
    for (kind, pieces) in [
        ("word", "the bear <unk>"),
        ("bpe", "▁the ▁bear"),
        ("byte-level", "t he Ġbear"),
    ] {
        let file = scratch(&format!("{kind}.json"));
        let file = file.to_str().unwrap();
        let train = [
            "train",
            "tokenizer",
            "--kind",
            kind,
            "--vocab-size",
            "600",
            "--out",
            file,
            corpus,
        ];
        let out = teddy(&train, b"");
        assert!(out.status.success(), "{}", text(&out.stderr));
        let out = teddy(
            &["tokenize", "--tokenizer", file, "--pieces"],
            b"the bear zzyzx",
        );
        assert!(out.status.success(), "{}", text(&out.stderr));
        assert!(
            text(&out.stdout).starts_with(pieces),
            "{}",
            text(&out.stdout)
        );
        let out = teddy(
            &["tokenize", "--tokenizer", file, "--json"],
            b"\"a\\nb\"\n\"",
        );
        assert_eq!(out.status.code(), Some(2));
        assert!(
            text(&out.stderr).contains("line 2: "),
            "{}",
            text(&out.stderr)
        );
    }
    let broken = scratch("broken.tiktoken");
    std::fs::write(&broken, "YQ== 0\nYg= 1\n").unwrap();
    let out = teddy(&["tokenize", "--tiktoken", broken.to_str().unwrap()], b"");
    assert_eq!(out.status.code(), Some(2));
    let error = text(&out.stderr);
    assert!(
        error.contains("broken.tiktoken: line 2: \"Yg=\" is not base64"),
        "{error}"
    );
}
