//! The future event list: what will happen, in order of time, first come first served among equals.
//!
//! A heap with four children a node and integer keys: shallower than a binary heap, and half of a node's
//! children share a cache line. Never here: cancelling. An event that has lost its meaning is
//! recognised by whoever receives it.

use crate::sim::time::{Duration, Instant};

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
    heap: Vec<(Key, E)>,
    scheduled: u64,
}

type Key = (Instant, Turn, u64);

const ARITY: usize = 4;

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self { heap: Vec::new(), scheduled: 0 }
    }
}

impl<E: Copy> Agenda<E> {
    /// Adds an event.
    pub fn schedule(&mut self, at: Instant, turn: Turn, event: E) {
        self.heap.push(((at, turn, self.scheduled), event));
        self.scheduled += 1;
        self.rise(self.heap.len() - 1);
    }

    /// Takes the next event, if there is one no later than `until`.
    pub fn next(&mut self, until: Instant) -> Option<(Instant, E)> {
        let ((at, _, _), event) = *self.heap.first()?;
        if at > until {
            return None;
        }
        self.heap.swap_remove(0);
        self.sink();
        Some((at, event))
    }

    /// Takes out every event that `wanted` picks, each with its place in time and order.
    pub fn split_off(&mut self, wanted: impl Fn(&E) -> bool) -> Self {
        let (out, heap) = std::mem::take(&mut self.heap).into_iter().partition(|(_, e)| wanted(e));
        self.heap = heap;
        self.restore();
        Self { heap: out, scheduled: self.scheduled }
    }

    /// Moves every event nearer by `length`, but none to before the start.
    pub fn bring_forward(&mut self, length: Duration) {
        for ((at, _, _), _) in &mut self.heap {
            *at = Instant(at.0.saturating_sub(length.0));
        }
    }

    /// Takes in the events of another, which were once its own.
    pub fn absorb(&mut self, other: Self) {
        self.heap.extend(other.heap);
        self.restore();
    }

    fn restore(&mut self) {
        let heap = std::mem::take(&mut self.heap);
        for event in heap {
            self.heap.push(event);
            self.rise(self.heap.len() - 1);
        }
    }

    fn rise(&mut self, mut child: usize) {
        while child > 0 {
            let parent = (child - 1) / ARITY;
            if self.heap[parent].0 <= self.heap[child].0 {
                break;
            }
            self.heap.swap(parent, child);
            child = parent;
        }
    }

    fn sink(&mut self) {
        let mut parent = 0;
        loop {
            let first = parent * ARITY + 1;
            let children = first..(first + ARITY).min(self.heap.len());
            let Some(least) = children.min_by_key(|&child| self.heap[child].0) else {
                break;
            };
            if self.heap[parent].0 <= self.heap[least].0 {
                break;
            }
            self.heap.swap(parent, least);
            parent = least;
        }
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
