//! Where runs are kept: in the browser's own database, and in memory where the browser forbids that or is full.
//!
//! * [`database`]: the browser's own; [`owner`]: no two tabs go on with the same run.

pub mod database;
pub mod owner;

use crate::session::studio::lab::LabFiles;
use crate::session::studio::lab::card::RunCard;
use database::{StorageTrouble, Store};
use js_sys::{Date, Math, Uint8Array};
use std::cell::RefCell;
use std::collections::HashMap;

/// The key of the reader's own pairs among the drafts.
const OWN_PAIRS: &str = "own-pairs";

thread_local! {
    /// What the database did not take; gone with the page.
    static MEMORY: RefCell<HashMap<(Store, String), Uint8Array>> = RefCell::default();
    /// What lets go of the run that is on, where there is a lab.
    static LET_GO: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
}

/// A name that no other run has.
pub fn new_id() -> String {
    let random = Math::random() * f64::from(u32::MAX);
    format!("{:x}{:08x}", now() as u64, random as u32)
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// Keeps a run. Where the database does not take it, memory does, and the trouble is told.
pub async fn keep(card: &RunCard, checkpoint: &[u8]) -> Result<(), StorageTrouble> {
    let entries = [
        (Store::Cards, Uint8Array::from(&card.to_bytes()[..])),
        (Store::Checkpoints, Uint8Array::from(checkpoint)),
    ];
    put(&card.id, &entries).await
}

async fn put(key: &str, entries: &[(Store, Uint8Array)]) -> Result<(), StorageTrouble> {
    let put = database::put(key, entries).await;
    MEMORY.with_borrow_mut(|memory| {
        for (store, bytes) in entries {
            let place = (*store, key.to_owned());
            match put {
                Ok(()) => memory.remove(&place),
                Err(_) => memory.insert(place, bytes.clone()),
            };
        }
    });
    put
}

/// What is kept: memory first, since it is newer than what the database had before it refused.
async fn get(store: Store, key: &str) -> Option<Vec<u8>> {
    let place = (store, key.to_owned());
    let here = MEMORY.with_borrow(|memory| memory.get(&place).cloned());
    let bytes = match here {
        Some(bytes) => Some(bytes),
        None => database::get(store, key).await.ok().flatten(),
    };
    bytes.map(|bytes| bytes.to_vec())
}

/// All runs that are kept, and how many there are that this version of the page cannot read.
pub async fn cards() -> Result<(Vec<RunCard>, usize), StorageTrouble> {
    let here: Vec<Uint8Array> = MEMORY.with_borrow(|memory| {
        let cards = memory
            .iter()
            .filter(|((store, _), _)| *store == Store::Cards);
        cards.map(|(_, bytes)| bytes.clone()).collect()
    });
    let there = database::all(Store::Cards).await?;
    let read = |bytes: &Uint8Array| RunCard::from_bytes(&bytes.to_vec());
    let mut cards: Vec<RunCard> = here.iter().filter_map(read).collect();
    let mut unreadable = 0;
    for bytes in &there {
        match read(bytes) {
            Some(card) if cards.iter().any(|known| known.id == card.id) => {}
            Some(card) => cards.push(card),
            None => unreadable += 1,
        }
    }
    Ok((cards, unreadable))
}

/// One of them.
pub async fn card(id: &str) -> Option<RunCard> {
    RunCard::from_bytes(&get(Store::Cards, id).await?)
}

/// The bytes to go on with.
pub async fn checkpoint(id: &str) -> Option<Vec<u8>> {
    get(Store::Checkpoints, id).await
}

/// Keeps a run's model for lesson 8.
pub async fn keep_model(id: &str, files: &LabFiles) -> Result<(), StorageTrouble> {
    let bytes = postcard::to_allocvec(files).expect("files are bytes and strings");
    put(id, &[(Store::Models, Uint8Array::from(&bytes[..]))]).await
}

/// A model that was kept for lesson 8.
pub async fn model(id: &str) -> Option<LabFiles> {
    postcard::from_bytes(&get(Store::Models, id).await?).ok()
}

/// Keeps the reader's own pairs, as they were pasted or dropped.
pub async fn keep_own(bytes: &[u8]) -> Result<(), StorageTrouble> {
    put(OWN_PAIRS, &[(Store::Drafts, Uint8Array::from(bytes))]).await
}

pub async fn own() -> Option<Vec<u8>> {
    get(Store::Drafts, OWN_PAIRS).await
}

/// Forgets a run.
pub async fn remove(id: &str) -> Result<(), StorageTrouble> {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(_, key), _| key != id));
    database::remove(id).await
}

/// `let_go` is called before everything is forgotten, wherever the reader asks for that: a run that is on would be kept
/// again.
pub fn before_clearing(let_go: impl Fn() + 'static) {
    LET_GO.set(Some(Box::new(let_go)));
}

/// Forgets everything.
pub async fn clear() -> Result<(), StorageTrouble> {
    LET_GO.with_borrow(|let_go| {
        if let Some(let_go) = let_go {
            let_go();
        }
    });
    MEMORY.with_borrow_mut(HashMap::clear);
    database::clear().await
}
