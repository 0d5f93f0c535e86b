//! E3: greedy, beam and sampling on the same sentence.

mod beam_view;
mod next_token;
mod settings;

use crate::ui::i18n::use_i18n;
use crate::ui::say::say;
use beam_view::BeamView;
use leptos::prelude::*;
use next_token::NextToken;
use settings::Settings;

#[component]
pub fn DecodingSection() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="tr-section" id="decoding" aria-labelledby="decoding-title">
            <h2 id="decoding-title">{say!(i18n, translation.decoding)}</h2>
            <div class="spread">
                <div class="stack tr-settings"><Settings /></div>
                <div class="tr-figures">
                    <BeamView />
                    <NextToken />
                </div>
            </div>
        </section>
    }
}
