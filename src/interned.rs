//! Names that the program itself gives, of which there are few: each is in memory once.

use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Such a name. (Under this name serde does not take it for a part of what is read.)
pub type Name = &'static str;

/// The name, for as long as the program runs.
pub fn interned(name: &str) -> Name {
    static KNOWN: Mutex<BTreeSet<Name>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let one = known.get(name).copied().unwrap_or_else(|| Box::leak(Box::from(name)));
    known.insert(one);
    one
}

/// Reads such a name back from where it was kept.
///
/// # Errors
/// When there is no text.
pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    thread_local! {
        /// Those that this thread has met: most are met thousands of times.
        static MET: RefCell<Vec<Name>> = const { RefCell::new(Vec::new()) };
    }
    let name: Cow<'de, str> = Deserialize::deserialize(deserializer)?;
    Ok(MET.with_borrow_mut(|met| {
        let before = met.iter().copied().find(|one| *one == name);
        before.unwrap_or_else(|| {
            let one = interned(&name);
            met.push(one);
            one
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};

    #[test]
    fn a_name_is_read_back_as_the_one_in_memory() {
        let back = |name: &'static str| {
            let kept: StrDeserializer<'_, Error> = name.into_deserializer();
            read(kept)
        };
        for name in ["Wilson", "t", "Wilson"] {
            let read = back(name);
            assert_eq!(read, Ok(name));
            assert!(read.is_ok_and(|read| std::ptr::eq(read, interned(name))), "{name}");
        }
    }
}
