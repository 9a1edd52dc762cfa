//! What ages: records that the log deletes, and time that is skipped.
//!
//! Retention is by the age of each record; that Kafka deletes whole segments, and so later, is left out.
//! Never here: the other clock, by which Kafka forgets a group ([`crate::play::kafka::groups`]).

use crate::history::control::Control;
use crate::history::topic::Topic;
use crate::history::values::Loss;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::ServiceId;
use crate::scenario::settings::Setting;
use crate::sim::Duration;

impl World<'_> {
    /// Plans the deletion of the oldest record of a partition, if none is planned.
    pub fn plan_deletion(&mut self, partition: u8) {
        let log = &mut self.log.partitions[usize::from(partition)];
        let Some(oldest) = log.oldest() else { return };
        if std::mem::replace(&mut log.planned, true) {
            return;
        }
        let due = oldest.appended + self.facts.settings.length(Setting::RetentionMs);
        let deletion = self.log.partitions[usize::from(partition)].deletion;
        let wait = if due > self.out.aged() { due - self.out.aged() } else { Duration::ZERO };
        self.after(wait, Timer::Delete { partition, deletion });
    }

    /// Deletes what is old enough.
    pub fn delete(&mut self, partition: u8, deletion: u32) {
        let index = usize::from(partition);
        if self.log.partitions[index].deletion != deletion {
            return;
        }
        let retention = self.facts.settings.length(Setting::RetentionMs);
        let before = self.log.partitions[index].start;
        while let Some(oldest) = self.log.partitions[index].oldest() {
            if oldest.appended + retention > self.out.aged() {
                break;
            }
            let offset = self.log.partitions[index].start;
            self.log.partitions[index].delete();
            for service in self.present() {
                if self.unread(service, index, offset) {
                    self.effects.lose(oldest.task, service, Loss::Unread, &mut self.out);
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
        self.record(Control::Skipped { minutes });
        let skip = self.out.begin_skip(length);
        while let Some(timer) = self.out.next(skip.until) {
            self.fire(timer);
            if self.out.is_full() {
                break;
            }
        }
        self.out.end_skip(skip);
    }
}
