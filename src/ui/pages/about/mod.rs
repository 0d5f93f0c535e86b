//! What this is, what it was made from, and what it does not do.

mod card;
mod fetch;
mod measures;
mod model_card;
mod small_models;

use crate::ui::frame::use_title;
use crate::ui::i18n::{t, t_string, use_i18n};
use crate::ui::say::say;
use crate::ui::widgets::ClearData;
use leptos::prelude::*;
use model_card::ModelCard;
use small_models::SmallModels;

#[component]
pub fn AboutPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(move || t_string!(i18n, about.title).to_owned());
    view! {
        <article class="reading">
            <h1>{say!(i18n, about.title)}</h1>

            <h2>{say!(i18n, about.what.heading)}</h2>
            <p>{say!(i18n, about.what.text)}</p>
            <p>{say!(i18n, about.what.rule)}</p>
            <p>{say!(i18n, about.what.rust)}</p>
            <p>{t!(i18n, about.what.speed, <link> = |children: ChildrenFn| view! { <a href="/attention">{children()}</a> })}</p>

            <h2>{say!(i18n, about.model.heading)}</h2>
            <p>{say!(i18n, about.model.text)}</p>
            <ModelCard />
            <h3>{say!(i18n, about.small.heading)}</h3>
            <p>{say!(i18n, about.small.text)}</p>
            <SmallModels />

            <h2>{say!(i18n, about.data.heading)}</h2>
            <ul>
                <li>{say!(i18n, about.data.tatoeba)}</li>
                <li>{say!(i18n, about.data.captions)}</li>
                <li>{say!(i18n, about.data.grammar)}</li>
            </ul>
            <p>{say!(i18n, about.data.changed)}</p>
            <p>{say!(i18n, about.data.others)}</p>
            <ul>
                <li>{say!(i18n, about.data.wikipedia)}</li>
                <li>{say!(i18n, about.data.sentiment)}</li>
                <li>{say!(i18n, about.data.entities)}</li>
            </ul>

            <h2>{say!(i18n, about.limits.heading)}</h2>
            <ul>
                <li>{say!(i18n, about.limits.small)}</li>
                <li>{say!(i18n, about.limits.bias)}</li>
                <li>{say!(i18n, about.limits.attention)}</li>
            </ul>

            <h2>{say!(i18n, about.privacy.heading)}</h2>
            <p>{say!(i18n, about.privacy.local)}</p>
            <p>{say!(i18n, about.privacy.kept)}</p>
            <p>{say!(i18n, about.privacy.links)}</p>
            <ClearData />

            <h2>{say!(i18n, about.licences.heading)}</h2>
            <p>{say!(i18n, about.licences.code)}</p>
            <p>{say!(i18n, about.licences.data)}</p>
        </article>
    }
}
