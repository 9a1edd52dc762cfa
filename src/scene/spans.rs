//! What one service does with one task: when it waits, when it works, and what is said of it.
//!
//! Never here: where a stretch is drawn.

use super::words::{length, with};
use engine::history::{Call, Entry, Loss, Occurrence, Publish, Work};
use engine::scenario::ServiceId;
use engine::sim::Instant;

/// A stretch before it is placed on the axis.
pub(super) struct Stretch {
    pub(super) from: Instant,
    pub(super) to: Instant,
    pub(super) work: bool,
}

/// A row before it is placed.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) stretches: Vec<Stretch>,
    pub(super) note: String,
    pub(super) trouble: bool,
}

/// What one service has done with a task, as far as it is known.
pub(super) struct ServiceRow {
    service: ServiceId,
    /// When the task was sent.
    sent: Instant,
    /// Whether the service reads from the log, and is not called.
    publishes: bool,
    stretches: Vec<Stretch>,
    waits_since: Option<Instant>,
    works_since: Option<Instant>,
    note: String,
    trouble: bool,
    /// Whether nothing that happens later counts any more.
    closed: bool,
}

impl ServiceRow {
    pub(super) fn new(service: ServiceId, sent: Instant, publishes: bool) -> Self {
        Self {
            service,
            sent,
            publishes,
            stretches: Vec::new(),
            waits_since: None,
            works_since: None,
            note: if publishes { word!(span.pending) } else { word!(span.not_asked) }.into(),
            trouble: false,
            closed: false,
        }
    }

    /// The row after one more occurrence of the task.
    pub(super) fn after(&mut self, entry: &Entry) {
        match entry.what {
            _ if self.closed => {}
            Occurrence::Publish(Publish::Appended { .. }) => self.waits_since = Some(entry.at),
            Occurrence::Call(call) => self.called(call, entry.at),
            Occurrence::Work(work) => self.worked(work, entry.at),
            _ => {}
        }
    }

    fn called(&mut self, call: Call, when: Instant) {
        match call {
            Call::Queued { service, .. } if service == self.service => {
                self.waits_since = Some(when);
                self.note = word!(span.queued).into();
            }
            Call::RetryPlanned { service, attempt, .. } if service == self.service => {
                self.note = with(word!(span.retry), &attempt.to_string());
            }
            Call::TimedOut { service, .. } if service == self.service => {
                self.note = with(word!(span.timed_out), &self.note);
                self.trouble = true;
            }
            _ => {}
        }
    }

    fn worked(&mut self, work: Work, when: Instant) {
        match work {
            Work::Started { service, .. } if service == self.service => {
                self.end_wait(when);
                self.works_since = Some(when);
                self.note = word!(span.handling).into();
            }
            Work::Ended { service, .. } if service == self.service => {
                self.end_work(when);
                self.note = with(word!(span.done), &length(when - self.sent));
                self.trouble = false;
            }
            Work::Abandoned { service, .. } if service == self.service => {
                self.end_work(when);
                if self.publishes {
                    self.waits_since = Some(when);
                    self.note = word!(span.abandoned_pending).into();
                }
            }
            Work::Cancelled { service, .. } if service == self.service => {
                self.end_wait(when);
                self.note = word!(span.cancelled).into();
                self.closed = true;
            }
            Work::Failed { service, .. } if service == self.service => {
                self.end_work(when);
                self.note = word!(span.failed).into();
                self.trouble = true;
                self.waits_since = self.publishes.then_some(when);
            }
            Work::Missing { service, why, .. } if service == self.service => {
                self.waits_since = None;
                self.trouble = true;
                self.note = loss(why).into();
            }
            _ => {}
        }
    }

    fn end_wait(&mut self, to: Instant) {
        if let Some(from) = self.waits_since.take().filter(|&from| from < to) {
            self.stretches.push(Stretch { from, to, work: false });
        }
    }

    fn end_work(&mut self, to: Instant) {
        if let Some(from) = self.works_since.take() {
            self.stretches.push(Stretch { from, to, work: true });
        }
    }

    /// The row at an instant, at which the service may be gone.
    pub(super) fn line(mut self, name: &str, at: Instant, gone: bool) -> Line {
        if gone && self.waits_since.take().is_some() {
            self.note = word!(span.abandoned).into();
        }
        if self.works_since.is_some() {
            self.end_work(at);
        } else {
            self.end_wait(at);
        }
        let Self { stretches, note, trouble, .. } = self;
        Line { label: name.into(), stretches, note, trouble }
    }
}

fn loss(why: Loss) -> &'static str {
    match why {
        Loss::NeverAsked => word!(span.never_asked),
        Loss::Refused => word!(span.refused),
        Loss::ServiceDown => word!(span.went_down),
        Loss::Restarted => word!(span.restart),
        Loss::Undelivered => word!(span.unpublished),
        Loss::Erred => word!(span.failed),
        Loss::ShortCircuited => word!(span.breaker_open),
        Loss::QueueFull => word!(span.queue_full),
        Loss::Unread => word!(span.unread),
        Loss::PassedOver => word!(span.passed_over),
        Loss::DeadLettered => word!(span.dead_lettered),
    }
}
