//! The lab: the reader trains the translator, and watches it learn.
//!
//! * [`config`]: every knob; [`pairs`]: what is learnt from; [`own`]: the reader's own pairs, checked; [`run`]: the job;
//! * [`report`]: what it tells; [`curves`]: the same as curves; [`checkpoint`]: a run as bytes; [`card`]: what a list of
//!   runs says of it.
//!
//! ```text
//!  Begin { config, … } ──► Making … Made ── Steps … Judged … Steps … Judged ── Finished
//!  LabCommand (adjust) ──► Changed | Read | Kept | Exported | WentBack
//! ```

pub mod card;
pub mod checkpoint;
pub mod config;
pub mod curves;
pub mod own;
pub mod pairs;
pub mod report;
pub mod run;

use super::Answer;
use super::job::Jobs;
use super::protocol::Event;
use crate::nlp::data::corpus::Pair;
use config::LabConfig;
use own::Checked;
use report::{AttentionFrame, Change, Judgement, Live, Pace, Reading, Record, RunFacts, StepPoint};
use run::Run;
use serde::{Deserialize, Serialize};

/// From the page to the lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LabRequest {
    /// Begins a run, as a job.
    Begin {
        config: LabConfig,
        /// The reader's own pairs (English, French), if the configuration wants them.
        own: Vec<(String, String)>,
        paused: bool,
    },
    /// Checks a pasted or dropped file of pairs, line by line.
    Check(#[serde(with = "crate::session::wire")] Vec<u8>),
    /// Goes on with a run that was kept, as a job; `paused` where it stands.
    Resume {
        #[serde(with = "crate::session::wire")]
        checkpoint: Vec<u8>,
        paused: bool,
    },
}

/// To a run, through [`Command::Adjust`](super::job::Command::Adjust).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LabCommand {
    /// From the next step on.
    Set(Live),
    /// Translates a sentence with the model as it is.
    Translate(String),
    /// Learns up to this step and pauses itself, or to its end again.
    Halt(Option<u64>),
    /// The run as bytes.
    Keep,
    /// The model as files.
    Export,
    /// Back to the last step that was judged before the loss exploded.
    GoBack,
}

/// From the lab to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LabEvent {
    /// Pairs are being drawn and turned into tokens; from 0 to 1.
    Making {
        progress: f64,
    },
    /// The model is there, with what was told before it was kept.
    Made {
        facts: Box<RunFacts>,
        record: Box<Record>,
    },
    Steps {
        points: Vec<StepPoint>,
        pace: Pace,
    },
    Judged {
        judgement: Judgement,
        frame: AttentionFrame,
    },
    Changed(Change),
    Checked(Checked),
    Read(Reading),
    Kept {
        /// Steps made.
        step: u64,
        #[serde(with = "crate::session::wire")]
        bytes: Vec<u8>,
    },
    Exported(LabFiles),
    /// Where it stands now.
    WentBack(Pace),
}

/// A model as files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabFiles {
    #[serde(with = "crate::session::wire")]
    pub weights: Vec<u8>,
    pub tokenizer_json: String,
    pub config_json: String,
}

/// Begins what is asked for, under the request's number.
pub fn handle(jobs: &mut Jobs, id: u32, request: LabRequest) -> Answer {
    let (run, paused) = match request {
        LabRequest::Check(bytes) => {
            return Ok(Event::Lab(LabEvent::Checked(Checked::of(&bytes))));
        }
        LabRequest::Begin {
            config,
            own,
            paused,
        } => {
            let own = own.into_iter().map(|(src, tgt)| Pair { src, tgt });
            (Run::new(config, own.collect())?, paused)
        }
        // One that is to wait makes its pairs and its model first, so that what it was can be shown.
        LabRequest::Resume { checkpoint, paused } => {
            let run = Run::resume(&checkpoint)?;
            (if paused { run.paused() } else { run }, false)
        }
    };
    jobs.begin(id, Box::new(run), paused)
}
