//! The demonstration on the home page: one task both ways, then the same with Audit down, then with Audit up again.
//!
//! Never here: a figure; each round is a run.

use super::model::Model;
use engine::scenario::{Action, Intervention, Mode, Scenario, ServiceId};
use engine::sim::{Duration, Instant};

/// A round of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// All services are up.
    Up,
    /// Audit is down.
    Down,
    /// Audit was down, and comes back.
    Back,
}

/// The length of the axis in all rounds.
pub const SPAN: Duration = Duration::from_s(2);
/// When Audit comes back.
const BACK_MS: u64 = 1_200;
/// The place of the service that goes down among the services.
const AUDIT: ServiceId = 1;

impl Round {
    /// The round after it, the first after the last.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Back,
            Self::Back => Self::Up,
        }
    }

    /// Where it begins: what has been seen already is not played again.
    pub const fn begins(self) -> Instant {
        match self {
            Self::Back => Instant::from_ms(BACK_MS),
            Self::Up | Self::Down => Instant::START,
        }
    }

    /// Where it stops: everything that is to be seen has happened.
    pub const fn stops(self) -> Instant {
        match self {
            Self::Up => Instant::from_ms(1_600),
            // The last instant before Audit comes back.
            Self::Down => Instant::from_ms(BACK_MS - 1),
            Self::Back => Instant::from_ms(1_800),
        }
    }

    /// A stage with its run, at its last picture.
    pub fn model(self) -> Model {
        let at = |ms, action| Intervention { at: Instant::from_ms(ms), action };
        let set = |ms, mode| at(ms, Action::Set(AUDIT, mode));
        let mut timeline = match self {
            Self::Up => Vec::new(),
            // What comes later changes nothing of what is seen until then, and a stage plays on to it.
            Self::Down | Self::Back => vec![set(0, Mode::Down), set(BACK_MS, Mode::Up)],
        };
        timeline.push(at(0, Action::Send(1)));
        let scenario = Scenario { timeline, horizon: SPAN, ..Scenario::default() };
        let mut model = Model::of(scenario, Vec::new());
        model.playback.seek(self.stops());
        model
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Side;

    #[test]
    fn each_round_stops_when_all_that_it_shows_has_happened() {
        let done = |round: Round, side: Side| {
            let ledger = round.model().runs.side(side).at(round.stops()).ledger;
            (ledger.answered, ledger.failed, ledger.done)
        };
        assert_eq!([Side::Direct, Side::Kafka].map(|side| done(Round::Up, side)), [(1, 0, 3); 2]);
        assert_eq!(done(Round::Down, Side::Direct), (0, 1, 1));
        assert_eq!(done(Round::Down, Side::Kafka), (1, 0, 2));
        assert_eq!(done(Round::Back, Side::Direct), (0, 1, 1));
        assert_eq!(done(Round::Back, Side::Kafka), (1, 0, 3));
    }
}
