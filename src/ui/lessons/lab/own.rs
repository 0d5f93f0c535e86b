//! The reader's own pairs: pasted or dropped, checked line by line, the good lines usable.

use super::context::{LabContext, Phase, use_lab};
use super::saved;
use crate::session::studio::lab::config::{Corpus, Knob};
use crate::session::studio::lab::own::{Checked, Fault, LISTED, LONGEST, MOST};
use crate::session::studio::lab::pairs::FEWEST;
use crate::session::studio::lab::{LabEvent, LabRequest};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::ui::studio::{Studio, Trouble, TroubleNote};
use crate::ui::widgets::{FileButton, FileDrop};
use crate::viz::count::grouped;
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlTextAreaElement};

/// Bytes of a file that is read: beyond what that many pairs can have.
const MOST_BYTES: f64 = 64e6;
/// Pairs that are shown as examples.
const SHOWN: usize = 3;

#[component]
pub fn OwnPairs() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let field = NodeRef::<leptos::html::Textarea>::new();
    let trouble = RwSignal::new(None::<Trouble>);
    let too_large = RwSignal::new(false);
    let check = move |bytes: Vec<u8>| {
        too_large.set(false);
        lab.check_own(bytes, trouble);
    };
    let open = move |file: File| {
        if file.size() > MOST_BYTES {
            too_large.set(true);
            return;
        }
        spawn_local(async move {
            let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
                return;
            };
            if let Ok(buffer) = buffer.dyn_into::<ArrayBuffer>() {
                check(Uint8Array::new(&buffer).to_vec());
            }
        });
    };
    let check_field = move |_| {
        let field: Option<HtmlTextAreaElement> = field.get_untracked();
        if let Some(field) = field {
            check(field.value().into_bytes());
        }
    };
    view! {
        <FileDrop class="lab-pairs" id="lab-own" labelledby="lab-own-title" on_file=open>
            <h2 id="lab-own-title">{say!(i18n, lab.own_pairs)}</h2>
            <p>{t_string!(i18n, lab.about_own_pairs, fewest = FEWEST, most = grouped(MOST))}</p>
            <label class="field">
                {say!(i18n, lab.own_paste)}
                <textarea node_ref=field rows="6" spellcheck="false" autocomplete="off" placeholder="A bear.⇥Un ours."></textarea>
            </label>
            <div class="lab-actions">
                <button type="button" class="button" id="lab-check" on:click=check_field>{say!(i18n, lab.own_check)}</button>
                <FileButton class="button lab-file" label=label!(i18n, lab.own_file) accept=".tsv,.txt,text/*" on_file=open />
            </div>
            <div role="status" id="lab-checked">{live(move || lab.own.get().map(|checked| findings(i18n, lab, &checked)))}</div>
            <div role="alert">
                <Show when=move || too_large.get()>
                    <div class="note problem"><p>{say!(i18n, lab.own_too_large)}</p></div>
                </Show>
            </div>
            <TroubleNote trouble />
        </FileDrop>
    }
}

