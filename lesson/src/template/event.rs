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

/// The usual form of an event's name: `order.placed` for `OrderPlaced`, `order_placed` and `Order placed`. A name that
/// has dots stays as it is; one word alone is none.
pub fn dotted(name: &str) -> Option<String> {
    let name = bare_of_quotes(name);
    let good = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    if name.contains('.') {
        return name.split('.').all(good).then(|| name.to_string());
    }
    let mut words = words(name);
    if words.len() > 2 && words.last().is_some_and(|last| last == "event" || is_version(last)) {
        words.pop();
    }
    let (last, subject) = words.split_last()?;
    let all = words.iter().all(|word| good(word));
    (all && !subject.is_empty()).then(|| format!("{}.{last}", subject.join("_")))
}

/// The words of a name, in small letters: between spaces, lines, and where a capital begins another.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = None;
    for c in name.chars() {
        let begins =
            c.is_uppercase() && before.is_some_and(|c: char| c.is_lowercase() || c.is_numeric());
        if begins || [' ', '_', '-', '/', ':'].contains(&c) {
            words.push(String::new());
        }
        if let (Some(word), false) = (words.last_mut(), [' ', '_', '-', '/', ':'].contains(&c)) {
            word.extend(c.to_lowercase());
        }
        before = Some(c);
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn bare_of_quotes(name: &str) -> &str {
    name.trim().trim_matches(['`', '"', '\'', '“', '”'])
}

/// What the name of an event is, where these services are its consumers.
pub fn event_name(name: &str, services: &[String]) -> EventName {
    let Some(dotted) = dotted(name) else { return EventName::Malformed };
    let parts: Vec<&str> = dotted.split('.').collect();
    let Some(last) = parts.last().filter(|_| parts.len() >= 2) else { return EventName::Malformed };
    if past(last) {
        return EventName::Event;
    }
    let service = services.iter().find(|service| {
        parts.iter().any(|part| bare(part) == bare(service) && !bare(part).is_empty())
    });
    match service {
        Some(service) => EventName::Command { service: service.clone() },
        // Of CreateOrder no word is known to be the verb.
        None if !name.contains('.') => EventName::Order { word: bare_of_quotes(name).into() },
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
pub(super) fn bare(name: &str) -> String {
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
            ("OrderPlaced", EventName::Event),
            ("CreateOrder", EventName::Order { word: "CreateOrder".into() }),
        ] {
            assert_eq!(event_name(name, &services), expected, "{name}");
        }
    }

    #[test]
    fn a_name_without_dots_is_read_in_the_usual_form() {
        for (name, usual) in [
            ("OrderPlaced", Some("order.placed")),
            ("order_placed", Some("order.placed")),
            ("order-placed", Some("order.placed")),
            ("Order placed", Some("order.placed")),
            ("CustomerOrderPlacedEvent", Some("customer_order.placed")),
            ("order_placed_v2", Some("order.placed")),
            ("ORDER_PLACED", Some("order.placed")),
            ("shop.order.placed", Some("shop.order.placed")),
            ("orders", None),
            ("bestellung ausgelöst", None),
            ("a..b", None),
        ] {
            assert_eq!(dotted(name).as_deref(), usual, "{name}");
        }
    }
}
