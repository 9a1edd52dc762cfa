//! The order in which the parts of a question are shown, so that the file's order gives nothing away.
//!
//! It depends on the question alone: the same page shows the same order after a reload. Never here:
//! chance.

use crate::content::{Ask, Question};
use engine::sim::{Stream, draw};

/// The places of the parts in the order in which to show them: of an order its items, of a match its right
/// sides. Never the right order, where there is another. Other questions are shown as they are written.
pub fn shuffled(question: &Question) -> Vec<usize> {
    let count = question.ids().len();
    let mut places: Vec<usize> = (0..count).collect();
    if !matches!(question.ask, Ask::Order(_) | Ask::Match(_)) {
        return places;
    }
    let id = question.id.to_string();
    let seed = id.bytes().fold(0u64, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte));
    for last in (1..count).rev() {
        let bits = draw(seed, Stream::Demand, last as u64, 0, 0);
        places.swap(last, (bits % (last as u64 + 1)) as usize);
    }
    if places.is_sorted() {
        places.rotate_left(1);
    }
    places
}
