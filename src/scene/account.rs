//! What came of the tasks of a side: the lines of figures under it.
//!
//! A figure that is seldom other than nothing stands there only while it is. Never here: a count of its own.

use engine::history::Snapshot;

/// A line of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// What they are of.
    pub head: &'static str,
    /// The figures.
    pub items: Vec<Item>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// How many.
    pub count: u32,
    /// What of.
    pub word: &'static str,
    /// What share that is, where it is known.
    pub share: String,
    /// Whether it is bad that there are any, and there are.
    pub is_bad: bool,
}

fn item(count: u32, word: &'static str, bad: bool) -> Item {
    Item { count, word, share: String::new(), is_bad: bad && count > 0 }
}

fn extra(count: u32, word: &'static str) -> Option<Item> {
    (count > 0).then(|| item(count, word, false))
}

/// The lines of a side at an instant.
pub fn accounts(snapshot: &Snapshot) -> Vec<Account> {
    let ledger = &snapshot.ledger;
    let share = ledger.per_cent_answered();
    let share = share.map(|share| format!(word!(ledger.share), share = share)).unwrap_or_default();
    let mut tasks = vec![
        Item { share, ..item(ledger.answered, word!(ledger.answered), false) },
        item(ledger.failed, word!(ledger.failed), true),
        item(ledger.half_done, word!(ledger.half_done), true),
        item(ledger.waiting(), word!(ledger.waiting), false),
    ];
    tasks.extend(extra(ledger.sent_again, word!(ledger.sent_again)));
    let mut effects = vec![
        item(ledger.done, word!(ledger.done), false),
        item(ledger.pending(), word!(ledger.pending), false),
        item(ledger.missing, word!(ledger.missing), true),
    ];
    effects.extend(extra(ledger.repeated, word!(ledger.repeated)));
    effects.extend(extra(ledger.recognised, word!(ledger.recognised)));
    effects.extend(extra(ledger.erred, word!(ledger.erred)));
    effects.extend(extra(ledger.backfilled, word!(ledger.backfilled)));
    effects.extend(extra(ledger.cancelled, word!(ledger.cancelled)));
    let reads = snapshot.reads;
    let read = reads.fresh + reads.stale + reads.covered > 0;
    let reads = read.then(|| Account {
        head: word!(ledger.reads),
        items: vec![
            item(reads.fresh, word!(ledger.fresh), false),
            item(reads.stale, word!(ledger.stale), true),
            item(reads.covered, word!(ledger.covered), false),
        ],
    });
    let tasks = Account { head: word!(ledger.tasks), items: tasks };
    let effects = Account { head: word!(ledger.effects), items: effects };
    [tasks, effects].into_iter().chain(reads).collect()
}
