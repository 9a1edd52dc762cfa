//! What somebody does to the system from outside: faults, settings, services that join and leave.
//!
//! Never here: what follows from it for tasks, calls and records.

use crate::history::snapshot::Snapshot;
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::{Mode, Start};
use crate::scenario::load::Load;
use crate::scenario::settings::{ServiceSetting, Setting};

/// Something that was done to the system.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A service's state was set.
    ModeSet { service: ServiceId, mode: Mode },
    /// The broker's power was set.
    BrokerSet { up: bool },
    /// A service joined.
    ServiceAdded { service: ServiceId, start: Start },
    /// A service left.
    ServiceRemoved { service: ServiceId },
    /// The producer's process restarted.
    ProducerRestarted,
    /// The producer is being deployed and refuses tasks, or is back.
    Deploying { up: bool },
    /// The load was changed.
    LoadSet { load: Load },
    /// A setting was changed.
    Tuned { setting: Setting, value: u32 },
    /// A setting of a service was changed.
    ServiceTuned { service: ServiceId, setting: ServiceSetting, value: u32 },
    /// A service has this many workers now.
    Scaled { service: ServiceId, workers: u8 },
    /// A worker died without a word.
    Crashed { service: ServiceId, worker: u8 },
    /// A crashed worker is back.
    Revived { service: ServiceId, worker: u8 },
    /// So many minutes passed at once.
    Skipped { minutes: u32 },
}

impl Control {
    /// The service that it was done to, if it was done to one.
    pub fn service(self) -> Option<ServiceId> {
        match self {
            Self::ModeSet { service, .. }
            | Self::ServiceAdded { service, .. }
            | Self::ServiceRemoved { service }
            | Self::ServiceTuned { service, .. }
            | Self::Scaled { service, .. }
            | Self::Crashed { service, .. }
            | Self::Revived { service, .. } => Some(service),
            Self::BrokerSet { .. }
            | Self::ProducerRestarted
            | Self::Deploying { .. }
            | Self::LoadSet { .. }
            | Self::Tuned { .. }
            | Self::Skipped { .. } => None,
        }
    }

    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::ModeSet { service, mode } => [1, service.into(), mode.digest(), 0],
            Self::BrokerSet { up } => [2, up.into(), 0, 0],
            Self::ServiceAdded { service, start } => {
                [3, service.into(), (start == Start::Earliest).into(), 0]
            }
            Self::ServiceRemoved { service } => [4, service.into(), 0, 0],
            Self::ProducerRestarted => [5, 0, 0, 0],
            Self::LoadSet { load } => {
                let [kind, every] = load.pattern.digest();
                [6, kind, every, load.tasks.map_or(u64::MAX, u64::from)]
            }
            Self::Tuned { setting, value } => [32, setting as u64, value.into(), 0],
            Self::ServiceTuned { service, setting, value } => {
                [33, service.into(), setting as u64, value.into()]
            }
            Self::Scaled { service, workers } => [34, service.into(), workers.into(), 0],
            Self::Crashed { service, worker } => [35, service.into(), worker.into(), 0],
            Self::Revived { service, worker } => [36, service.into(), worker.into(), 0],
            Self::Skipped { minutes } => [37, minutes.into(), 0, 0],
            Self::Deploying { up } => [38, up.into(), 0, 0],
        }
    }

    pub(crate) fn apply(self, state: &mut Snapshot) {
        match self {
            Self::ModeSet { service, mode } => state.service_mut(service).set_mode(mode),
            Self::BrokerSet { up } => state.broker_up = up,
            Self::ServiceAdded { service, start } => state.add(service, start),
            Self::ServiceRemoved { service } => {
                let service = state.service_mut(service);
                (service.present, service.queued) = (false, 0);
            }
            Self::Deploying { up } => state.deploying = !up,
            Self::Scaled { service, workers } => state.service_mut(service).scale(workers),
            Self::Crashed { service, worker } => state.service_mut(service).crashed |= 1 << worker,
            Self::Revived { service, worker } => {
                state.service_mut(service).crashed &= !(1 << worker);
            }
            Self::Skipped { minutes } => state.skipped_minutes += minutes,
            Self::ProducerRestarted
            | Self::LoadSet { .. }
            | Self::Tuned { .. }
            | Self::ServiceTuned { .. } => {}
        }
    }
}
