//! One body of tests over the CPU's attention and the graphics card's, against a reference in f64. Natively the kernels run
//! on a Vulkan driver; Debian's mesa-vulkan-drivers has one in software. `TEDDY_GPU=required` (scripts/test.sh, where the
//! driver is installed) makes a missing adapter a failure; without it the tests say loudly that they ran on the CPU alone.

use pollster::block_on;
use std::future::Future;
use std::sync::Arc;
use teddy_reads::gpu::CardLayers;
use teddy_reads::gpu::bench::{Bench, Surroundings};
use teddy_reads::gpu::protocol::{Comparison, Event, MaskKind, Request, Setting};
use teddy_reads::gpu::reference::{self, largest_difference};
use teddy_reads::gpu::{
    AttentionOutput, AttentionShape, Fault, Gpu, GpuError, KeyMask, Method, MultiHead,
    MultiHeadWeights, Part, Projecting, Qkv, Tiling,
};
use teddy_reads::nlp::autograd::{ParamSet, Tape};
use teddy_reads::nlp::linalg::matmul;
use teddy_reads::nlp::model::Translator;
use teddy_reads::nlp::nn::OnCpu;
use teddy_reads::nlp::rng::Rng;
use teddy_reads::session::protocol::Decoding;
use teddy_reads::viz::number::format_value;

const TOLERANCE: f32 = 1e-5;

/// Who computes in a test.
enum Backend {
    /// The tape's attention, as the models use it.
    Cpu,
    Card(Box<Gpu>, Tiling),
    /// The card's reference kernels.
    Naive(Box<Gpu>),
}

fn open() -> Option<Gpu> {
    match block_on(Gpu::open()) {
        Ok(gpu) => Some(gpu),
        Err(error) => {
            let required = std::env::var("TEDDY_GPU").is_ok_and(|v| v == "required");
            assert!(!required, "an adapter is required, but {error}");
            eprintln!("\n!!! NOT TESTED on a graphics device: {error}\n");
            None
        }
    }
}

/// Every backend of this machine; each test gets devices of its own.
fn backends() -> Vec<Backend> {
    let mut all = vec![Backend::Cpu];
    for tiling in Tiling::ALL {
        let gpu = open().filter(|gpu| gpu.tilings(64).any(|fits| fits == tiling));
        all.extend(gpu.map(|gpu| Backend::Card(Box::new(gpu), tiling)));
    }
    all.extend(open().map(|gpu| Backend::Naive(Box::new(gpu))));
    all
}

impl Backend {
    fn name(&self) -> String {
        match self {
            Backend::Cpu => "CPU".into(),
            Backend::Card(gpu, tiling) => format!("{} ({tiling:?})", gpu.facts().name),
            Backend::Naive(gpu) => format!("{} (naive)", gpu.facts().name),
        }
    }

    fn attention(&self, shape: &AttentionShape, qkv: Qkv, mask: &KeyMask) -> AttentionOutput {
        match self {
            Backend::Cpu => AttentionOutput {
                context: on_tape(shape, qkv, mask),
                weights: None,
                kernel_ms: None,
            },
            Backend::Card(gpu, tiling) => {
                gpu.set_tiling(shape.d_k, *tiling);
                let plain = block_on(gpu.attention(shape, qkv, mask, false)).unwrap();
                let full = block_on(gpu.attention(shape, qkv, mask, true)).unwrap();
                assert_eq!(plain.context, full.context, "weights change nothing");
                assert_eq!(plain.weights, None);
                full
            }
            Backend::Naive(gpu) => {
                block_on(gpu.attention_by(Method::Naive, shape, qkv, mask, 2)).unwrap()
            }
        }
    }

    /// Compares with the reference; `what` is for the message.
    fn check(&self, what: &str, shape: &AttentionShape, qkv: Qkv, mask: &KeyMask) {
        self.check_within(TOLERANCE, what, shape, qkv, mask);
    }

    fn check_within(
        &self,
        tolerance: f32,
        what: &str,
        shape: &AttentionShape,
        qkv: Qkv,
        mask: &KeyMask,
    ) {
        let expected = reference::attention(shape, qkv, mask);
        let found = self.attention(shape, qkv, mask);
        let context = largest_difference(&found.context, &expected.context);
        assert!(
            context < tolerance,
            "{}, {what}, {shape:?}: context differs by {context:e}",
            self.name()
        );
        if let (Some(found), Some(expected)) = (&found.weights, &expected.weights) {
            let weights = largest_difference(found, expected);
            assert!(
                weights < tolerance,
                "{}, {what}, {shape:?}: weights differ by {weights:e}",
                self.name()
            );
        }
    }
}

