//! Terms in running text: the first use in a lesson is a button that says what the term means.
//!
//! The texts mark it, in every language: `"It is a [[proxy|proxy task]], because …"`. Such a text is shown by
//! [`prose!`]; tests see to it that every lesson marks every one of its terms once, and that nothing else shows the
//! marks as they are.

use super::terms::{TERMS, Term};
use crate::ui::i18n::{Locale, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live, say, words};
use leptos::prelude::*;

/// Running text with marked terms: `prose!(i18n, tokens.lead)`.
macro_rules! prose {
    ($i18n:expr, $($key:tt)+) => {
        $crate::ui::glossary::linked($i18n, |locale| $crate::ui::i18n::td_string!(locale, $($key)+))
    };
}
pub(crate) use prose;

/// A piece of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run<'a> {
    Plain(&'a str),
    /// The words that stand for a term here, and the marks of punctuation that touch them: a line must not break
    /// between (a button is a box of its own in its line).
    Marked {
        before: &'a str,
        id: &'a str,
        words: &'a str,
        after: &'a str,
    },
}

const OPENING: &[char] = &['(', '[', '“', '‘', '「', '《', '（'];
const CLOSING: &[char] = &[
    '.', ',', ';', ':', '!', '?', ')', ']', '”', '’', '。', '，', '、', '；', '：', '？', '！',
    '）', '」', '》',
];

/// `"a [[bpe|BPE]] b"` is plain, marked, plain. What is not a whole mark stays as it is.
fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some((before, mark)) = rest.split_once("[[") {
        let parts = mark.split_once("]]");
        let Some(((id, words), after)) =
            parts.and_then(|(m, after)| Some((m.split_once('|')?, after)))
        else {
            break;
        };
        let plain = before.trim_end_matches(OPENING);
        if !plain.is_empty() {
            runs.push(Run::Plain(plain));
        }
        let closing = after.len() - after.trim_start_matches(CLOSING).len();
        runs.push(Run::Marked {
            before: &before[plain.len()..],
            id,
            words,
            after: &after[..closing],
        });
        rest = &after[closing..];
    }
    if !rest.is_empty() {
        runs.push(Run::Plain(rest));
    }
    runs
}

/// See [`prose!`].
pub fn linked(i18n: I18n, of: fn(Locale) -> &'static str) -> AnyView {
    let view = |run: Run<'static>| match run {
        Run::Plain(text) => text.into_any(),
        Run::Marked {
            before,
            id,
            words,
            after,
        } => {
            let words = match TERMS.iter().find(|term| term.id == id) {
                Some(term) => view! { <Meaning term words /> }.into_any(),
                None => words.into_any(),
            };
            match before.is_empty() && after.is_empty() {
                true => words,
                false => {
                    view! { <span class="term-place">{before}{words}{after}</span> }.into_any()
                }
            }
        }
    };
    live(move || {
        runs(of(i18n.get_locale()))
            .into_iter()
            .map(view)
            .collect_view()
    })
}

