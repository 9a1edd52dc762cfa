//! What ages: records that the log deletes, and time that is skipped.
//!
//! Retention is by the age of each record; that Kafka deletes whole segments, and so later, is left out.
//! Never here: the other clock, by which Kafka forgets a group ([`crate::play::kafka::groups`]).

use crate::history::control::Control;
use crate::history::topic::Topic;
use crate::history::values::Loss;
use crate::play::world::{Timer, World};
use crate::scenario::ids::ServiceId;
use crate::scenario::settings::Setting;
use crate::sim::{Duration, Instant};

impl World<'_> {
    /// Now, with the time counted that was skipped.
    pub fn aged(&self) -> Instant {
        self.now + self.skipped
    }

    /// Plans the deletion of the oldest record of a partition, if none is planned.
    pub fn plan_deletion(&mut self, partition: u8) {
        let log = &mut self.log.partitions[usize::from(partition)];
        let Some(oldest) = log.oldest() else { return };
        if std::mem::replace(&mut log.planned, true) {
            return;
        }
        let due = oldest.appended + self.settings.length(Setting::RetentionMs);
        let deletion = self.log.partitions[usize::from(partition)].deletion;
        let wait = if due > self.aged() { due - self.aged() } else { Duration::ZERO };
        self.after(wait, Timer::Delete { partition, deletion });
    }

    /// Deletes what is old enough.
    pub fn delete(&mut self, partition: u8, deletion: u32) {
        let index = usize::from(partition);
        if self.log.partitions[index].deletion != deletion {
            return;
        }
        let retention = self.settings.length(Setting::RetentionMs);
        let before = self.log.partitions[index].start;
        while let Some(oldest) = self.log.partitions[index].oldest() {
            if oldest.appended + retention > self.aged() {
                break;
            }
            let offset = self.log.partitions[index].start;
            self.log.partitions[index].delete();
            for service in self.present() {
                if self.unread(service, index, offset) {
                    self.lose(oldest.task, service, Loss::Unread);
                }
            }
        }
        let start = self.log.partitions[index].start;
        if start > before {
            self.record(Topic::Deleted { partition, before: start });
        }
        self.log.partitions[index].planned = false;
        self.plan_deletion(partition);
    }

    /// Whether nobody of a group has finished a record or holds it.
    fn unread(&self, service: ServiceId, partition: usize, offset: u32) -> bool {
        let offsets = &self.log.groups[usize::from(service)].offsets[partition];
        let out = self.servers[usize::from(service)].mode.is_out();
        let held = if out { 0 } else { offsets.position };
        self.log.read_by(service).contains(&partition) && offset >= offsets.furthest.max(held)
    }

    /// The promise was changed: every deletion is planned anew.
    pub fn retention_changed(&mut self) {
        for partition in 0..self.log.partitions.len() {
            let log = &mut self.log.partitions[partition];
            log.deletion += 1;
            log.planned = false;
            self.plan_deletion(partition as u8);
        }
    }

    /// Passes minutes at once: everything under way goes on to its end, nobody sends, and the clock that
    /// is shown stands still.
    pub fn skip(&mut self, minutes: u32) {
        let length = Duration::from_s(60 * u64::from(minutes));
        let (began, until) = (self.now, self.now + length);
        self.record(Control::Skipped { minutes });
        self.shown = Some(began);
        let outside = self.agenda.split_off(|timer| timer.is_outside());
        while let Some((at, timer)) = self.agenda.next(until) {
            self.now = at;
            self.fire(timer);
            if self.is_full() {
                break;
            }
        }
        self.agenda.bring_forward(length);
        self.agenda.absorb(outside);
        (self.now, self.shown) = (began, None);
        self.skipped = self.skipped + length;
    }
}
