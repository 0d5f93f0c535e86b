//! The browser's own database (IndexedDB, through the crate `idb`).
//!
//! Opened for each errand and closed after it, so that no tab stands in the way of a later version of the page.

use idb::{
    Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Transaction, TransactionMode,
};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

const NAME: &str = "teddy-reads";
/// Raised with every new store.
const VERSION: u32 = 1;

/// What lies where. All values are bytes, by the id of a run or the name of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Store {
    Cards,
    Checkpoints,
    /// Models for lesson 8.
    Models,
    Drafts,
}

impl Store {
    const ALL: [Store; 4] = [
        Store::Cards,
        Store::Checkpoints,
        Store::Models,
        Store::Drafts,
    ];

    fn name(self) -> &'static str {
        match self {
            Store::Cards => "runs",
            Store::Checkpoints => "checkpoints",
            Store::Models => "models",
            Store::Drafts => "drafts",
        }
    }
}

/// Why nothing can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageTrouble {
    /// The browser has no database, or forbids this page to use it.
    Forbidden,
    /// There is no room.
    Full,
}

impl From<Error> for StorageTrouble {
    fn from(error: Error) -> Self {
        let exception = match &error {
            Error::DomException(exception) => Some(exception),
            Error::UpdateFailed(value) | Error::TransactionOpenFailed(value) => value.dyn_ref(),
            _ => None,
        };
        match exception.map(DomException::name) {
            Some(name) if name == "QuotaExceededError" => StorageTrouble::Full,
            _ => StorageTrouble::Forbidden,
        }
    }
}

async fn open() -> Result<Database, StorageTrouble> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else {
            return;
        };
        let known = database.store_names();
        let missing = Store::ALL.map(Store::name).into_iter();
        for name in missing.filter(|name| !known.iter().any(|k| k == name)) {
            // Where that fails, so does opening.
            let _ = database.create_object_store(name, ObjectStoreParams::new());
        }
    });
    Ok(request.await?)
}

/// All or nothing.
async fn write(
    stores: &[Store],
    act: impl AsyncFnOnce(&Transaction) -> Result<(), Error>,
) -> Result<(), StorageTrouble> {
    let database = open().await?;
    let names: Vec<&str> = stores.iter().map(|store| store.name()).collect();
    let transaction = database.transaction(&names, TransactionMode::ReadWrite)?;
    // Each request is waited for, since only that says why it failed; the transaction then breaks off by itself.
    let done = match act(&transaction).await {
        Ok(()) => transaction.await,
        Err(error) => Err(error),
    };
    database.close();
    match done {
        Ok(result) if result.is_committed() => Ok(()),
        // What a transaction breaks off for, when nothing else was wrong.
        Ok(_) => Err(StorageTrouble::Full),
        Err(error) => Err(error.into()),
    }
}

/// Puts the values under the same key, all or none.
pub async fn put(key: &str, entries: &[(Store, Uint8Array)]) -> Result<(), StorageTrouble> {
    let stores: Vec<Store> = entries.iter().map(|(store, _)| *store).collect();
    write(&stores, async |transaction| {
        for (store, bytes) in entries {
            let store = transaction.object_store(store.name())?;
            store.put(bytes, Some(&JsValue::from_str(key)))?.await?;
        }
        Ok(())
    })
    .await
}

pub async fn get(store: Store, key: &str) -> Result<Option<Uint8Array>, StorageTrouble> {
    let database = open().await?;
    let transaction = database.transaction(&[store.name()], TransactionMode::ReadOnly)?;
    let request = transaction
        .object_store(store.name())?
        .get(JsValue::from_str(key))?;
    let value = request.await;
    database.close();
    Ok(value?.and_then(|value| value.dyn_into().ok()))
}

pub async fn all(store: Store) -> Result<Vec<Uint8Array>, StorageTrouble> {
    let database = open().await?;
    let transaction = database.transaction(&[store.name()], TransactionMode::ReadOnly)?;
    let request = transaction
        .object_store(store.name())?
        .get_all(None, None)?;
    let values = request.await;
    database.close();
    Ok(values?
        .into_iter()
        .filter_map(|v| v.dyn_into().ok())
        .collect())
}

/// Takes everything away that has this key.
pub async fn remove(key: &str) -> Result<(), StorageTrouble> {
    write(&Store::ALL, async |transaction| {
        for store in Store::ALL {
            let store = transaction.object_store(store.name())?;
            store.delete(JsValue::from_str(key))?.await?;
        }
        Ok(())
    })
    .await
}

pub async fn clear() -> Result<(), StorageTrouble> {
    write(&Store::ALL, async |transaction| {
        for store in Store::ALL {
            transaction.object_store(store.name())?.clear()?.await?;
        }
        Ok(())
    })
    .await
}
