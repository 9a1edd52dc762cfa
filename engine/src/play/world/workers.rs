//! How the workers of a service go: they begin work, end it, crash, come back, and are scaled.
//!
//! Never here: their state, or what a call or a record is that they work for.

use crate::history::control::Control;
use crate::history::work::Work;
use crate::play::services::Job;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::Mode;
use crate::sim::Duration;

impl World<'_> {
    /// A worker takes a task in hand. Gives how long it will work for it.
    pub fn begin(&mut self, service: ServiceId, worker: usize, task: TaskId, job: Job) -> Duration {
        let (seen, (partition, offset)) = match job {
            Job::Call(_) => (false, (0, 0)),
            Job::Record { partition, offset } => {
                (self.groups.has_finished(service, partition, offset), (partition, offset))
            }
        };
        let hangs = self.services.mode(service) == Mode::Hanging;
        let lasts = match self.recognises(service, task, seen) {
            true if !hangs => Duration::ZERO,
            _ => {
                let number = self.tasks.number(task);
                self.services.demand(self.facts.scenario.seed, service, number)
            }
        };
        let lasts_us = u32::try_from(lasts.0).unwrap_or(u32::MAX);
        let ticket = self.services.take_up(service, worker, task, job);
        let worker = worker as u8;
        self.record(Work::Started { service, worker, partition, task, offset, lasts_us });
        let lasts = Duration(lasts_us.into());
        self.after(lasts, Timer::HandlingEnds { service, worker, ticket });
        lasts
    }

    pub fn handling_ends(&mut self, service: ServiceId, worker: u8, ticket: u32) {
        match self.services.put_down(service, worker, ticket) {
            None => {}
            Some((task, Job::Call(call))) => self.call_served(service, worker, task, call),
            Some((task, Job::Record { partition, offset })) => {
                self.record_served(service, worker, task, (partition, offset));
            }
        }
    }

    /// A worker of a service dies, or all do.
    pub fn crash(&mut self, service: ServiceId, worker: Option<u8>) {
        let victims = self.services.victims(service, worker);
        if victims.is_empty() {
            return;
        }
        let mut lost: Vec<u32> =
            victims.filter_map(|worker| self.crash_worker(service, worker)).collect();
        if !self.services.lives(service) {
            self.services.set_crashed(service, &mut self.out);
            lost.extend(self.calls.lose_queue(service, &mut self.out));
        }
        self.calls_lost(service, &lost);
    }

    /// Gives the call that the worker had in hand.
    fn crash_worker(&mut self, service: ServiceId, worker: usize) -> Option<u32> {
        let stale = self.stale_records(service, worker);
        let crash = self.services.crash(service, worker, &mut self.out);
        if crash.dies && self.facts.style.publishes() {
            self.member_crashed(service, worker as u8);
        }
        self.lose_stale(service, stale);
        crash.job.and_then(Job::call)
    }

    /// A service was set to a state, which may start its crashed workers again.
    fn revive(&mut self, service: ServiceId) {
        if !self.services.revives(service) {
            return;
        }
        for worker in self.services.wanted(service) {
            if self.services.revive(service, worker, &mut self.out) {
                self.takes_up_work(service, worker);
            }
        }
    }

    fn takes_up_work(&mut self, service: ServiceId, worker: usize) {
        match self.facts.style.publishes() {
            false => self.serve_next(service, worker),
            true => self.member_joined(service, worker as u8),
        }
    }

    /// A service has so many workers from now on.
    pub fn scale(&mut self, service: ServiceId, workers: u32) {
        let Some(before) = self.services.scale(service, workers, &mut self.out) else { return };
        if self.services.settle_mode(service, &mut self.out) {
            let lost = self.calls.lose_queue(service, &mut self.out);
            self.calls_lost(service, &lost);
        }
        let wanted = self.services.wanted(service).end;
        for worker in wanted..before {
            self.member_dismissed(service, worker);
        }
        for worker in before..wanted {
            self.takes_up_work(service, worker);
        }
    }

    /// Somebody sets the state of a service.
    pub fn set_mode(&mut self, service: ServiceId, mode: Mode) {
        if !self.services.is_present(service) {
            return;
        }
        if mode == Mode::Crashed {
            return self.crash(service, None);
        }
        let before = self.services.set_mode(service, mode);
        if before == mode {
            return self.revive(service);
        }
        self.record(Control::ModeSet { service, mode });
        match (self.facts.style.publishes(), mode == Mode::Down, before == Mode::Down) {
            (true, true, _) => self.leave_group(service),
            (true, false, true) => self.resume_group(service),
            (false, true, _) => self.lose_calls(service),
            _ => {}
        }
        self.revive(service);
    }
}
