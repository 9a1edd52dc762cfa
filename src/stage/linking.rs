//! A link to the stage as it stands, and a link that somebody sent.
//!
//! What cannot be read opens as much as it can, and it is said what is wrong. Never here: the page that a link opens.

use super::library::LIBRARY;
use super::model::{Model, Notice};
use super::runs::LATEST;
use super::work::Work;
use crate::link::{Basis, LinkError, Linked, LinkedRun};
use engine::scenario::{FileError, Intervention, Scenario, read, write};
use engine::sim::{Duration, Instant};

/// What stands before each entry of a timeline in a file.
const ENTRY: &str = "\n[[timeline]]\n";

impl Model {
    /// The stage as it stands, as a piece of an address.
    pub fn link(&self) -> String {
        let work = &self.work;
        let text = write(&self.as_saved());
        let basis = match work.shipped {
            Some(_) if !work.changed() => {
                let own = work.scenario.timeline.len();
                let after = text.match_indices(ENTRY).nth(own).map_or("", |(at, _)| &text[at..]);
                Basis::Shipped(after.into())
            }
            _ => Basis::Own(text),
        };
        let interventions = work.interventions.len() as u32;
        let (horizon_us, at_us) = (work.scenario.horizon.0, self.playback.at().0);
        let file = work.file.clone();
        Linked::Run(LinkedRun { file, basis, interventions, horizon_us, at_us }).encode()
    }

    /// Opens what somebody linked to.
    pub(super) fn open_link(&mut self, piece: &str) {
        match Linked::decode(piece) {
            Ok(Linked::Run(run)) => self.open_run(run),
            Ok(Linked::Description(_)) => self.notice = Some(Notice::Link(LinkError::Damaged)),
            Err(error) => self.notice = Some(Notice::Link(error)),
        }
    }

    fn open_run(&mut self, run: LinkedRun) {
        let LinkedRun { file, basis, interventions, horizon_us, at_us } = run;
        let shipped = LIBRARY.iter().position(|shipped| shipped.file == file);
        let (place, text) = match (basis, shipped) {
            (Basis::Shipped(after), Some(place)) => {
                let mut whole = LIBRARY[place].scenario();
                whole.horizon = LATEST - Instant::START;
                (Some(place), write(&whole) + &after)
            }
            (Basis::Shipped(_), None) => {
                self.notice = Some(Notice::NotShipped(file));
                return;
            }
            (Basis::Own(text), _) => (None, text),
        };
        match read(&file, &text) {
            Ok(whole) => {
                let (mut scenario, done) = apart(whole, interventions as usize);
                let own = Scenario { horizon: Duration(horizon_us), ..scenario.clone() };
                if own.check_with(&done).is_ok() {
                    scenario = own;
                }
                let work = Work { interventions: done, ..Work::new(file, place, scenario) };
                self.begin(work);
                self.notice = None;
                self.playback.seek(Instant(at_us).min(self.runs.horizon()));
            }
            Err(error) => self.open_basis(place, error),
        }
    }

    /// What was done to a shipped scenario cannot be read: the scenario itself can.
    fn open_basis(&mut self, place: Option<usize>, error: FileError) {
        if let Some(place) = place {
            self.open_shipped(place);
        }
        self.notice = Some(Notice::Damaged(error));
    }
}

/// A scenario, and apart from it what somebody did to it: the last entries of its timeline.
fn apart(mut scenario: Scenario, interventions: usize) -> (Scenario, Vec<Intervention>) {
    let own = scenario.timeline.len().saturating_sub(interventions);
    let done = scenario.timeline.split_off(own);
    (scenario, done)
}
