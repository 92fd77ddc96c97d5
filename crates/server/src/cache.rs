//! Results by what they were made from, each made once however many ask, within a number of bytes.

use crate::problem::Problem;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OnceCell;

/// Results by key.
#[derive(Debug)]
pub struct Cache<T> {
    held: Mutex<Held<T>>,
    max_bytes: usize,
    weigh: fn(&T) -> usize,
}

#[derive(Debug)]
struct Held<T> {
    entries: BTreeMap<String, Entry<T>>,
    bytes: usize,
    /// Counts uses, so that the one not used longest is known.
    uses: u64,
}

#[derive(Debug)]
struct Entry<T> {
    cell: Arc<OnceCell<Arc<T>>>,
    bytes: usize,
    used: u64,
}

/// Bytes that any result takes besides its own.
const OWN: usize = 256;

impl<T: Send + Sync + 'static> Cache<T> {
    /// Holds results of at most so many bytes together, as `weigh` has them.
    pub fn new(max_bytes: usize, weigh: fn(&T) -> usize) -> Arc<Cache<T>> {
        let held = Held { entries: BTreeMap::new(), bytes: 0, uses: 0 };
        Arc::new(Cache { held: Mutex::new(held), max_bytes, weigh })
    }

    /// Every change is made in one step, so that what a panic leaves is whole.
    fn lock(&self) -> MutexGuard<'_, Held<T>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The result of a key, where it is held.
    pub fn get(&self, key: &str) -> Option<Arc<T>> {
        let mut held = self.lock();
        held.uses = held.uses.saturating_add(1);
        let now = held.uses;
        let entry = held.entries.get_mut(key)?;
        entry.used = now;
        entry.cell.get().cloned()
    }

    /// The result of a key: held, or made now. Others who ask for the same meanwhile wait for it, and
    /// it is made to its end though who asked first has gone.
    ///
    /// # Errors
    /// When it can't be made; whoever asks next tries again.
    pub async fn get_or_make<F>(self: &Arc<Self>, key: &str, make: F) -> Result<Arc<T>, Problem>
    where
        F: Future<Output = Result<T, Problem>> + Send + 'static,
    {
        if let Some(found) = self.get(key) {
            return Ok(found);
        }
        let (own, key) = (Arc::clone(self), key.to_owned());
        let made = tokio::spawn(async move {
            let cell = {
                let mut held = own.lock();
                let used = held.uses;
                let none = || Entry { cell: Arc::default(), bytes: 0, used };
                Arc::clone(&held.entries.entry(key.clone()).or_insert_with(none).cell)
            };
            let made = cell.get_or_try_init(|| async { make.await.map(Arc::new) }).await.cloned();
            own.settle(&key, &cell, made.as_ref().ok());
            made
        });
        made.await.map_err(|_| Problem::broken())?
    }

    /// Counts a result that was made, and lets go of those not used longest where there are too many.
    fn settle(&self, key: &str, cell: &Arc<OnceCell<Arc<T>>>, made: Option<&Arc<T>>) {
        let mut held = self.lock();
        let Some(made) = made else {
            let is_same = |entry: &Entry<T>| Arc::ptr_eq(&entry.cell, cell);
            if held.entries.get(key).is_some_and(|e| is_same(e) && e.cell.get().is_none()) {
                held.entries.remove(key);
            }
            return;
        };
        let weight = (self.weigh)(made).saturating_add(key.len()).saturating_add(OWN);
        let Some(entry) = held.entries.get_mut(key) else { return };
        let added = weight.saturating_sub(entry.bytes);
        entry.bytes = weight;
        held.bytes = held.bytes.saturating_add(added);
        while held.bytes > self.max_bytes {
            let made = held.entries.iter().filter(|(other, e)| *other != key && e.bytes > 0);
            let Some(oldest) = made.min_by_key(|(_, e)| e.used).map(|(k, _)| k.clone()) else {
                break;
            };
            let freed = held.entries.remove(&oldest).map_or(0, |entry| entry.bytes);
            held.bytes = held.bytes.saturating_sub(freed);
        }
    }

    /// Lets go of a result.
    pub fn remove(&self, key: &str) {
        let mut held = self.lock();
        let freed = held.entries.remove(key).map_or(0, |entry| entry.bytes);
        held.bytes = held.bytes.saturating_sub(freed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// By hand: three results of a thousand bytes where two have room.
    #[test]
    fn each_is_made_once_and_the_one_not_used_longest_goes() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(once());
    }

    async fn once() {
        let cache: Arc<Cache<Vec<u8>>> = Cache::new(2 * (1000 + OWN + 1), Vec::len);
        let made = Arc::new(AtomicUsize::new(0));
        let make = || {
            let made = Arc::clone(&made);
            async move {
                made.fetch_add(1, Ordering::AcqRel);
                tokio::task::yield_now().await;
                Ok(vec![0; 1000])
            }
        };
        let both = (cache.get_or_make("a", make()), cache.get_or_make("a", make()));
        let (a, b) = futures_util::future::join(both.0, both.1).await;
        assert!(a.is_ok() && b.is_ok());
        assert_eq!(made.load(Ordering::Acquire), 1);
        assert!(cache.get_or_make("b", make()).await.is_ok());
        assert!(cache.get("a").is_some(), "used after b");
        assert!(cache.get_or_make("c", make()).await.is_ok());
        assert!(cache.get("a").is_some() && cache.get("b").is_none() && cache.get("c").is_some());
        let failed = cache.get_or_make("d", async { Err(Problem::broken()) }).await;
        assert!(failed.is_err() && cache.get("d").is_none());
        assert!(cache.get_or_make("d", make()).await.is_ok());
    }
}