fn on_tape(shape: &AttentionShape, qkv: Qkv, mask: &KeyMask) -> Vec<f32> {
    let matrix = |x: &[f32]| {
        let rows = x.len() / shape.width();
        ndarray::Array2::from_shape_vec((rows, shape.width()), x.to_vec()).unwrap()
    };
    let params = ParamSet::default();
    let mut tape = Tape::evaluation(&params);
    let [q, k, v] = [qkv.q, qkv.k, qkv.v].map(|x| tape.constant(matrix(x)));
    let pairs = Arc::new(mask.pairs(shape));
    let context = tape.attention("attention", (q, k, v), shape.heads, &pairs);
    tape.value(context).iter().copied().collect()
}

/// Q, K and V with numbers in [−size, size].
fn draw(shape: &AttentionShape, size: f32, seed: u64) -> [Vec<f32>; 3] {
    let mut rng = Rng::new(seed);
    [shape.query_len(), shape.key_len(), shape.key_len()].map(|len| {
        let number = |_| size * (2.0 * rng.uniform() as f32 - 1.0);
        (0..len).map(number).collect()
    })
}

fn qkv([q, k, v]: &[Vec<f32>; 3]) -> Qkv<'_> {
    Qkv { q, k, v }
}

#[test]
fn odd_lengths_with_and_without_masks() {
    for backend in backends() {
        for n in [1, 7, 64, 65, 513] {
            let shape = AttentionShape::square(2, n, 16);
            let numbers = draw(&shape, 1.0, n as u64);
            backend.check("no mask", &shape, qkv(&numbers), &KeyMask::none());
            backend.check("causal", &shape, qkv(&numbers), &KeyMask::causal());
            let padding = KeyMask::padding(n, &[n.div_ceil(2)]);
            backend.check("padding", &shape, qkv(&numbers), &padding);
        }
    }
}

#[test]
fn batches_of_sentences_that_look_at_others() {
    for backend in backends() {
        for (t_q, t_k) in [(1, 40), (33, 5), (40, 100)] {
            let shape = AttentionShape {
                batch: 3,
                heads: 4,
                t_q,
                t_k,
                d_k: 32,
            };
            let numbers = draw(&shape, 1.0, 7);
            let mask = KeyMask::padding(t_k, &[t_k, 3, 1]);
            backend.check("cross-attention", &shape, qkv(&numbers), &mask);
        }
    }
}

#[test]
fn every_width_of_head() {
    for backend in backends() {
        for d_k in [8, 12, 20, 32, 48, 64, 68, 96, 128] {
            let shape = AttentionShape::square(2, 70, d_k);
            let numbers = draw(&shape, 1.0, d_k as u64);
            backend.check("width", &shape, qkv(&numbers), &KeyMask::causal());
        }
    }
}

#[test]
fn a_query_that_sees_no_key_has_context_and_weights_zero() {
    for backend in backends() {
        let shape = AttentionShape {
            batch: 2,
            ..AttentionShape::square(2, 9, 16)
        };
        let numbers = draw(&shape, 1.0, 3);
        // The second sentence is all padding; in the first, causal and with its first key hidden, query 0 sees nothing.
        let mut mask = KeyMask::padding(9, &[9, 0]);
        mask.causal = true;
        mask.visible.as_mut().unwrap()[0] = false;
        backend.check("hidden rows", &shape, qkv(&numbers), &mask);
        let found = backend.attention(&shape, qkv(&numbers), &mask);
        let (first, second) = found.context.split_at(9 * shape.width());
        assert!(first[..shape.width()].iter().all(|&x| x == 0.0));
        assert!(first[shape.width()..].iter().any(|&x| x != 0.0));
        assert!(second.iter().all(|&x| x == 0.0));
    }
}

/// Whole numbers in Q and K make logits that f32 holds exactly, so the size of the logits is all that is tested.
#[test]
fn large_and_negative_logits() {
    for backend in backends() {
        let shape = AttentionShape::square(2, 65, 16);
        let mut numbers = draw(&shape, 1.0, 5);
        for (size, shift) in [(40.0, 0.0), (40.0, -4000.0), (1.0, 30000.0)] {
            let mut rng = Rng::new(9);
            for x in numbers[..2].iter_mut().flatten() {
                *x = (rng.uniform() as f32 * size).round();
            }
            // The first column moves every logit by the same: softmax does not change, its exponents do.
            let [q, k, _] = &mut numbers;
            for (i, (q, k)) in q.iter_mut().zip(k).enumerate() {
                if i % shape.d_k == 0 {
                    (*q, *k) = (4.0, shift);
                }
            }
            let what = format!("logits up to {size} · {size} · 4, moved by {shift}");
            // The CPU's kernel counts in powers of two: its logits are rounded once more, by an ulp of their size.
            let largest = 4.0 * (size * size + shift.abs());
            let tolerance = match backend {
                Backend::Cpu => TOLERANCE.max(f32::EPSILON * largest),
                _ => TOLERANCE,
            };
            for mask in [KeyMask::none(), KeyMask::causal()] {
                backend.check_within(tolerance, &what, &shape, qkv(&numbers), &mask);
            }
        }
    }
}

