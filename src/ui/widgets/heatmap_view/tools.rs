//! Table switch and files.

use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, say};
use crate::ui::widgets::{figure_theme, save};
use crate::viz::heatmap::Heatmap;
use leptos::prelude::*;
use std::sync::Arc;

/// Width of saved pictures.
const FILE_WIDTH: f64 = 1000.0;

#[component]
pub fn Tools(data: Signal<Arc<Heatmap>>, as_table: RwSignal<bool>, stem: String) -> impl IntoView {
    let i18n = use_i18n();
    let theme = figure_theme();
    let stem = StoredValue::new(stem);
    let name = move |extension: &str| format!("{}.{extension}", stem.read_value());
    let svg = move || {
        data.read_untracked()
            .to_svg(FILE_WIDTH, theme.get_untracked())
    };
    view! {
        <div class="figure-tools">
            <button
                type="button"
                class="button quiet"
                aria-pressed=move || as_table.get().to_string()
                on:click=move |_| as_table.update(|shown| *shown = !*shown)
            >
                {say!(i18n, figures.show_table)}
            </button>
            <span class="figure-tools-save" aria-hidden="true">{say!(i18n, figures.save)}</span>
            <button
                type="button"
                class="button quiet"
                aria-label=label!(i18n, figures.save_svg)
                title=label!(i18n, figures.save_svg)
                on:click=move |_| save::save_text(&name("svg"), save::SVG, &svg())
            >
                "SVG"
            </button>
            <button
                type="button"
                class="button quiet"
                aria-label=label!(i18n, figures.save_png)
                title=label!(i18n, figures.save_png)
                on:click=move |_| save::save_png(name("png"), svg())
            >
                "PNG"
            </button>
            <button
                type="button"
                class="button quiet"
                aria-label=label!(i18n, figures.save_csv)
                title=label!(i18n, figures.save_csv)
                on:click=move |_| {
                    save::save_text(&name("csv"), save::CSV, &data.read_untracked().to_csv())
                }
            >
                "CSV"
            </button>
        </div>
    }
}
