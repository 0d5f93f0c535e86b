//! In what settings differ: the columns of a table of runs.

use super::{Knob, LabConfig};

/// All that a run can differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    Knob(Knob),
    Corpus,
    Course,
    Convention,
}

impl Setting {
    fn all() -> impl Iterator<Item = Setting> {
        let others = [Setting::Corpus, Setting::Course, Setting::Convention];
        Knob::ALL.into_iter().map(Setting::Knob).chain(others)
    }

    /// Whether two configurations have the same value of it.
    pub fn is_same(self, a: &LabConfig, b: &LabConfig) -> bool {
        match self {
            Setting::Knob(knob) => a.get(knob) == b.get(knob),
            Setting::Corpus => a.corpus == b.corpus,
            Setting::Course => a.course == b.course,
            Setting::Convention => a.convention == b.convention,
        }
    }

    /// The settings in which not all of these agree.
    ///
    /// ```
    /// use teddy_reads::session::studio::lab::config::{Knob, LabConfig, Setting};
    /// let (a, b) = (LabConfig::default(), LabConfig::parse("heads=8&course=root"));
    /// let differing = Setting::differing([&a, &b, &a]);
    /// assert_eq!(differing, [Setting::Knob(Knob::Heads), Setting::Course]);
    /// ```
    pub fn differing<'a>(configs: impl IntoIterator<Item = &'a LabConfig>) -> Vec<Setting> {
        let configs: Vec<&LabConfig> = configs.into_iter().collect();
        let differs = |setting: &Setting| {
            let mut pairs = configs.windows(2);
            pairs.any(|pair| !setting.is_same(pair[0], pair[1]))
        };
        Setting::all().filter(differs).collect()
    }
}