#[test]
fn multi_head_attention_in_one_submit() {
    let Some(gpu) = open() else { return };
    let shape = AttentionShape {
        batch: 2,
        heads: 4,
        t_q: 19,
        t_k: 37,
        d_k: 20,
    };
    let d = shape.width();
    let mut rng = Rng::new(4);
    let mut draw = |len: usize, size: f32| -> Vec<f32> {
        let number = |_| size * (2.0 * rng.uniform() as f32 - 1.0);
        (0..len).map(number).collect()
    };
    let projections: Vec<_> = (0..4).map(|_| (draw(d * d, 0.2), draw(d, 0.5))).collect();
    let (x_q, x_kv) = (draw(shape.query_len(), 1.0), draw(shape.key_len(), 1.0));
    let mask = KeyMask::padding(37, &[37, 20]);

    // On the CPU, piece by piece.
    let linear = |x: &[f32], (w, b): &(Vec<f32>, Vec<f32>)| -> Vec<f32> {
        let x = ndarray::ArrayView2::from_shape((x.len() / d, d), x).unwrap();
        let w = ndarray::ArrayView2::from_shape((d, d), w).unwrap();
        let y = matmul(x, w) + ndarray::ArrayView1::from(b);
        y.iter().copied().collect()
    };
    let q = linear(&x_q, &projections[0]);
    let [k, v] = [1, 2].map(|i: usize| linear(&x_kv, &projections[i]));
    let numbers = [q, k, v];
    let expected = reference::attention(&shape, qkv(&numbers), &mask);
    let output = linear(&expected.context, &projections[3]);

    let [a, b, c, e] = [0, 1, 2, 3].map(|i: usize| (&*projections[i].0, &*projections[i].1));
    let layer = MultiHeadWeights::upload(&gpu, d, [a, b, c, e]).unwrap();
    let ways = Projecting::ALL.map(|by| [(by, false), (by, true)]);
    for (by, inside) in ways.into_iter().flatten() {
        gpu.set_projecting(by);
        let call = MultiHead {
            shape: &shape,
            x_q: &x_q,
            x_kv: &x_kv,
            mask: &mask,
            inside,
        };
        let found = block_on(gpu.multi_head(&layer, call)).unwrap();
        assert!(largest_difference(&found.output, &output) < TOLERANCE);
        assert_eq!(found.inside.is_some(), inside);
        if let Some(found) = found.inside {
            let weights = expected.weights.as_ref().unwrap();
            assert!(largest_difference(&found.q, &numbers[0]) < TOLERANCE);
            assert!(largest_difference(&found.k, &numbers[1]) < TOLERANCE);
            assert!(largest_difference(&found.v, &numbers[2]) < TOLERANCE);
            assert!(largest_difference(&found.weights, weights) < TOLERANCE);
            assert!(largest_difference(&found.context, &expected.context) < TOLERANCE);
        }
    }
}

#[test]
fn a_program_is_not_asked_to_compile_what_cannot_win_on_it() {
    let Some(gpu) = open() else { return };
    let software = gpu.facts().software;
    for d_k in [8, 64, 128] {
        let candidates: Vec<Tiling> = gpu.candidates(d_k).collect();
        assert!(candidates.contains(&Tiling::Wide));
        assert_eq!(candidates.contains(&Tiling::Rows), software);
        assert_eq!(candidates.contains(&Tiling::Tall), !software);
        assert!(!software || !candidates.contains(&Tiling::Large));
        assert!(d_k > 64 || !candidates.contains(&Tiling::Deep));
        assert!(candidates.contains(&gpu.tiling(d_k)));
    }
}

