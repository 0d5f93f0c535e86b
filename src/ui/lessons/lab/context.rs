//! What the parts of the lab share: the run that is on, all that are kept, the settings of the next.
//!
//! It outlives the page: a run goes on while the reader looks at another lesson, unless they asked it to wait.
//! [`driving`](super::driving) is what can be done with a run, [`hearing`](super::hearing) what it says,
//! [`keeping`](super::keeping) how it is kept.

use super::saved;
use super::saved::database::StorageTrouble;
use super::saved::owner::Claim;
use crate::session::studio::lab::card::RunCard;
use crate::session::studio::lab::config::{LabConfig, Setting};
use crate::session::studio::lab::own::Checked;
use crate::session::studio::lab::report::{Pace, Reading, Record, RunFacts};
use crate::ui::sentence;
use crate::ui::studio::{JobHandle, Trouble};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// There is none.
    Idle,
    /// Its pairs are being made; from 0 to 1.
    Making(f64),
    Running,
    Paused,
    Finished,
    /// It broke off; [`LabContext::trouble`] says why.
    Broken,
}

/// What the reader should know of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The worker died; the run goes on from this step.
    Revived { step: u64 },
    /// After the page was loaded again, the run goes on from this step.
    Restored { step: u64 },
    /// Its loss had exploded; the model was taken back to this step and waits.
    WentBack { step: u64 },
    /// The run is on in another tab.
    Elsewhere,
    /// What was kept of the run cannot be read.
    Lost,
}

/// The state of the lab.
#[derive(Clone, Copy)]
pub struct LabContext {
    /// Of the next run; what can be changed at once counts for this one too.
    pub settings: RwSignal<LabConfig>,
    /// Of the run that is on or was last.
    pub config: RwSignal<Option<LabConfig>>,
    pub phase: RwSignal<Phase>,
    pub trouble: RwSignal<Option<Trouble>>,
    pub facts: RwSignal<Option<Arc<RunFacts>>>,
    pub record: RwSignal<Record>,
    pub pace: RwSignal<Pace>,
    /// All that are known, the newest first, with the one that is on.
    pub runs: RwSignal<Vec<Arc<RunCard>>>,
    /// Kept by another version of the page.
    pub unreadable: RwSignal<usize>,
    /// Those of them that some tab is at.
    pub claimed: RwSignal<BTreeSet<String>>,
    /// The run that is on or was last, by its id.
    pub current: RwSignal<Option<String>>,
    /// Other runs whose curves are drawn.
    pub drawn: RwSignal<BTreeSet<String>>,
    /// The frame and judgement that the reader looks at; the last where `None`.
    pub at: RwSignal<Option<usize>>,
    /// The reader's sentence, and what the model makes of it.
    pub text: RwSignal<String>,
    pub reading: RwSignal<Option<Arc<Reading>>>,
    pub reading_trouble: RwSignal<Option<Trouble>>,
    /// Whether a run goes on when the reader leaves the page.
    pub stays: RwSignal<bool>,
    /// The reader's own pairs.
    pub own: RwSignal<Option<Arc<Checked>>>,
    pub notice: RwSignal<Option<Notice>>,
    pub storage: RwSignal<Option<StorageTrouble>>,
    /// A run whose model is being made to be taken away.
    pub exporting: RwSignal<Option<String>>,
    pub(super) handle: StoredValue<Option<JobHandle>>,
    /// Where it is this tab's run.
    pub(super) claim: StoredValue<Option<Claim>, LocalStorage>,
    /// When it is kept next, in milliseconds since 1970.
    pub(super) due: StoredValue<f64>,
    /// The step from which it went on when its worker died last.
    pub(super) revived: StoredValue<Option<u64>>,
}

thread_local! {
    static LAB: RefCell<Option<LabContext>> = const { RefCell::new(None) };
}

impl LabContext {
    /// The lab as it was left, or a new one set as the address says.
    pub fn open(query: &str) -> Self {
        let known = LAB.with_borrow(|lab| *lab);
        let context = known.unwrap_or_else(|| {
            let context = match outermost() {
                Some(owner) => owner.with(Self::new),
                None => Self::new(),
            };
            LAB.set(Some(context));
            context
        });
        let asks = !query.trim_start_matches('?').is_empty();
        if known.is_none() || asks {
            context.settings.set(LabConfig::parse(query));
        }
        if known.is_none() {
            context.restore(asks);
            saved::before_clearing(move || context.forget());
        }
        provide_context(context);
        context
    }

    fn new() -> Self {
        LabContext {
            settings: RwSignal::new(LabConfig::default()),
            config: RwSignal::new(None),
            phase: RwSignal::new(Phase::Idle),
            trouble: RwSignal::new(None),
            facts: RwSignal::new(None),
            record: RwSignal::new(Record::default()),
            pace: RwSignal::new(Pace::default()),
            runs: RwSignal::new(Vec::new()),
            unreadable: RwSignal::new(0),
            claimed: RwSignal::new(BTreeSet::new()),
            current: RwSignal::new(None),
            drawn: RwSignal::new(BTreeSet::new()),
            at: RwSignal::new(None),
            text: RwSignal::new(sentence::current()),
            reading: RwSignal::new(None),
            reading_trouble: RwSignal::new(None),
            stays: RwSignal::new(true),
            own: RwSignal::new(None),
            notice: RwSignal::new(None),
            storage: RwSignal::new(None),
            exporting: RwSignal::new(None),
            handle: StoredValue::new(None),
            claim: StoredValue::new_local(None),
            due: StoredValue::new(0.0),
            revived: StoredValue::new(None),
        }
    }

    /// The card of a run.
    pub fn card(self, id: &str) -> Option<Arc<RunCard>> {
        let runs = self.runs.read();
        runs.iter().find(|card| card.id == id).cloned()
    }

    /// What the run that is on or was last is called.
    pub fn number(self) -> Option<u32> {
        let current = self.current.get()?;
        self.card(&current).map(|card| card.number)
    }

    /// The newest run that was not over when it was left, where none is on.
    pub fn left_over(self) -> Option<Arc<RunCard>> {
        if self.phase.get() != Phase::Idle {
            return None;
        }
        let (runs, claimed) = (self.runs.read(), self.claimed.read());
        let mut runs = runs.iter();
        runs.find(|card| card.is_unfinished() && !claimed.contains(&card.id))
            .cloned()
    }

    /// What the run that is on cannot take up of the settings.
    pub fn pending(self) -> Vec<Setting> {
        let (settings, config) = (self.settings.read(), self.config.read());
        let Some(config) = config.as_ref() else {
            return vec![];
        };
        let is_live = |setting: &Setting| matches!(setting, Setting::Knob(knob) if knob.is_live());
        let mut pending = Setting::differing([&*settings, config]);
        pending.retain(|setting| !is_live(setting));
        pending
    }
}

/// Whose signals stay when the reader goes to another page.
fn outermost() -> Option<Owner> {
    let mut owner = Owner::current()?;
    while let Some(parent) = owner.parent() {
        owner = parent;
    }
    Some(owner)
}

/// The lab, inside [`LabPage`](super::LabPage).
pub fn use_lab() -> LabContext {
    expect_context()
}
