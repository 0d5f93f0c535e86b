//! What a reader looks at in lesson 4, as the query of an address:
//!
//! `?text=A%20bear%20sings.&cell=lstm&step=3&unit=17&hold=f1,i0&from=1&to=4&units=16&use=tags&steps=200`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `text` | the sentence | the lecture's own |
//! | `first`, `second` | the two orders of the same words | the lesson's own |
//! | `cell` | `lstm`: the LSTM is unrolled, not the RNN | RNN |
//! | `step` | tokens read, counted from 0 | one in the middle |
//! | `unit` | the unit that is explained | 0 |
//! | `hold` | gates held by hand: `i`, `f` or `o` with 0 or 1 | none |
//! | `from`, `to` | the tokens at which they are held, both counted | all |
//! | `units` | the first of the units that are shown of an LSTM | 0 |
//! | `use` | `tags`, `translation` | one label |
//! | `own` | what is learnt from | the page's captions |
//! | `hidden`, `seed` | of the training | 32, 295 |
//! | `steps` | how far it is | 0 |
//! | `temp` | the temperature of the sentences that are drawn | 0.7 |
//! | `draw` | which of the draws is shown, counted from 1 | none yet |
//!
//! Reading one never fails: what makes no sense counts as absent.

use super::training::{MAX_STEPS, TrainConfig, WIDTHS};
use crate::nlp::autograd::ops::{Gate, HeldGate};
use crate::nlp::nn::Cell;
use crate::session::link::encode;
use crate::session::studio::query::{self, own_sentence, put, some_text};

/// The two orders that are compared at first.
pub const FIRST: &str = "The bear loves the book.";
pub const SECOND: &str = "The book loves the bear.";

/// The gates that can be held, with their letters; the candidate is no gate but what is let in.
pub const HELD: [(Gate, char); 3] = [(Gate::Forget, 'f'), (Gate::In, 'i'), (Gate::Out, 'o')];

/// The most characters of a sentence, and of a text to learn from.
const MAX_TEXT: usize = 300;
const MAX_OWN: usize = 4000;

/// The temperature of the first sentences that are drawn.
const TEMPERATURE: f64 = 0.7;
/// Nobody presses a button so often.
const MAX_DRAW: u64 = 999_999;

/// What is made of the states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Use {
    #[default]
    Label,
    Tags,
    Translation,
}

/// What an address says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub text: Option<String>,
    pub first: String,
    pub second: String,
    pub cell: Cell,
    pub step: Option<usize>,
    pub unit: usize,
    /// In the order of [`HELD`]: open (true), shut (false) or free.
    pub hold: [Option<bool>; 3],
    pub from: Option<usize>,
    pub to: Option<usize>,
    pub units: usize,
    pub usage: Use,
    pub own: Option<String>,
    pub hidden: usize,
    pub seed: u64,
    pub steps: u64,
    pub temperature: f64,
    pub draw: u64,
}

impl Default for Link {
    fn default() -> Self {
        let usual = TrainConfig::default();
        Link {
            text: None,
            first: FIRST.into(),
            second: SECOND.into(),
            cell: Cell::Rnn,
            step: None,
            unit: 0,
            hold: [None; 3],
            from: None,
            to: None,
            units: 0,
            usage: Use::Label,
            own: None,
            hidden: usual.hidden,
            seed: usual.seed,
            steps: 0,
            temperature: TEMPERATURE,
            draw: 0,
        }
    }
}