#[test]
fn what_cannot_be_asked() {
    let Some(gpu) = open() else { return };
    let shape = AttentionShape::square(1, 4, 16);
    let numbers = draw(&shape, 1.0, 1);
    let ask = |shape: AttentionShape, mask: &KeyMask| {
        block_on(gpu.attention(&shape, qkv(&numbers), mask, true))
    };
    let narrow = AttentionShape { d_k: 6, ..shape };
    let error = ask(narrow, &KeyMask::none()).unwrap_err();
    assert_eq!(error, GpuError::HeadWidth { d_k: 6 });
    let longer = AttentionShape { t_k: 5, ..shape };
    let error = ask(longer, &KeyMask::none()).unwrap_err();
    assert!(matches!(
        error,
        GpuError::WrongLength {
            what: Part::Keys,
            ..
        }
    ));
    let error = ask(shape, &KeyMask::padding(3, &[3])).unwrap_err();
    assert!(matches!(
        error,
        GpuError::WrongLength {
            what: Part::Mask,
            ..
        }
    ));
    // After all of them it still computes.
    assert!(ask(shape, &KeyMask::none()).is_ok());
}

#[test]
fn weights_that_no_array_can_hold_are_refused_before_anything_is_done() {
    let Some(gpu) = open() else { return };
    let shape = AttentionShape {
        batch: 4,
        heads: 64,
        t_q: 4096,
        t_k: 4096,
        d_k: 8,
    };
    if 4 * (shape.weight_len() as u64) <= gpu.facts().largest_array {
        eprintln!("!!! NOT TESTED: this device would hold 16 GiB of weights");
        return;
    }
    let numbers = draw(&shape, 1.0, 1);
    let mask = KeyMask::none();
    let error = block_on(gpu.attention(&shape, qkv(&numbers), &mask, true)).unwrap_err();
    assert!(matches!(
        error,
        GpuError::TooLarge {
            what: Part::Weights,
            ..
        }
    ));
}

#[test]
fn faults_are_told_apart_and_only_a_lost_device_is_the_end() {
    let Some(gpu) = open() else { return };
    let shape = AttentionShape::square(1, 8, 16);
    let numbers = draw(&shape, 1.0, 1);
    let ask = || block_on(gpu.attention(&shape, qkv(&numbers), &KeyMask::none(), false));
    let good = ask().unwrap().context;
    gpu.fail_next(Fault::Validation);
    assert!(matches!(ask(), Err(GpuError::Validation { .. })));
    assert_eq!(ask().unwrap().context, good);
    gpu.fail_next(Fault::OutOfMemory);
    assert_eq!(ask(), Err(GpuError::OutOfMemory));
    assert_eq!(ask().unwrap().context, good);
    gpu.fail_next(Fault::Lost);
    assert!(matches!(ask(), Err(GpuError::DeviceLost { .. })));
    assert!(matches!(ask(), Err(GpuError::DeviceLost { .. })));
}

/// The clock of this machine; nothing else waits.
struct Here(std::time::Instant);

impl Surroundings for Here {
    fn now(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }

    fn pause(&self) -> impl Future<Output = ()> {
        std::future::ready(())
    }
}

/// All that a request is answered by.
fn ask(bench: &Bench<Here>, request: Request) -> Vec<Event> {
    let events = std::cell::RefCell::new(vec![]);
    block_on(bench.handle(request, |event| events.borrow_mut().push(event)));
    events.into_inner()
}

fn comparison(events: &[Event]) -> &Comparison {
    let found = events.iter().find_map(|event| match event {
        Event::Compared { comparison, .. } => Some(&**comparison),
        _ => None,
    });
    found.expect("a comparison is always answered by one")
}

fn compare(setting: Setting, fault: Option<Fault>) -> Request {
    Request::Compare {
        id: 1,
        setting,
        card: true,
        fault,
    }
}

#[test]
fn both_sides_are_measured_and_agree() {
    let bench = Bench::new(Here(std::time::Instant::now()));
    let there = matches!(&ask(&bench, Request::Open)[..], [Event::Card(Ok(_))]);
    for mask in [MaskKind::None, MaskKind::Causal, MaskKind::Padding] {
        let setting = Setting {
            n: 65,
            heads: 2,
            d_k: 16,
            mask,
        };
        let events = ask(&bench, compare(setting, None));
        let comparison = comparison(&events);
        assert!(comparison.cpu.repeats >= 2 && comparison.cpu_matrix.is_some());
        assert_eq!(matches!(comparison.card, Some(Ok(_))), there);
        assert_eq!(comparison.weights.by_card, there);
        let sum: f32 = comparison.weights.weights[..12].iter().sum();
        assert!(sum > 0.0 && sum <= 1.0 + 1e-5);
        if there {
            assert!(comparison.largest_difference.unwrap() < TOLERANCE);
            assert!(matches!(comparison.card_naive, Some(Ok(_))));
        }
    }
    let setting = Setting {
        heads: 1,
        d_k: 8,
        ..Setting::default()
    };
    let grow = Request::Grow {
        id: 2,
        setting,
        card: true,
    };
    let events = ask(&bench, grow);
    let Some(Event::Fitted { growth, .. }) = events.last() else {
        panic!("the curve is fitted last")
    };
    assert!(growth.cpu.is_some());
    assert_eq!(growth.costs().is_some(), there);
}

