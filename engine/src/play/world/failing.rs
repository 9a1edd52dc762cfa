//! What becomes of a record whose handler fails: it is tried again, passed over or parked.
//!
//! Whoever waits before another try of a failed record has sought back, paused its partition and goes on
//! polling, so that a poison record blocks its partition only; or waits in its handler, and blocks all that
//! the member reads, and in the end its membership. Never here: whether a handler fails.

use crate::history::group::Group;
use crate::history::values::Loss;
use crate::play::kafka::consumer::Wait;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::{Holds, OnError};
use crate::scenario::ids::{ServiceId, TaskId};

impl World<'_> {
    /// The handler of a record has failed.
    pub fn record_failed(
        &mut self,
        service: ServiceId,
        worker: usize,
        job: (u8, u32),
        task: TaskId,
    ) {
        let on_error = self.facts.settings.on_error();
        let attempts = self.facts.settings.record_attempts();
        let group = self.groups.of(service);
        if group.consumer(worker).is_stale() {
            return self.after_record(service, worker);
        }
        let tries = group.offsets_mut(job.0.into()).failed(job.1);
        let why = match on_error {
            OnError::Skip if tries >= attempts => {
                self.record(Group::PassedOver { service, task });
                Loss::PassedOver
            }
            OnError::DeadLetter if tries >= attempts => {
                self.record(Group::DeadLettered { service, task });
                Loss::DeadLettered
            }
            OnError::Retry | OnError::Skip | OnError::DeadLetter => {
                return self.seek_back(service, worker, job, task);
            }
        };
        self.effects.lose_record(task, service, why, &mut self.out);
        self.handled(service, worker, job);
    }

    /// A failed record is tried again later. Its partition waits, and the others are read; or the member
    /// waits with all of them.
    fn seek_back(&mut self, service: ServiceId, worker: usize, job: (u8, u32), task: TaskId) {
        let (partition, offset) = job;
        if self.facts.settings.retry_holds() == Holds::Member
            && self.services.is_alive(service, worker)
        {
            self.groups.of(service).consumer(worker).put_back((partition, offset, task));
            return self.wait(
                service,
                worker,
                Wait::Retry,
                self.facts.settings.record_retry_wait(),
            );
        }
        let group = self.groups.of(service);
        group.consumer(worker).drop_partition(partition);
        let pause = group.offsets_mut(partition.into()).seek_back(offset);
        let length = self.facts.settings.record_retry_wait();
        self.after(length, Timer::TryAgain { service, partition, pause });
        self.after_record(service, worker);
    }

    pub fn try_again(&mut self, service: ServiceId, partition: u8, pause: u32) {
        let group = self.groups.of(service);
        if group.offsets_mut(partition.into()).end_pause(pause)
            && let Some(worker) = group.owner(partition.into())
        {
            self.poll(service, worker);
        }
    }
}
