//! What each word on the stage means.

use crate::web::el::{el, words};
use yew::prelude::*;

const MEANINGS: [(&str, &str); 27] = [
    (word!(meaning.task), word!(meaning.task_is)),
    (word!(meaning.answered), word!(meaning.answered_is)),
    (word!(meaning.failed), word!(meaning.failed_is)),
    (word!(meaning.waiting), word!(meaning.waiting_is)),
    (word!(meaning.wait), word!(meaning.wait_is)),
    (word!(meaning.effect), word!(meaning.effect_is)),
    (word!(meaning.done), word!(meaning.done_is)),
    (word!(meaning.pending), word!(meaning.pending_is)),
    (word!(meaning.missing), word!(meaning.missing_is)),
    (word!(meaning.half_done), word!(meaning.half_done_is)),
    (word!(meaning.repeated), word!(meaning.repeated_is)),
    (word!(meaning.backfilled), word!(meaning.backfilled_is)),
    (word!(meaning.cancelled), word!(meaning.cancelled_is)),
    (word!(meaning.direct_calls), word!(meaning.direct_calls_is)),
    (word!(meaning.down), word!(meaning.down_is)),
    (word!(meaning.hangs), word!(meaning.hangs_is)),
    (word!(meaning.slow), word!(meaning.slow_is)),
    (word!(meaning.never_asked), word!(meaning.never_asked_is)),
    (word!(meaning.event), word!(meaning.event_is)),
    (word!(meaning.record), word!(meaning.record_is)),
    (word!(meaning.topic_partition), word!(meaning.topic_partition_is)),
    (word!(meaning.offset), word!(meaning.offset_is)),
    (word!(meaning.consumer_group), word!(meaning.consumer_group_is)),
    (word!(meaning.position), word!(meaning.position_is)),
    (word!(meaning.committed_offset), word!(meaning.committed_offset_is)),
    (word!(meaning.behind_lag), word!(meaning.behind_lag_is)),
    (word!(meaning.buffered), word!(meaning.buffered_is)),
];

/// The words.
pub fn view() -> Html {
    let row = |&(word, meaning): &(&'static str, &'static str)| {
        el("div", &[("key", word)], vec![words("dt", &[], word), words("dd", &[], meaning)])
    };
    el("dl", &[("class", "meanings")], MEANINGS.iter().map(row).collect())
}
