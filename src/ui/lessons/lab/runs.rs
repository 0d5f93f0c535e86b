//! All runs, those of other days too: in what they differ, how well they do, and what can be done with them.

use super::context::{LabContext, Phase, use_lab};
use super::files::{opener, save_files};
use super::words::{run_name, setting_course, setting_name};
use crate::session::studio::lab::card::{RunCard, RunState};
use crate::session::studio::lab::config::{LabConfig, Setting};
use crate::ui::address::full_address;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live, say};
use crate::ui::widgets::{ClearData, CopyButton};
use crate::viz::number::format_percent;
use leptos::prelude::*;

#[component]
pub fn RunsSection() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let is_empty = Memo::new(move |_| lab.runs.read().is_empty());
    let columns = Memo::new(move |_| {
        let runs = lab.runs.read();
        Setting::differing(runs.iter().map(|card| &card.config))
    });
    let heads = move || {
        let head =
            |&setting: &Setting| view! { <th scope="col">{setting_name(i18n, setting)}</th> };
        columns.read().iter().map(head).collect_view()
    };
    // What the others are held against: the run that is on, or the newest.
    let reference = Memo::new(move |_| {
        let (runs, current) = (lab.runs.read(), lab.current.read());
        let found = runs.iter().find(|card| Some(&card.id) == current.as_ref());
        found.or(runs.first()).map(|card| card.config.clone())
    });
    let ids = move || {
        let runs = lab.runs.read();
        runs.iter().map(|card| card.id.clone()).collect::<Vec<_>>()
    };
    view! {
        <section class="lab-runs" id="lab-runs" aria-labelledby="lab-runs-title">
            <h2 id="lab-runs-title">{say!(i18n, lab.runs)}</h2>
            <p>{say!(i18n, lab.about_runs)}</p>
            <Show when=move || !is_empty.get() fallback=move || view! { <p class="caption">{say!(i18n, lab.no_runs)}</p> }>
                <div class="table-scroll" tabindex="0" role="group" aria-labelledby="lab-runs-title">
                    <table class="data lab-runs-table">
                        <thead>
                            <tr>
                                <th scope="col">{say!(i18n, lab.run)}</th>
                                <th scope="col">{say!(i18n, lab.state)}</th>
                                <th scope="col" class="number">BLEU</th>
                                <th scope="col" class="number">{say!(i18n, lab.exactly_right)}</th>
                                {live(heads)}
                                <th scope="col">{say!(i18n, lab.actions)}</th>
                            </tr>
                        </thead>
                        <tbody>
                            // By id: what is kept anew every few seconds must not take the focus away.
                            <For each=ids key=String::clone let:id><Row id columns reference /></For>
                        </tbody>
                    </table>
                </div>
                <p class="caption">{say!(i18n, lab.runs_caption)}</p>
            </Show>
            {live(move || {
                let n = lab.unreadable.get();
                (n > 0).then(|| view! { <p class="caption">{t_string!(i18n, lab.unreadable, n = n)}</p> })
            })}
            <ClearData />
        </section>
    }
}

#[component]
fn Row(
    id: String,
    columns: Memo<Vec<Setting>>,
    reference: Memo<Option<LabConfig>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let id = StoredValue::new(id);
    let card = Memo::new(move |_| id.with_value(|id| lab.card(id)));
    let of = move |tell: &dyn Fn(&RunCard) -> String| card.read().as_deref().map(tell);
    let is_on = move || id.with_value(|id| lab.current.read().as_ref() == Some(id));
    let is_drawn = move || is_on() || id.with_value(|id| lab.drawn.read().contains(id));
    let draw = move |event| {
        let id = id.get_value();
        lab.drawn.update(|drawn| {
            if event_target_checked(&event) {
                drawn.insert(id);
            } else {
                drawn.remove(&id);
            }
        });
    };
    let cells = move || {
        let (card, reference) = (card.get(), reference.get());
        let cell = |&setting: &Setting| {
            let config = card.as_ref().map(|card| &card.config);
            let value = card.as_ref().map(|card| {
                let configs = (&card.begun, &card.config);
                setting_course(i18n, configs, &card.record.changes, setting)
            });
            let differs = config
                .zip(reference.as_ref())
                .is_some_and(|(config, other)| !setting.is_same(config, other));
            match differs {
                true => view! { <td><mark>{value}</mark></td> }.into_any(),
                false => view! { <td>{value}</td> }.into_any(),
            }
        };
        columns.read().iter().map(cell).collect_view()
    };
    let draw_label = move || of(&|card| t_string!(i18n, lab.draw_run, n = card.number));
    let bleu = |card: &RunCard| card.best_bleu().map(|bleu| format!("{bleu:.1}"));
    let exact = |card: &RunCard| card.best_exact().map(|share| format_percent(share as f32));
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "–".into());
    view! {
        <tr class:on=is_on>
            <th scope="row">
                <label class="lab-draw">
                    <input type="checkbox" aria-label=draw_label prop:checked=is_drawn disabled=is_on on:change=draw />
                    <span>{live(move || of(&|card| run_name(i18n, card)))}</span>
                </label>
            </th>
            <td>{live(move || of(&|card| state_words(i18n, lab, card)))}</td>
            <td class="number">{live(move || of(&|card| or_none(bleu(card))))}</td>
            <td class="number">{live(move || of(&|card| or_none(exact(card))))}</td>
            {live(cells)}
            <td><Actions id=id.get_value() /></td>
        </tr>
    }
}

