//! What each word on the stage means.

use crate::web::el::{el, words};
use yew::prelude::*;

const MEANINGS: [(&str, &str); 27] = [
    ("Task", "What a user asks for. It is sent, and then answered, failed or waiting."),
    ("Answered", "The user had an answer in time. In per cent: of the tasks that were sent."),
    ("Failed", "The user had an error, or gave up waiting."),
    ("Waiting", "The user still waits."),
    (
        "Wait",
        "From sending to the answer or the error. The large figure is that of the task whose wait ended last; where nobody's has ended since somebody began to wait, it is theirs so far.",
    ),
    (
        "Effect",
        "One service's work for one task. A task owes one effect to each service that was there when it was sent.",
    ),
    ("Done", "An owed effect whose handling has ended."),
    ("Pending", "An owed effect that may still happen."),
    (
        "Missing",
        "An owed effect that will never happen: its service refused or went down with it, was never asked, or the event never reached the log.",
    ),
    (
        "Half-done",
        "A failed task with at least one effect done. Direct calls are not a transaction.",
    ),
    ("Repeated", "Work done once more for the same task, after a record was read again."),
    ("Backfilled", "Work for a task that is older than the service, read from the log."),
    ("Cancelled", "An owed effect whose service was removed."),
    (
        "Direct calls",
        "The Task API calls each service and waits: one after another, all at once, or in the background after it has answered.",
    ),
    (
        "Down",
        "A service that refuses at once. On the right its consumers have left the group, and the log keeps what they have not read.",
    ),
    ("Hangs", "A service that takes 30 s for what it starts."),
    ("Slow", "A service that takes several times as long for what it starts."),
    ("Never asked", "The task failed before this service's turn came."),
    ("Event", "What happened, as a fact: task.created. It names no receiver."),
    ("Record", "An event as an entry of the log."),
    (
        "Topic, partition",
        "A named log, and one of the independent sequences it is made of. Order holds within a partition only; the key decides which one.",
    ),
    ("Offset", "The number of a record in its partition, from 0."),
    (
        "Consumer group",
        "The readers of one service. Each group reads everything; within a group, a partition has one reader.",
    ),
    ("Position", "The next offset that a group will fetch."),
    (
        "Committed offset",
        "The next offset that a group will read after a failure: the triangle at the log. It is not the position.",
    ),
    (
        "Behind, lag",
        "Records between the committed offset and the end of the log: the length under the log.",
    ),
    ("Buffered", "Records that the producer holds while Kafka is away."),
];

/// The words.
pub fn view() -> Html {
    let row = |&(word, meaning): &(&'static str, &'static str)| {
        el("div", &[("key", word)], vec![words("dt", &[], word), words("dd", &[], meaning)])
    };
    el("dl", &[("class", "meanings")], MEANINGS.iter().map(row).collect())
}
