//! T3: texts that show something, each with what to look at.

use super::context::use_tokens;
use crate::session::studio::tokens::Way;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live_text, say};
use crate::ui::widgets::{Dare, Predict};
use leptos::prelude::*;

/// A ready case.
#[derive(Clone, Copy, PartialEq)]
enum Case {
    Plural,
    Verb,
    Slip,
    Unseen,
    French,
    Chinese,
    Emoji,
}

impl Case {
    const ALL: [Case; 7] = [
        Case::Plural,
        Case::Verb,
        Case::Slip,
        Case::Unseen,
        Case::French,
        Case::Chinese,
        Case::Emoji,
    ];

    fn text(self) -> &'static str {
        match self {
            Case::Plural => "bear bears poem poems",
            Case::Verb => "run runs swim swims",
            Case::Slip => "A cute teddy bear is raeding.",
            Case::Unseen => "unbearably teddylike",
            Case::French => "Un ours en peluche mignon lit.",
            Case::Chinese => "一只可爱的泰迪熊正在读书。",
            Case::Emoji => "A bear 🧸 reads 📖.",
        }
    }

    fn says(self, i18n: I18n) -> &'static str {
        match self {
            Case::Plural => t_string!(i18n, tokens.cases.plural),
            Case::Verb => t_string!(i18n, tokens.cases.verb),
            Case::Slip => t_string!(i18n, tokens.cases.slip),
            Case::Unseen => t_string!(i18n, tokens.cases.unseen),
            Case::French => t_string!(i18n, tokens.cases.french),
            Case::Chinese => t_string!(i18n, tokens.cases.chinese),
            Case::Emoji => t_string!(i18n, tokens.cases.emoji),
        }
    }
}

#[component]
pub fn CasesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tokens();
    let choices = move || {
        vec![
            t_string!(i18n, tokens.cases.choice_lost).to_string(),
            t_string!(i18n, tokens.cases.choice_pieces).to_string(),
            t_string!(i18n, tokens.cases.choice_mended).to_string(),
        ]
    };
    // The answer's figure is the reader's to look at: the same rows, with the misspelt sentence.
    let spelled = move || {
        let shown = lesson.shown.value.read();
        let shown = shown.as_deref().filter(|s| s.text == Case::Slip.text());
        shown.map_or_else(String::new, |shown| {
            let chips = shown.chips(Way::Bpe, usize::MAX);
            let pieces: Vec<&str> = chips.iter().map(|chip| chip.piece.as_str()).collect();
            pieces.join(" ")
        })
    };
    view! {
        <section class="tok-section" aria-labelledby="tok-cases">
            <h2 id="tok-cases">{say!(i18n, tokens.cases.heading)}</h2>
            <Predict
                question=Signal::derive(move || t_string!(i18n, tokens.cases.question).to_string())
                choices=Signal::derive(choices)
                right=1
            >
                <p>{say!(i18n, tokens.cases.answer)}</p>
                <p><button type="button" class="button"
                    on:click=move |_| lesson.text.set(Case::Slip.text().to_owned())>
                    {say!(i18n, tokens.cases.show)}</button></p>
                <p class="tok-pieces" translate="no">{live_text(spelled)}</p>
            </Predict>
            <p>{say!(i18n, tokens.cases.text)}</p>
            <ul class="tok-cases" role="list">
                {Case::ALL
                    .map(|case| {
                        let text = move || format!("{} — {}", case.text(), case.says(i18n));
                        view! {
                            <li><Dare watch="tok-ways" text=Signal::derive(text)
                                on_try=move |()| lesson.text.set(case.text().to_owned()) /></li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
