//! Five domains and the staleness that each can live with, held against a run.
//!
//! The windows are the course's, from what the user did to what follows from it; a run is inside one if that
//! is so for every answered task.
//! Never here: a judgement on a run in which nothing was answered.

use engine::history::{History, Since, fresh_within};
use engine::scenario::ServiceId;
use engine::sim::{Duration, Instant};

/// A domain, and how a run does by its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its name.
    pub name: &'static str,
    /// What follows what.
    pub example: &'static str,
    /// The window in words.
    pub window: &'static str,
    /// Of a thousand answered tasks of each side, for how many it had followed by the end of the window;
    /// `None` if none was answered.
    pub fresh: [Option<u32>; 2],
}

const DOMAINS: [(&str, &str, &str, Duration); 5] = [
    (
        word!(domain.checkout),
        word!(domain.checkout_what),
        word!(domain.checkout_within),
        Duration::from_ms(500),
    ),
    (
        word!(domain.inventory),
        word!(domain.inventory_what),
        word!(domain.inventory_within),
        Duration::from_s(5),
    ),
    (
        word!(domain.search),
        word!(domain.search_what),
        word!(domain.search_within),
        Duration::from_s(30),
    ),
    (
        word!(domain.analytics),
        word!(domain.analytics_what),
        word!(domain.analytics_within),
        Duration::from_s(300),
    ),
    (
        word!(domain.reporting),
        word!(domain.reporting_what),
        word!(domain.reporting_within),
        Duration::from_s(3_600),
    ),
];

/// Every domain, the most impatient first.
pub fn domains(runs: [&History; 2], view: Option<ServiceId>, until: Instant) -> [Domain; 5] {
    let windows = DOMAINS.map(|(.., window)| window);
    let shares = runs.map(|history| fresh_within(history, view, until, (Since::Sent, &windows)));
    let mut place = 0;
    DOMAINS.map(|(name, example, window, _)| {
        let fresh = [0, 1].map(|side| shares[side].as_ref().map(|shares| shares[place]));
        place += 1;
        Domain { name, example, window, fresh }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::play::run;
    use engine::scenario::{Action, Intervention, Scenario, Service, Style};

    #[test]
    fn a_500_ms_handler_behind_a_10_ms_publish_misses_the_checkout_and_nothing_else() {
        let fresh = |ms| {
            let services = vec![Service::new("View", Duration::from_ms(ms))];
            let scenario = Scenario { services, ..Scenario::default() };
            let send = Intervention { at: Instant::START, action: Action::Send(1) };
            let history = run(&scenario, Style::Kafka, &[send], Instant::from_s(20));
            domains([&history; 2], Some(0), Instant::from_s(20)).map(|domain| domain.fresh[1])
        };
        let all = Some(1_000);
        assert_eq!(fresh(490), [all; 5]);
        assert_eq!(fresh(500), [Some(0), all, all, all, all]);
    }
}