/// The words of a term; pressed, they show what it means.
#[component]
fn Meaning(term: &'static Term, words: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let id = format!("term-{}", term.id);
    let place = format!("/glossary#{}", term.id);
    view! {
        <button type="button" class="term-link" popovertarget=id.clone()>{words}</button>
        <span class="term-note" id=id popover="auto">
            <b>{self::words(i18n, term.name)}</b>
            " "
            {self::words(i18n, term.text)}
            " "
            <a href=place>{say!(i18n, glossary.more)}</a>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::lesson::Lesson;
    use serde_json::Value;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// The texts of a lesson.
    fn namespace(lesson: Lesson) -> &'static str {
        match lesson {
            Lesson::Tasks => "tasks",
            Lesson::Tokens => "tokens",
            Lesson::WordVectors => "vectors",
            Lesson::Rnn => "recurrent",
            Lesson::Memory => "memory",
            Lesson::Transformer => "transformer",
            Lesson::LabelSmoothing => "smoothing",
            Lesson::Translation => "translation",
            Lesson::Lab => "lab",
        }
    }

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    fn collect(value: &Value, path: String, texts: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    collect(value, format!("{path}.{key}"), texts);
                }
            }
            value => {
                texts.insert(path, value.as_str().unwrap().to_owned());
            }
        }
    }

    /// All texts of a language: "tokens.lead" and so on.
    fn texts(locale: &str) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for entry in fs::read_dir(root().join("locales").join(locale)).unwrap() {
            let path = entry.unwrap().path();
            let json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            collect(&json, name, &mut texts);
        }
        texts
    }

    fn sources(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, text);
            } else {
                *text += &fs::read_to_string(&path).unwrap();
            }
        }
    }

    fn marked(text: &str) -> Vec<&str> {
        let id = |run| match run {
            Run::Marked { id, .. } => Some(id),
            Run::Plain(_) => None,
        };
        runs(text).into_iter().filter_map(id).collect()
    }

    #[test]
    fn a_text_is_cut_at_its_marks() {
        use Run::*;
        let mark = Marked {
            before: "",
            id: "bpe",
            words: "BPE",
            after: "",
        };
        assert_eq!(runs("a [[bpe|BPE]] b"), [Plain("a "), mark, Plain(" b")]);
        assert_eq!(runs("[[bpe|BPE]]"), [mark]);
        let touched = Marked {
            before: "（",
            id: "bpe",
            words: "BPE",
            after: "），",
        };
        assert_eq!(
            runs("词元（[[bpe|BPE]]），等"),
            [Plain("词元"), touched, Plain("等")]
        );
        assert_eq!(runs("没有"), [Plain("没有")]);
        assert_eq!(runs(""), []);
        for broken in ["a [[bpe", "a [[bpe]] b", "]] a"] {
            assert_eq!(runs(broken), [Plain(broken)]);
        }
    }

    #[test]
    fn every_lesson_links_each_of_its_terms_once_in_every_language() {
        for locale in ["en", "zh-Hans"] {
            let texts = texts(locale);
            for term in TERMS {
                let own = format!("{}.", namespace(term.lesson));
                let uses = texts.iter().filter(|(key, _)| key.starts_with(&own));
                let times: usize = uses
                    .map(|(_, text)| marked(text).into_iter().filter(|id| *id == term.id).count())
                    .sum();
                assert_eq!(times, 1, "{} in {locale}/{own}json", term.id);
            }
        }
    }

    #[test]
    fn every_mark_is_whole_and_of_a_term_of_its_lesson() {
        for locale in ["en", "zh-Hans"] {
            for (key, text) in texts(locale) {
                assert_eq!(
                    text.matches("[[").count(),
                    marked(&text).len(),
                    "{key}: {text}"
                );
                for id in marked(&text) {
                    let term = TERMS.iter().find(|term| term.id == id);
                    let term = term.unwrap_or_else(|| panic!("{key} in {locale} links to {id}"));
                    let own = namespace(term.lesson);
                    assert!(key.starts_with(&format!("{own}.")), "{id} in {key}");
                    assert!(!text.contains("{{"), "{key}: prose! fills no places");
                }
            }
        }
    }

    #[test]
    fn marked_texts_are_shown_by_prose_alone() {
        let mut code = String::new();
        sources(&root().join("src/ui"), &mut code);
        let code: String = code.split_whitespace().collect();
        for locale in ["en", "zh-Hans"] {
            for (key, _) in texts(locale).iter().filter(|(_, t)| !marked(t).is_empty()) {
                assert!(code.contains(&format!("prose!(i18n,{key})")), "{key}");
                for other in ["say!", "label!", "t_string!", "t!"] {
                    let shown = [",", ")"].map(|end| format!("{other}(i18n,{key}{end}"));
                    assert!(!shown.iter().any(|s| code.contains(s)), "{key} by {other}");
                }
            }
        }
    }
}