/// “Done: 1200 steps”, “Step 640 of 1200”; and how often something was changed on the way.
fn state_words(i18n: I18n, lab: LabContext, card: &RunCard) -> String {
    let steps = card.config.steps;
    let is_on = lab.current.read().as_ref() == Some(&card.id);
    let is_elsewhere = !is_on && lab.claimed.read().contains(&card.id);
    let step = card.step;
    let words = match card.state {
        _ if is_elsewhere => t_string!(i18n, lab.state_elsewhere, step = step, steps = steps),
        _ if is_on && lab.phase.get() == Phase::Running => {
            let step = lab.pace.read().step;
            t_string!(i18n, lab.state_running, step = step, steps = steps)
        }
        RunState::Finished => t_string!(i18n, lab.state_finished, steps = steps),
        RunState::Broken => t_string!(i18n, lab.state_broken, step = step),
        RunState::Running | RunState::Paused => {
            t_string!(i18n, lab.state_paused, step = step, steps = steps)
        }
    };
    match card.record.changes.len() {
        0 => words,
        n => format!("{words} {}", t_string!(i18n, lab.n_changes, n = n)),
    }
}

#[component]
fn Actions(id: String) -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let id = StoredValue::new(id);
    let card = move || id.with_value(|id| lab.card(id));
    let number = Memo::new(move |_| card().map_or(0, |card| card.number));
    let is_reproducible = Memo::new(move |_| card().is_none_or(|card| card.is_reproducible()));
    let is_on = Memo::new(move |_| {
        id.with_value(|id| lab.current.read().as_ref() == Some(id))
            && lab.phase.get() != Phase::Idle
    });
    let is_busy = move || lab.exporting.read().is_some();
    let name =
        move |what: &'static str| t_string!(i18n, lab.action_of, what = what, n = number.get());
    let download = move |_| lab.export(id.get_value(), save_files);
    let opener = opener(lab);
    let open = move |_| opener(id.get_value());
    let link = Signal::derive(move || match is_reproducible.get() {
        true => t_string!(i18n, lab.copy_run_link).to_string(),
        false => t_string!(i18n, lab.copy_begun_link).to_string(),
    });
    let address = Callback::new(move |()| {
        let card = untrack(card);
        full_address(&card.map(|card| card.begun.to_query()).unwrap_or_default())
    });
    view! {
        <div class="lab-actions">
            <Show when=move || !is_on.get()>
                <button type="button" class="button quiet" aria-label=move || name(t_string!(i18n, lab.go_on_with_run))
                    on:click=move |_| id.with_value(|id| lab.go_on_with(id))>{say!(i18n, lab.go_on_with_run)}</button>
            </Show>
            <button type="button" class="button quiet" disabled=is_busy aria-label=move || name(t_string!(i18n, lab.open_in_8)) on:click=open>
                {say!(i18n, lab.open_in_8)}
            </button>
            <button type="button" class="button quiet" disabled=is_busy aria-label=move || name(t_string!(i18n, lab.download_run)) on:click=download>
                {say!(i18n, lab.download_run)}
            </button>
            <CopyButton label=link text=address />
            <button type="button" class="button quiet" aria-label=move || name(t_string!(i18n, lab.delete)) on:click=move |_| lab.delete(id.get_value())>
                {say!(i18n, lab.delete)}
            </button>
        </div>
    }
}
