//! What the name of an event gives away: something that happened, or an order to somebody.
//!
//! Never here: a verdict that cannot be explained in a sentence.

/// What a name in the field "Event type" is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventName {
    /// Something that happened, as in `task.created`.
    Event,
    /// An order to this service, as in `notification.notify`: the publisher knows its consumer by name, and
    /// a new consumer means a new message.
    Command {
        /// The service that is ordered about.
        service: String,
    },
    /// An order to nobody in particular, as in `task.create`: an event says what has happened.
    Order {
        /// The word that is not in the past.
        word: String,
    },
    /// Not two or more words with dots between them.
    Malformed,
}

/// Verbs whose past does not end in -ed.
const PAST: [&str; 24] = [
    "sent", "paid", "made", "sold", "built", "begun", "lost", "left", "won", "set", "put", "cut",
    "held", "kept", "met", "read", "shut", "split", "spent", "taken", "given", "written", "gone",
    "broken",
];

/// What the name of an event is, where these services are its consumers.
pub fn event_name(name: &str, services: &[String]) -> EventName {
    let name = name.trim().trim_matches(['`', '"', '\'']);
    let good = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    let parts: Vec<&str> = name.split('.').collect();
    let (Some(last), true) = (parts.last(), parts.len() >= 2 && parts.iter().all(|p| good(p)))
    else {
        return EventName::Malformed;
    };
    if past(last) {
        return EventName::Event;
    }
    let service = services.iter().find(|service| {
        parts.iter().any(|part| bare(part) == bare(service) && !bare(part).is_empty())
    });
    match service {
        Some(service) => EventName::Command { service: service.clone() },
        None => EventName::Order { word: (*last).into() },
    }
}

/// Whether a word is in the past, or says a state that came about.
fn past(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    // Of order_created and order-created the last word counts.
    let word = word.rsplit(['_', '-']).next().unwrap_or_default();
    PAST.contains(&word) || (word.ends_with("ed") && word.len() > 3)
}

/// A service's name as it may stand in an event's: `notification-service` is Notification.
fn bare(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    let name: String = letters.flat_map(char::to_lowercase).collect();
    match name.strip_suffix("service") {
        Some(rest) if !rest.is_empty() => rest.into(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_from_orders_and_orders_from_names() {
        let services = ["Notification".to_string(), "Audit Log".to_string()];
        let command = |service: &str| EventName::Command { service: service.into() };
        for (name, expected) in [
            ("task.created", EventName::Event),
            ("`sales.order.placed`", EventName::Event),
            ("invoice.sent", EventName::Event),
            ("notification.notify", command("Notification")),
            ("notification-service.notify", command("Notification")),
            ("task.audit_log.write", command("Audit Log")),
            ("notification.failed", EventName::Event),
            ("task.create", EventName::Order { word: "create".into() }),
            ("task", EventName::Malformed),
            ("task..created", EventName::Malformed),
            ("", EventName::Malformed),
        ] {
            assert_eq!(event_name(name, &services), expected, "{name}");
        }
    }
}