#[test]
fn whatever_happens_to_the_card_the_cpu_answers() {
    let bench = Bench::new(Here(std::time::Instant::now()));
    if !matches!(&ask(&bench, Request::Open)[..], [Event::Card(Ok(_))]) {
        // Without a card the comparison says why, and has the CPU's side.
        let events = ask(&bench, compare(Setting::default(), None));
        assert!(matches!(comparison(&events).card, Some(Err(_))));
        return;
    }
    let setting = Setting {
        n: 33,
        heads: 2,
        d_k: 16,
        mask: MaskKind::None,
    };
    for fault in [Fault::OutOfMemory, Fault::Validation, Fault::Lost] {
        let events = ask(&bench, compare(setting, Some(fault)));
        let found = comparison(&events);
        assert!(matches!(found.card, Some(Err(_))), "{fault:?}");
        assert!(found.cpu.repeats >= 2 && !found.weights.by_card);
        let lost = matches!(
            events.last(),
            Some(Event::Card(Err(GpuError::DeviceLost { .. })))
        );
        assert_eq!(lost, fault == Fault::Lost);
    }
    // Opened again, it computes again.
    assert!(matches!(
        &ask(&bench, Request::Open)[..],
        [Event::Card(Ok(_))]
    ));
    let events = ask(&bench, compare(setting, None));
    assert!(matches!(comparison(&events).card, Some(Ok(_))));
}

const SENTENCE: &str = "A cute teddy bear is reading.";

fn translator() -> Translator {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/models/translator");
    let text = |name| std::fs::read_to_string(folder.join(name)).unwrap();
    let weights = std::fs::read(folder.join("model.safetensors")).unwrap();
    Translator::from_files(&text("config.json"), &text("tokenizer.json"), &weights).unwrap()
}

#[test]
fn the_shipped_translator_shows_the_same_numbers_by_the_card() {
    let Some(gpu) = open() else { return };
    let translator = translator();
    let by_cpu = block_on(translator.translate_by(SENTENCE, &Decoding::Greedy, &OnCpu)).unwrap();
    let card = CardLayers::new(std::rc::Rc::new(gpu));
    let by_card = block_on(translator.translate_by(SENTENCE, &Decoding::Greedy, &card)).unwrap();
    assert_eq!(card.failure(), None);
    assert_eq!(by_card.text, by_cpu.text);
    assert_eq!(by_card.trace.tensors.len(), by_cpu.trace.tensors.len());
    let (mut shown, mut other) = (0, 0);
    for (a, b) in by_card.trace.tensors.iter().zip(&by_cpu.trace.tensors) {
        assert_eq!((&a.name, &a.shape), (&b.name, &b.shape));
        let size = b.data.iter().fold(1.0f32, |size, x| size.max(x.abs()));
        let difference = largest_difference(&a.data, &b.data);
        assert!(difference < 1e-5 * size, "{}: {difference:e}", a.name);
        shown += a.data.len();
        let differs = |(a, b): &(&f32, &f32)| format_value(**a) != format_value(**b);
        other += a.data.iter().zip(&b.data).filter(differs).count();
    }
    // Four digits are shown. A number that lies on the border between two of them may fall to either side, whoever
    // computes: with an error of 10⁻⁶ that is about one in a thousand.
    assert!(
        100 * other < shown,
        "{other} of {shown} numbers are shown otherwise"
    );
    println!("{other} of {shown} numbers are shown otherwise in their fourth digit");
}

#[test]
fn a_card_that_is_lost_in_the_middle_of_a_translation_loses_nothing() {
    let Some(gpu) = open() else { return };
    let translator = translator();
    let by_cpu = block_on(translator.translate_by(SENTENCE, &Decoding::Greedy, &OnCpu)).unwrap();
    gpu.fail_next(Fault::Lost);
    let card = CardLayers::new(std::rc::Rc::new(gpu));
    let found = block_on(translator.translate_by(SENTENCE, &Decoding::Greedy, &card)).unwrap();
    assert_eq!(found, by_cpu);
    assert!(matches!(card.failure(), Some(GpuError::DeviceLost { .. })));
}
