use super::*;
use crate::session::protocol::ModelSummary;
use crate::session::tensors;
use std::collections::{BTreeSet, HashSet};

/// 1 token between BOS and EOS, 60, and shapes in between; both kinds of norm; a lone layer.
fn every_kind() -> Vec<Dims> {
    let mut all = Vec::new();
    for (n_src, n_steps) in [(3, 1), (3, 2), (9, 11), (62, 61), (2, 0)] {
        for (n_encoder_layers, n_decoder_layers) in [(1, 1), (3, 3), (6, 2)] {
            for pre_norm in [false, true] {
                all.push(Dims {
                    n_src,
                    n_steps,
                    n_encoder_layers,
                    n_decoder_layers,
                    pre_norm,
                });
            }
        }
    }
    all
}

#[test]
fn there_are_as_many_stages_as_there_should_be() {
    let count = |n_steps, pre_norm| {
        let dims = Dims {
            n_src: 9,
            n_steps,
            n_encoder_layers: 2,
            n_decoder_layers: 3,
            pre_norm,
        };
        Walkthrough::new(dims).stages().len()
    };
    // 4 of input, 2 layers of 7 (9 with the norms in front), memory, done; a step: 4 and 3 layers of 3.
    assert_eq!(count(0, false), 4 + 2 * 7 + 1 + 1);
    assert_eq!(count(5, false), 4 + 2 * 7 + 1 + 5 * (4 + 3 * 3) + 1);
    assert_eq!(count(5, true), 4 + 2 * 9 + 1 + 5 * (4 + 3 * 3) + 1);
}

#[test]
fn ids_are_distinct_and_lead_back_to_their_stage() {
    for dims in every_kind() {
        let walkthrough = Walkthrough::new(dims);
        let mut seen = HashSet::new();
        for (i, stage) in walkthrough.stages().iter().enumerate() {
            let id = stage.to_string();
            assert_eq!(id.parse(), Ok(*stage));
            assert_eq!(walkthrough.position_of(&id), Ok(i));
            assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'));
            assert!(seen.insert(id));
        }
    }
}

#[test]
fn ids_stay_what_they_are_in_links_that_are_out_there() {
    let scores = Stage::Encoder {
        layer: 0,
        part: EncoderPart::SelfScores,
    };
    let step = |part| Stage::Step { step: 3, part };
    assert_eq!(scores.to_string(), "enc.0.self.scores");
    assert_eq!(
        step(StepPart::CrossAttention { layer: 1 }).to_string(),
        "dec.3.1.cross"
    );
    assert_eq!(step(StepPart::Logits).to_string(), "dec.3.logits");
}

#[test]
fn what_is_no_id_is_a_typed_error() {
    let walkthrough = Walkthrough::new(every_kind()[0]);
    for id in [
        "",
        "Text",
        "text ",
        "enc",
        "enc.",
        "enc.0",
        "enc.0.self",
        "enc.00.ff",
        "enc.+0.ff",
        "enc.-1.ff",
        "enc.99999999999999999999999.ff",
        "enc.0.ff.",
        "dec.0",
        "dec.0.0",
        "dec.0.0.0.self",
        "dec.x.logits",
        "dec.0.ours",
        "déc.0.logits",
        "<script>",
    ] {
        let unknown = UnknownStage { id: id.into() };
        assert_eq!(id.parse::<Stage>(), Err(unknown.clone()));
        assert_eq!(walkthrough.position_of(id), Err(unknown));
    }
    // Well formed, but of a longer sentence, a deeper model, the other kind of norm.
    for id in ["dec.1.logits", "enc.1.ff", "dec.0.1.self", "enc.0.ff.norm"] {
        assert!(id.parse::<Stage>().is_ok());
        assert!(walkthrough.position_of(id).is_err(), "{id}");
    }
}

#[test]
fn every_tensor_is_made_once_before_it_is_read_and_none_is_left_out() {
    for dims in every_kind() {
        let model = ModelSummary {
            name: "any".into(),
            d_model: 8,
            d_ff: 16,
            n_heads: 2,
            n_encoder_layers: dims.n_encoder_layers,
            n_decoder_layers: dims.n_decoder_layers,
            vocab_size: 20,
            max_len: 60,
            pre_norm: dims.pre_norm,
            n_parameters: 0,
            download_bytes: 0,
        };
        let table: BTreeSet<String> = tensors::expected(&model, dims.n_src, dims.n_steps)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let walkthrough = Walkthrough::new(dims);
        let mut made = BTreeSet::new();
        for &stage in walkthrough.stages() {
            for name in walkthrough.reads(stage) {
                assert!(made.contains(&name), "{stage} reads {name} too early");
            }
            let first_time = walkthrough.tgt_row(stage).unwrap_or(0) == 0;
            for name in walkthrough.makes(stage) {
                assert!(table.contains(&name), "{stage} makes {name}");
                let new = made.insert(name.clone());
                assert_eq!(new, first_time, "{stage} makes {name}");
            }
            let shown = walkthrough.tensors(stage);
            let distinct: BTreeSet<_> = shown.iter().collect();
            assert_eq!(distinct.len(), shown.len(), "{stage}");
        }
        if dims.n_steps > 0 {
            assert_eq!(made, table);
        }
    }
}

#[test]
fn tokens_appear_one_by_one_and_never_go() {
    for dims in every_kind() {
        let walkthrough = Walkthrough::new(dims);
        let (mut src, mut tgt) = (0, 0);
        for &stage in walkthrough.stages() {
            let (s, t) = (
                walkthrough.visible_src(stage),
                walkthrough.visible_tgt(stage),
            );
            assert!(s >= src && t >= tgt && t <= tgt + 1, "{stage}");
            if let Some(row) = walkthrough.tgt_row(stage) {
                assert!(row < t);
            }
            (src, tgt) = (s, t);
        }
        assert_eq!((src, tgt), (dims.n_src, dims.n_steps + 1));
    }
}

#[test]
fn stepping_back_undoes_stepping_on() {
    for dims in every_kind() {
        let w = Walkthrough::new(dims);
        for i in w.first()..w.last() {
            assert_eq!(w.next(i), i + 1);
            assert_eq!(w.prev(w.next(i)), i);
        }
        assert_eq!(w.next(w.last()), w.last());
        assert_eq!(w.prev(0), 0);
        assert_eq!(w.at(usize::MAX), Stage::Done);
        assert_eq!(w.next(usize::MAX), w.last());
        assert_eq!(w.prev(usize::MAX), w.last() - 1);
        assert_eq!(w.next_chapter(usize::MAX), w.last());
    }
}

#[test]
fn chapters_cover_every_stage_and_can_be_walked_both_ways() {
    for dims in every_kind() {
        let w = Walkthrough::new(dims);
        let chapters = w.chapters();
        assert_eq!(
            chapters.len(),
            3 + dims.n_encoder_layers + dims.n_steps,
            "{dims:?}"
        );
        let mut end = 0;
        for pair in chapters.windows(2) {
            let ((_, this), (_, next)) = (&pair[0], &pair[1]);
            assert_eq!(this.start, end);
            end = this.end;
            for i in this.clone() {
                assert_eq!(w.next_chapter(i), next.start);
            }
            assert_eq!(w.prev_chapter(next.start), this.start);
            for i in next.clone().skip(1) {
                assert_eq!(w.prev_chapter(i), next.start);
            }
        }
        assert_eq!(chapters.last().unwrap().1, w.last()..w.last() + 1);
        assert_eq!(w.prev_chapter(0), 0);
    }
}
