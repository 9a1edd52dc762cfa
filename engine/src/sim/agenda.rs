//! The future event list: what will happen, in order of time, first come first served among equals.
//!
//! A binary heap whose keys are single integers: time, turn and order of scheduling in one, so that two events
//! are compared at once. Never here: cancelling. An event that has lost its meaning is recognised by whoever
//! receives it.

use crate::sim::time::{Duration, Instant};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Which turn an event has among those of the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// What follows from the run itself.
    First,
    /// After everything that follows from the run itself: an intervention made by somebody who has seen
    /// the state at this instant must not change what they saw.
    Last,
}

/// A priority queue of events of type `E`.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    heap: BinaryHeap<Entry<E>>,
    scheduled: u64,
}

/// Time in the upper 64 bits, turn in the next, order of scheduling in the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u128);

impl Key {
    fn new(at: Instant, turn: Turn, order: u64) -> Self {
        debug_assert!(order < 1 << 63, "the order of scheduling would spill into the turn");
        Self(u128::from(at.0) << 64 | (turn as u128) << 63 | u128::from(order))
    }

    fn at(self) -> Instant {
        Instant((self.0 >> 64) as u64)
    }

    /// Nearer by `length`, but not before the start; turn and order stay.
    fn bring_forward(&mut self, length: Duration) {
        let at = self.at().0.saturating_sub(length.0);
        self.0 = u128::from(at) << 64 | u128::from(self.0 as u64);
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    key: Key,
    event: E,
}

// `BinaryHeap` takes the greatest first; the greatest entry is the one with the least key.
impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key)
    }
}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<E> Eq for Entry<E> {}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), scheduled: 0 }
    }
}

impl<E: Copy> Agenda<E> {
    /// Adds an event.
    pub fn schedule(&mut self, at: Instant, turn: Turn, event: E) {
        self.heap.push(Entry { key: Key::new(at, turn, self.scheduled), event });
        self.scheduled += 1;
    }

    /// Takes the next event, if there is one no later than `until`.
    pub fn next(&mut self, until: Instant) -> Option<(Instant, E)> {
        if self.heap.peek()?.key.at() > until {
            return None;
        }
        let Entry { key, event } = self.heap.pop()?;
        Some((key.at(), event))
    }

    /// Takes out every event that `wanted` picks, each with its place in time and order.
    pub fn split_off(&mut self, wanted: impl Fn(&E) -> bool) -> Self {
        let all = std::mem::take(&mut self.heap).into_vec();
        let (out, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|entry| wanted(&entry.event));
        self.heap = rest.into();
        Self { heap: out.into(), scheduled: self.scheduled }
    }

    /// Moves every event nearer by `length`, but none to before the start.
    pub fn bring_forward(&mut self, length: Duration) {
        let mut all = std::mem::take(&mut self.heap).into_vec();
        all.iter_mut().for_each(|entry| entry.key.bring_forward(length));
        self.heap = all.into();
    }

    /// Takes in the events of another, which were once its own.
    pub fn absorb(&mut self, other: Self) {
        self.heap.extend(other.heap);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Stream, draw};
    use super::*;

    #[test]
    fn events_come_out_by_time_then_turn_then_order_of_scheduling() {
        let mut agenda = Agenda::default();
        let mut expected = Vec::new();
        for n in 0..5_000u64 {
            let bits = draw(3, Stream::Arrival, n, 0, 0);
            let turn = if bits & 1 == 0 { Turn::First } else { Turn::Last };
            let at = Instant(bits >> 1 & 0xff);
            agenda.schedule(at, turn, n);
            expected.push((at, turn, n));
        }
        expected.sort_unstable();
        let order: Vec<_> = std::iter::from_fn(|| agenda.next(Instant(u64::MAX))).collect();
        assert_eq!(order, expected.iter().map(|&(at, _, n)| (at, n)).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_split_off_and_taken_back_keeps_its_place() {
        let mut agenda = Agenda::default();
        (0..100u64).for_each(|n| agenda.schedule(Instant(10 + n % 7), Turn::First, n));
        let even = agenda.split_off(|n| n % 2 == 0);
        agenda.bring_forward(Duration(3));
        agenda.absorb(even);
        let order: Vec<_> = std::iter::from_fn(|| agenda.next(Instant(u64::MAX))).collect();
        let mut expected: Vec<(Instant, u64)> =
            (0..100).map(|n| (Instant(10 + n % 7 - 3 * (n % 2)), n)).collect();
        expected.sort_by_key(|&(at, n)| (at, n));
        assert_eq!(order, expected);
    }

    #[test]
    fn nothing_later_than_the_limit_comes_out() {
        let mut agenda = Agenda::default();
        agenda.schedule(Instant(5), Turn::First, 'a');
        assert_eq!(agenda.next(Instant(4)), None);
        assert_eq!(agenda.next(Instant(5)), Some((Instant(5), 'a')));
        assert_eq!(agenda.next(Instant(5)), None);
    }
}
