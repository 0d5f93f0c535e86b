//! What a figure also is: a table, a picture to keep, numbers to compute with. Folded up, since few ask for it.

use super::save;
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, say};
use leptos::prelude::*;

/// A small menu after a figure: one stop of the Tab key until it is opened.
#[component]
pub fn FigureMenu(
    /// Switches between picture and table, where the figure has one.
    #[prop(optional)]
    as_table: Option<RwSignal<bool>>,
    /// The picture as a file.
    #[prop(into)]
    svg: Callback<(), String>,
    /// The numbers as a file.
    #[prop(optional, into)]
    csv: Option<Callback<(), String>>,
    /// Name of saved files, without extension.
    stem: String,
    /// What else the figure is, under the buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    let stem = StoredValue::new(stem);
    let name = move |extension: &str| format!("{}.{extension}", stem.read_value());
    let title = match as_table {
        Some(_) => say!(i18n, figures.menu),
        None => say!(i18n, figures.menu_picture),
    };
    let table = as_table.map(|as_table| {
        view! {
            <button type="button" class="button quiet" aria-pressed=move || as_table.get().to_string()
                on:click=move |_| as_table.update(|shown| *shown = !*shown)>
                {say!(i18n, figures.show_table)}
            </button>
        }
    });
    let numbers = csv.map(|csv| {
        view! {
            <button type="button" class="button quiet" aria-label=label!(i18n, figures.save_csv)
                title=label!(i18n, figures.save_csv)
                on:click=move |_| save::save_text(&name("csv"), save::CSV, &csv.run(()))>"CSV"</button>
        }
    });
    view! {
        <details class="figure-menu">
            <summary>{title}</summary>
            <div class="figure-tools">
                {table}
                <span class="figure-tools-save" aria-hidden="true">{say!(i18n, figures.save)}</span>
                <button type="button" class="button quiet" aria-label=label!(i18n, figures.save_svg)
                    title=label!(i18n, figures.save_svg)
                    on:click=move |_| save::save_text(&name("svg"), save::SVG, &svg.run(()))>"SVG"</button>
                <button type="button" class="button quiet" aria-label=label!(i18n, figures.save_png)
                    title=label!(i18n, figures.save_png)
                    on:click=move |_| save::save_png(name("png"), svg.run(()))>"PNG"</button>
                {numbers}
            </div>
            {children.map(|children| children())}
        </details>
    }
}
