//! The workers of a service: how many there are, which of them have crashed, and which are free.
//!
//! A worker that is no longer wanted finishes what it has in hand, then goes. Never here: what a group
//! makes of it ([`crate::play::kafka::groups`]).

use crate::history::control::Control;
use crate::history::work::Work;
use crate::play::world::{Server, Worker, World};
use crate::scenario::bounds::MAX_WORKERS;
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::Mode;

impl Server<'_> {
    /// Whether a worker can take work: it is wanted, alive, and has nothing in hand.
    pub fn is_free(&self, worker: usize) -> bool {
        worker < self.staff && self.workers[worker].job.is_none() && !self.workers[worker].dead
    }

    /// The first worker that can take work.
    pub fn free_worker(&self) -> Option<usize> {
        (0..self.staff).find(|&worker| self.is_free(worker))
    }

    /// Whether a worker is left that lives.
    fn lives(&self) -> bool {
        self.workers[..self.staff].iter().any(|worker| !worker.dead)
    }
}

impl World<'_> {
    /// A worker of a service dies, or all do. What is down or has left has none that could.
    pub fn crash(&mut self, service: ServiceId, worker: Option<u8>) {
        let Some(server) = self.servers.get(usize::from(service)) else { return };
        if !server.present || server.mode.is_out() {
            return;
        }
        let which = match worker {
            Some(worker) if usize::from(worker) >= server.staff => return,
            Some(worker) => usize::from(worker)..usize::from(worker) + 1,
            None => 0..server.workers.len(),
        };
        let mut lost: Vec<u32> =
            which.filter_map(|worker| self.crash_worker(service, worker)).collect();
        if !self.servers[usize::from(service)].lives() {
            self.set_crashed(service);
            lost.extend(self.lose_queue(service));
        }
        self.calls_lost(service, &lost);
    }

    /// Gives the call that the worker had in hand.
    fn crash_worker(&mut self, service: ServiceId, worker: usize) -> Option<u32> {
        let server = &mut self.servers[usize::from(service)];
        let wanted = worker < server.staff;
        let hand = &mut server.workers[worker];
        let (job, id) = (hand.job.take(), worker as u8);
        hand.ticket += 1;
        // One that was about to go is gone.
        let dies = wanted && !std::mem::replace(&mut hand.dead, true);
        if dies {
            self.record(Control::Crashed { service, worker: id });
        }
        if let Some((task, _)) = job {
            self.record(Work::Abandoned { service, worker: id, task });
        }
        if dies && self.facts.style.publishes() {
            self.member_crashed(service, id);
        }
        job.and_then(|(_, job)| job.call())
    }

    fn set_crashed(&mut self, service: ServiceId) {
        self.servers[usize::from(service)].mode = Mode::Crashed;
        self.record(Control::ModeSet { service, mode: Mode::Crashed });
    }

    /// A service was set to a state. Up starts its crashed workers again; so does any other state in which it
    /// works, if none is alive.
    pub fn revive(&mut self, service: ServiceId) {
        let server = &self.servers[usize::from(service)];
        if server.mode.is_out() || server.mode != Mode::Up && server.lives() {
            return;
        }
        for worker in 0..server.staff {
            let hand = &mut self.servers[usize::from(service)].workers[worker];
            if std::mem::take(&mut hand.dead) {
                self.record(Control::Revived { service, worker: worker as u8 });
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

    /// A service has so many workers from now on, the first of them those that it had.
    pub fn scale(&mut self, service: ServiceId, workers: u32) {
        let Some(server) = self.servers.get_mut(usize::from(service)) else { return };
        let workers = workers.clamp(1, MAX_WORKERS);
        let (before, staff) = (server.staff, workers as usize);
        if !server.present || before == staff {
            return;
        }
        server.staff = staff;
        // None is ever taken out: the ticket of one that comes back goes on from where it was.
        if server.workers.len() < staff {
            server.workers.resize(staff, Worker::default());
        }
        server.workers[staff..].iter_mut().for_each(|worker| worker.dead = false);
        self.record(Control::Scaled { service, workers: workers as u8 });
        self.scaled(service);
        for worker in staff..before {
            self.member_dismissed(service, worker);
        }
        for worker in before..staff {
            self.takes_up_work(service, worker);
        }
    }

    /// A service whose living workers went has crashed, and one that was given a living one has not.
    fn scaled(&mut self, service: ServiceId) {
        let server = &mut self.servers[usize::from(service)];
        match (server.mode, server.lives()) {
            (Mode::Crashed, true) => {
                server.mode = Mode::Up;
                self.record(Control::ModeSet { service, mode: Mode::Up });
            }
            (Mode::Up | Mode::Hanging | Mode::Slow(_), false) => {
                self.set_crashed(service);
                let lost = self.lose_queue(service);
                self.calls_lost(service, &lost);
            }
            _ => {}
        }
    }
}