impl Link {
    /// Reads a query, with or without its `?`. Of a key that comes twice the first counts; others are ignored.
    pub fn parse(query: &str) -> Self {
        let mut link = Link::default();
        for (key, value) in query::pairs(query) {
            match key {
                "text" => link.text = some_text(&value, MAX_TEXT),
                "first" => put_text(&mut link.first, &value),
                "second" => put_text(&mut link.second, &value),
                "cell" => {
                    link.cell = match value.as_str() {
                        "lstm" => Cell::Lstm,
                        _ => Cell::Rnn,
                    }
                }
                "step" => link.step = value.parse().ok(),
                "unit" => put(&mut link.unit, &value),
                "hold" => link.hold = parse_hold(&value),
                "from" => link.from = value.parse().ok(),
                "to" => link.to = value.parse().ok(),
                "units" => put(&mut link.units, &value),
                "use" => {
                    link.usage = match value.as_str() {
                        "tags" => Use::Tags,
                        "translation" => Use::Translation,
                        _ => Use::Label,
                    }
                }
                "own" => link.own = some_text(&value, MAX_OWN),
                "hidden" => {
                    let width = value.parse().ok();
                    if let Some(width) = width.filter(|width| WIDTHS.contains(width)) {
                        link.hidden = width;
                    }
                }
                "seed" => put(&mut link.seed, &value),
                "temp" => {
                    let found = value.parse().ok().filter(|t| (0.0..=2.0).contains(t));
                    link.temperature = found.map_or(TEMPERATURE, tenth);
                }
                "draw" => link.draw = value.parse().unwrap_or(0).min(MAX_DRAW),
                "steps" => link.steps = value.parse().unwrap_or(0).min(MAX_STEPS),
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`; empty where all is as it is at first.
    pub fn to_query(&self) -> String {
        let usual = Link::default();
        let mut pairs = own_sentence(self.text.as_deref());
        let mut put = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                pairs.push(format!("{key}={value}"));
            }
        };
        let other = |now: &str, usual: &str| (now != usual).then(|| encode(now));
        put("first", other(&self.first, FIRST));
        put("second", other(&self.second, SECOND));
        put("cell", (self.cell == Cell::Lstm).then(|| "lstm".into()));
        put("step", self.step.map(|n| n.to_string()));
        let number = |now: usize, usual: usize| (now != usual).then(|| now.to_string());
        put("unit", number(self.unit, usual.unit));
        let held: Vec<String> = HELD.iter().zip(self.hold).filter_map(format_hold).collect();
        put("hold", (!held.is_empty()).then(|| held.join(",")));
        put("from", self.from.map(|n| n.to_string()));
        put("to", self.to.map(|n| n.to_string()));
        put("units", number(self.units, usual.units));
        put(
            "use",
            match self.usage {
                Use::Label => None,
                Use::Tags => Some("tags".into()),
                Use::Translation => Some("translation".into()),
            },
        );
        put("own", self.own.as_deref().map(encode));
        put("hidden", number(self.hidden, usual.hidden));
        put(
            "seed",
            (self.seed != usual.seed).then(|| self.seed.to_string()),
        );
        put("steps", (self.steps > 0).then(|| self.steps.to_string()));
        let temperature = tenth(self.temperature);
        put(
            "temp",
            (temperature != usual.temperature).then(|| temperature.to_string()),
        );
        let is_drawn = self.steps > 0 && self.draw > 0;
        put("draw", is_drawn.then(|| self.draw.to_string()));
        pairs.join("&")
    }
}

/// The gates that are held, at the tokens from one place to another, both counted, whichever comes first.
pub fn held_gates(hold: [Option<bool>; 3], from: usize, to: usize) -> Vec<HeldGate> {
    let steps = from.min(to)..from.max(to) + 1;
    let held = HELD.iter().zip(hold);
    let held = held.filter_map(|(&(gate, _), open)| {
        open.map(|open| HeldGate {
            gate,
            value: f64::from(u8::from(open)),
            steps: steps.clone(),
            unit: None,
        })
    });
    held.collect()
}

/// As the slider has it.
fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

fn put_text(slot: &mut String, value: &str) {
    if let Some(text) = some_text(value, MAX_TEXT) {
        *slot = text;
    }
}

fn parse_hold(value: &str) -> [Option<bool>; 3] {
    let mut hold = [None; 3];
    for part in value.split(',') {
        for (slot, (_, letter)) in hold.iter_mut().zip(HELD) {
            match part.strip_prefix(letter) {
                Some("0") => *slot = Some(false),
                Some("1") => *slot = Some(true),
                _ => {}
            }
        }
    }
    hold
}

fn format_hold(((_, letter), held): (&(Gate, char), Option<bool>)) -> Option<String> {
    held.map(|open| format!("{letter}{}", u8::from(open)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::link::LECTURE_SENTENCE;

    #[test]
    fn what_is_written_is_read_again() {
        let link = Link {
            text: Some("A bear, a book & 1 = 1?".into()),
            first: "Not bad, good.".into(),
            second: "Not good, bad.".into(),
            cell: Cell::Lstm,
            step: Some(3),
            unit: 17,
            hold: [Some(true), Some(false), None],
            from: Some(1),
            to: Some(4),
            units: 16,
            usage: Use::Tags,
            own: Some("a bear\na book".into()),
            hidden: 8,
            seed: 7,
            steps: 200,
            temperature: 1.2,
            draw: 5,
        };
        assert_eq!(Link::parse(&format!("?{}", link.to_query())), link);
        assert!(link.to_query().contains("&hold=f1,i0&from=1&to=4&"));
        assert_eq!(Link::default().to_query(), "");
        let lecture = Link {
            text: Some(LECTURE_SENTENCE.into()),
            ..Link::default()
        };
        assert_eq!(lecture.to_query(), "");
    }

    #[test]
    fn gates_are_held_at_the_tokens_between() {
        let held = held_gates([Some(true), None, Some(false)], 4, 1);
        assert_eq!(held.len(), 2);
        assert_eq!((held[0].gate, held[0].value), (Gate::Forget, 1.0));
        assert_eq!((held[1].gate, held[1].value), (Gate::Out, 0.0));
        assert!(held.iter().all(|h| h.steps == (1..5) && h.unit.is_none()));
        assert!(held_gates([None; 3], 0, 9).is_empty());
    }

    #[test]
    fn nonsense_counts_as_absent() {
        let odd = "text=%20&first=&cell=gru&step=x&unit=-1&hold=q1,f2,,o&use=poems&hidden=5&steps=-1&lang=zh";
        assert_eq!(Link::parse(odd), Link::default());
        assert_eq!(Link::parse("steps=999999").steps, MAX_STEPS);
        assert_eq!(Link::parse("temp=3&draw=-1"), Link::default());
        assert_eq!(Link::parse("temp=NaN").temperature, TEMPERATURE);
    }
}
