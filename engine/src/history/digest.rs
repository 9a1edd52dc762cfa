//! A history as one number: two runs are the same if their digests are.
//!
//! The digests of many runs are committed and must come out natively and on wasm32. Never here: a field
//! that is left out, or a number that differs between targets.

use crate::history::occurrence::Entry;

/// The digest of everything that happened.
pub(crate) fn digest(entries: &[Entry]) -> u64 {
    entries.iter().fold(0xcbf2_9ce4_8422_2325, |hash, entry| {
        let fields = entry.what.digest();
        [entry.at.0].iter().chain(&fields).fold(hash, |hash, &word| {
            (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29)
        })
    })
}