/// How many pairs can be used, the first of them, and what is wrong with the other lines.
fn findings(i18n: I18n, lab: LabContext, checked: &Checked) -> AnyView {
    let n = checked.pairs.len();
    let pair = |(english, french): &(String, String)| {
        view! { <tr><td lang="en">{english.clone()}</td><td lang="fr">{french.clone()}</td></tr> }
    };
    let examples = checked.pairs.iter().take(SHOWN).map(pair).collect_view();
    let fault = |&(line, fault): &(usize, Fault)| {
        view! { <li>{t_string!(i18n, lab.line_n, n = line)}" "{fault_words(i18n, fault)}</li> }
    };
    let faults = checked.faults.iter().map(fault).collect_view();
    let more = checked.n_faults.saturating_sub(LISTED);
    let few = (n < FEWEST)
        .then(|| view! { <p><strong>{t_string!(i18n, lab.own_few, fewest = FEWEST)}</strong></p> });
    let use_them = move |_| {
        lab.settings
            .update(|settings| settings.corpus = Corpus::Own)
    };
    let chosen = Memo::new(move |_| lab.settings.read().corpus == Corpus::Own);
    // Checking has chosen them already; what is left to do is further up, so it is offered here too.
    let next = move || {
        match chosen.get() {
        true => view! {
            <p class="lab-own-chosen">{say!(i18n, lab.own_chosen)}</p>
            <button type="button" class="button primary" disabled=move || !lab.can_begin() on:click=move |_| lab.begin()>
                {live(move || match lab.phase.get() {
                    Phase::Idle => say!(i18n, lab.start),
                    _ => say!(i18n, lab.new_run),
                })}
            </button>
        }
        .into_any(),
        false => view! { <button type="button" class="button" on:click=use_them>{say!(i18n, lab.own_use)}</button> }.into_any(),
    }
    };
    view! {
        <p class="lab-own-count">{t_string!(i18n, lab.own_good, n = grouped(n))}</p>
        {few}
        {(n != 0).then(|| live(next))}
        {(n != 0).then(|| view! { <div class="table-scroll" tabindex="0" role="group" aria-labelledby="lab-own-title"><table class="data"><tbody>{examples}</tbody></table></div> })}
        {(checked.n_faults != 0).then(|| view! {
            <p class="lab-own-bad">{t_string!(i18n, lab.own_bad, n = checked.n_faults)}</p>
            <ul class="lab-faults" tabindex="0" aria-label=label!(i18n, lab.own_faults)>{faults}</ul>
            {(more != 0).then(|| view! { <p class="caption">{t_string!(i18n, lab.own_more, n = more)}</p> })}
        })}
    }
    .into_any()
}

fn fault_words(i18n: I18n, fault: Fault) -> String {
    match fault {
        Fault::NotUtf8 => t_string!(i18n, lab.fault_not_utf8).to_string(),
        Fault::NoTab => t_string!(i18n, lab.fault_no_tab).to_string(),
        Fault::EmptySide => t_string!(i18n, lab.fault_empty).to_string(),
        Fault::TooLong(n) => t_string!(i18n, lab.fault_long, n = n, most = LONGEST),
        Fault::TooMany => t_string!(i18n, lab.fault_many, most = grouped(MOST)),
    }
}

impl LabContext {
    /// Has pairs checked in the worker, and keeps them where some can be used.
    pub fn check_own(self, bytes: Vec<u8>, trouble: RwSignal<Option<Trouble>>) {
        let request = Request::Lab(LabRequest::Check(bytes.clone()));
        Studio::ask(request, move |answer| match answer {
            Ok(Event::Lab(LabEvent::Checked(checked))) => {
                trouble.try_set(None);
                let n = checked.pairs.len();
                if n >= FEWEST {
                    self.settings.update(|settings| {
                        settings.corpus = Corpus::Own;
                        // As many as there are; the reader may still want fewer.
                        let values = Knob::Pairs.values().iter().copied();
                        let enough = values.filter(|&v| v >= n as f64).reduce(f64::min);
                        settings.set(Knob::Pairs, enough.unwrap_or(MOST as f64));
                    });
                    let bytes = bytes.clone();
                    spawn_local(async move {
                        if let Err(trouble) = saved::keep_own(&bytes).await {
                            self.storage.set(Some(trouble));
                        }
                    });
                }
                self.own.set(Some(Arc::new(checked)));
            }
            Ok(_) => {}
            Err(why) => drop(trouble.try_set(Some(why))),
        });
    }

    /// The reader's pairs of another day.
    pub(super) async fn find_own(self) {
        let Some(bytes) = saved::own().await else {
            return;
        };
        let request = Request::Lab(LabRequest::Check(bytes));
        Studio::ask(request, move |answer| {
            if let Ok(Event::Lab(LabEvent::Checked(checked))) = answer
                && self.own.read_untracked().is_none()
            {
                self.own.set(Some(Arc::new(checked)));
            }
        });
    }
}
