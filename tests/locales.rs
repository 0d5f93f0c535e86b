//! Every language says everything: the same namespaces, the same keys, the same placeholders.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const DEFAULT: &str = "en";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// All texts of a locale by "namespace.key.key".
fn texts(locale: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for file in names(&folder().join(locale)) {
        let path = folder().join(locale).join(&file);
        let json: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let namespace = file
            .strip_suffix(".json")
            .unwrap_or_else(|| panic!("{file} is not a .json file"));
        collect(&json, namespace.to_owned(), &mut texts);
    }
    texts
}

fn collect(value: &Value, path: String, texts: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            texts.insert(path, text.clone());
        }
        Value::Object(object) => {
            for (key, value) in object {
                collect(value, format!("{path}.{key}"), texts);
            }
        }
        other => panic!("{path}: {other} is neither a text nor an object"),
    }
}

/// `{{ name }}` and `<name>` of a text, with how often each occurs.
fn placeholders(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (open, close) in [("{{", "}}"), ("<", ">")] {
        let mut rest = text;
        while let Some(start) = rest.find(open) {
            let inside = &rest[start + open.len()..];
            let end = inside
                .find(close)
                .unwrap_or_else(|| panic!("{open} without {close} in {text:?}"));
            // Formatters and options after a comma may differ from language to language.
            let name = inside[..end].split(',').next().unwrap_or_default().trim();
            *found.entry(format!("{open}{name}{close}")).or_insert(0) += 1;
            rest = &inside[end + close.len()..];
        }
    }
    found
}

fn other_locales() -> Vec<String> {
    let locales: Vec<String> = names(&folder())
        .into_iter()
        .filter(|name| name != DEFAULT)
        .collect();
    assert!(!locales.is_empty());
    locales
}

#[test]
fn every_language_has_the_same_keys() {
    let expected = texts(DEFAULT);
    for locale in other_locales() {
        let found = texts(&locale);
        let missing: Vec<_> = expected
            .keys()
            .filter(|key| !found.contains_key(*key))
            .collect();
        let surplus: Vec<_> = found
            .keys()
            .filter(|key| !expected.contains_key(*key))
            .collect();
        assert!(missing.is_empty(), "{locale} lacks {missing:#?}");
        assert!(
            surplus.is_empty(),
            "{locale} has, but {DEFAULT} lacks {surplus:#?}"
        );
    }
}

#[test]
fn every_language_has_the_same_placeholders() {
    let expected = texts(DEFAULT);
    for locale in other_locales() {
        let found = texts(&locale);
        for (key, text) in &expected {
            let Some(translated) = found.get(key) else {
                continue;
            }; // the test above says so
            assert_eq!(
                placeholders(text),
                placeholders(translated),
                "{key} in {locale}"
            );
        }
    }
}

#[test]
fn no_text_is_empty_or_padded() {
    for locale in names(&folder()) {
        for (key, text) in texts(&locale) {
            assert!(!text.trim().is_empty(), "{locale}: {key} is empty");
            assert_eq!(text, text.trim(), "{locale}: {key} has spaces at its ends");
        }
    }
}

#[test]
fn placeholders_are_found() {
    let found = placeholders("{{ n }} of {{n}} <b>in</b> {{ total, number }}");
    let found: Vec<(&str, usize)> = found
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(
        found,
        [("</b>", 1), ("<b>", 1), ("{{n}}", 2), ("{{total}}", 1)]
    );
}
