//! The broker as one machine that the others see: whether it takes records and hands them out.
//!
//! Never here: the records.

use crate::history::control::Control;
use crate::play::output::Output;
use crate::scenario::choices::Acks;
use crate::scenario::settings::Settings;

/// The broker's power; how many copies are in sync is a setting.
pub(crate) struct Broker {
    up: bool,
    /// How often it has gone.
    outages: u32,
}

/// What the broker does at an instant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Takes {
    pub readable: bool,
    pub writable: bool,
}

impl Broker {
    pub fn new() -> Self {
        Self { up: true, outages: 0 }
    }

    pub fn is_up(&self) -> bool {
        self.up
    }

    /// The outage that lasts, if one does.
    pub fn outage(&self) -> Option<u32> {
        (!self.up).then_some(self.outages)
    }

    /// Sets the broker's power. Whether that changes it.
    pub fn set(&mut self, up: bool, out: &mut Output) -> bool {
        let changes = self.up != up;
        if changes {
            self.up = up;
            self.outages += u32::from(!up);
            out.record(Control::BrokerSet { up });
        }
        changes
    }

    /// Whether the broker hands records out.
    pub fn is_readable(&self, settings: &Settings) -> bool {
        self.up && in_sync(settings) > 0
    }

    /// Whether the broker accepts records. With acks=all it wants `min.insync.replicas` copies in sync.
    pub fn is_writable(&self, settings: &Settings) -> bool {
        let wanted = match settings.acks() {
            Acks::All => settings.min_insync(),
            Acks::Leader | Acks::None => 1,
        };
        self.is_readable(settings) && in_sync(settings) >= wanted
    }

    /// What it does now.
    pub fn takes(&self, settings: &Settings) -> Takes {
        Takes { readable: self.is_readable(settings), writable: self.is_writable(settings) }
    }
}

/// The copies that are in sync.
fn in_sync(settings: &Settings) -> u32 {
    settings.in_sync().min(settings.replication_factor())
}
