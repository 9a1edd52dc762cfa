//! What a learner does to an answer that they work on, step by step.
//!
//! A step says what changes, not what the answer is then: two that come before the page is drawn again do not undo
//! each other. Never here: whether an answer is right.

use lesson::content::{Ask, Question};
use lesson::grade::{Answer, shuffled};
use lesson::id::OptionId;
use lesson::progress::Draft;

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// The answer is this, whatever it was.
    Answered(Answer),
    /// A number is typed so far.
    Typed(String),
    /// An option is chosen, or no longer; the only one, or beside others.
    Chosen {
        /// Its id.
        option: OptionId,
        /// Whether it is chosen now.
        on: bool,
        /// Whether no other is chosen then.
        alone: bool,
    },
    /// An item is put into a column, or something beside a left side; nowhere, if the place is empty.
    Placed {
        /// The id of the item.
        item: OptionId,
        /// The id of its place.
        place: OptionId,
    },
    /// An item changes places with its neighbour.
    Moved {
        /// Its id.
        item: OptionId,
        /// Whether with the one before it.
        up: bool,
    },
    /// An item is dragged to where another one is, which makes room for it.
    Carried {
        /// Its id.
        item: OptionId,
        /// The id of the other.
        to: OptionId,
    },
    /// The sentences are these so far.
    Written(String),
    /// A point is found in the sentences, or not.
    Ticked {
        /// Its id.
        point: OptionId,
        /// Whether it is.
        on: bool,
    },
    /// A mark is moved along, up, or both, in thousandths.
    Marked {
        /// To there along.
        x: Option<u64>,
        /// To there up.
        y: Option<u64>,
    },
}

/// Takes a step on the way to an answer.
pub(super) fn take(draft: &mut Draft, edit: Edit, question: &Question) {
    draft.answer = match edit {
        Edit::Answered(answer) => Some(answer),
        Edit::Typed(typed) => {
            draft.typed = typed;
            None
        }
        Edit::Chosen { option, on, alone } => {
            let mut chosen = match draft.answer.take() {
                Some(Answer::Chosen(chosen)) if !alone => chosen,
                _ => Vec::new(),
            };
            put(&mut chosen, option, on);
            Some(Answer::Chosen(chosen))
        }
        Edit::Placed { item, place } => {
            let mut placed = match draft.answer.take() {
                Some(Answer::Placed(placed)) => placed,
                _ => Vec::new(),
            };
            placed.retain(|(other, _)| *other != item);
            if !place.is_empty() {
                placed.push((item, place));
            }
            Some(Answer::Placed(placed))
        }
        Edit::Moved { item, up } => Some(Answer::Order(moved(order(draft, question), &item, up))),
        Edit::Carried { item, to } => {
            Some(Answer::Order(carried(order(draft, question), &item, &to)))
        }
        Edit::Written(text) => Some(Answer::Free { text, ticked: free(draft).1 }),
        Edit::Ticked { point, on } => {
            let (text, mut ticked) = free(draft);
            put(&mut ticked, point, on);
            Some(Answer::Free { text, ticked })
        }
        Edit::Marked { x, y } => {
            let before = match draft.answer {
                Some(Answer::Mark { x, y }) => (x, y),
                _ => (None, None),
            };
            Some(Answer::Mark { x: x.or(before.0), y: y.or(before.1) })
        }
    };
}

/// The order in which the items of a question stand: as they were mixed, before anything was moved.
pub fn order(draft: &Draft, question: &Question) -> Vec<OptionId> {
    match (&draft.answer, &question.ask) {
        (Some(Answer::Order(order)), _) => order.clone(),
        (_, Ask::Order(items)) => {
            shuffled(question).into_iter().map(|place| items[place].id.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// An order in which an item has changed places with its neighbour.
fn moved(mut order: Vec<OptionId>, item: &OptionId, up: bool) -> Vec<OptionId> {
    let at = order.iter().position(|other| other == item);
    let to = at.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1) });
    if let (Some(at), Some(to)) = (at, to.filter(|&to| to < order.len())) {
        order.swap(at, to);
    }
    order
}

/// An order in which an item stands where another one was.
fn carried(mut order: Vec<OptionId>, item: &OptionId, to: &OptionId) -> Vec<OptionId> {
    let place = |order: &[OptionId], id: &OptionId| order.iter().position(|other| other == id);
    if let (Some(from), Some(to)) = (place(&order, item), place(&order, to)) {
        let item = order.remove(from);
        order.insert(to, item);
    }
    order
}

fn free(draft: &mut Draft) -> (String, Vec<OptionId>) {
    match draft.answer.take() {
        Some(Answer::Free { text, ticked }) => (text, ticked),
        _ => Default::default(),
    }
}

fn put(ids: &mut Vec<OptionId>, id: OptionId, on: bool) {
    ids.retain(|other| *other != id);
    if on {
        ids.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dragged_stands_where_the_other_was_and_nothing_is_lost() {
        let ids =
            |text: &str| -> Vec<OptionId> { text.chars().map(|c| c.to_string().into()).collect() };
        let carry = |item: &str, to: &str| carried(ids("abcd"), &item.into(), &to.into());
        assert_eq!(carry("a", "c"), ids("bcad"));
        assert_eq!(carry("d", "b"), ids("adbc"));
        assert_eq!(carry("b", "b"), ids("abcd"));
        assert_eq!(carry("x", "b"), ids("abcd"));
    }
}
