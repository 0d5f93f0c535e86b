//! Which language the page speaks: asked for in the address, chosen earlier, or preferred by the browser.

use super::i18n::{I18nKeys, I18nLocaleTrait, Locale, use_i18n};
use super::storage;
use leptos::prelude::*;
use leptos_i18n::I18nContext;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

/// The translations' context, as `use_i18n()` gives it.
pub type I18n = I18nContext<Locale, I18nKeys>;

const STORAGE_KEY: &str = "teddy.locale";
/// `?lang=zh-Hans` in the address.
const QUERY_KEY: &str = "lang";

/// The language's name in itself.
pub fn own_name(locale: Locale) -> &'static str {
    match locale {
        Locale::en => "English",
        Locale::zh_Hans => "简体中文",
    }
}

/// The page's language for a BCP 47 tag as browsers send it: by its primary language alone, so that
/// `zh`, `zh-CN` and `zh-Hant-TW` all read Chinese rather than English.
pub fn parse(tag: &str) -> Option<Locale> {
    let primary = tag.split(['-', '_']).next()?;
    match primary.to_ascii_lowercase().as_str() {
        "en" => Some(Locale::en),
        "zh" | "cmn" => Some(Locale::zh_Hans),
        _ => None,
    }
}

/// The first of the tags that the page speaks.
pub fn choose<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<Locale> {
    tags.into_iter().find_map(parse)
}

/// The language to start with: `?lang=`, then what was chosen earlier, then the browser's list, then English.
pub fn first_choice() -> Locale {
    from_address()
        .or_else(|| parse(&storage::read(STORAGE_KEY)?))
        .or_else(|| {
            let tags: Vec<String> = window()
                .navigator()
                .languages()
                .iter()
                .filter_map(|tag| tag.as_string())
                .collect();
            choose(tags.iter().map(String::as_str))
        })
        .unwrap_or_default()
}

fn from_address() -> Option<Locale> {
    let query = window().location().search().ok()?;
    let parameters = web_sys::UrlSearchParams::new_with_str(&query).ok()?;
    parse(&parameters.get(QUERY_KEY)?)
}

/// Keeps `<html lang dir>` at the page's language. Called once, by the frame.
pub fn keep_document_language() {
    let i18n = use_i18n();
    Effect::new(move || set_document_language(i18n.get_locale()));
}

/// Writes `<html lang dir>`. The app does so before it draws anything: a panic's banner reads it.
pub fn set_document_language(locale: Locale) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", locale.as_str());
        let _ = root.set_attribute("dir", locale.direction().as_str());
    }
}

/// Switches the language, remembers it, and takes a contrary `?lang=` out of the address.
pub fn use_switch_locale() -> impl Fn(Locale) + Clone + 'static {
    let i18n = use_i18n();
    let location = use_location();
    let navigate = use_navigate();
    move |locale: Locale| {
        i18n.set_locale(locale);
        storage::write(STORAGE_KEY, locale.as_str());
        let mut query = location.query.get_untracked();
        if query.remove(QUERY_KEY).is_some() {
            let address = format!(
                "{}{}{}",
                location.pathname.get_untracked(),
                query.to_query_string(),
                location.hash.get_untracked()
            );
            navigate(
                &address,
                NavigateOptions {
                    replace: true,
                    scroll: false,
                    ..Default::default()
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_matched_by_their_primary_language() {
        for tag in [
            "zh",
            "zh-CN",
            "zh-Hans",
            "zh-Hans-SG",
            "zh-TW",
            "ZH_cn",
            "cmn-Hans",
        ] {
            assert_eq!(parse(tag), Some(Locale::zh_Hans), "{tag}");
        }
        for tag in ["en", "en-GB", "EN"] {
            assert_eq!(parse(tag), Some(Locale::en), "{tag}");
        }
        for tag in ["", "fr", "english", "-", "zhx"] {
            assert_eq!(parse(tag), None, "{tag}");
        }
    }

    #[test]
    fn the_first_language_that_the_page_speaks_wins() {
        assert_eq!(choose(["fr-FR", "zh-CN", "en"]), Some(Locale::zh_Hans));
        assert_eq!(choose(["en-US", "zh-CN"]), Some(Locale::en));
        assert_eq!(choose(["fr", "de"]), None);
    }

    #[test]
    fn every_locale_is_found_by_its_own_tag() {
        for &locale in Locale::get_all() {
            assert_eq!(parse(locale.as_str()), Some(locale));
            assert!(!own_name(locale).is_empty());
        }
    }
}
