//! Which key does what while the stage has focus.
//!
//! Never here: where the focus is; the browser's side asks only when it is on the stage and not in a
//! field.

use super::message::Msg;
use super::model::Model;

/// The keys and what they do, in the order of the help panel.
pub const KEYS: [(&str, &str); 6] = [
    (word!(keys.space), word!(keys.play)),
    ("→", word!(keys.next)),
    ("←", word!(keys.last)),
    (word!(keys.home), word!(keys.start)),
    ("n", word!(keys.send)),
    (word!(keys.digits), word!(keys.switch)),
];

/// What a key asks for, by the browser's name of it.
pub fn on_key(model: &Model, key: &str) -> Option<Msg> {
    if !model.keys_on {
        return None;
    }
    match key {
        " " => Some(Msg::PlayToggled),
        "ArrowRight" => Some(Msg::Stepped { forwards: true }),
        "ArrowLeft" => Some(Msg::Stepped { forwards: false }),
        "Home" => Some(Msg::Restarted),
        "n" | "N" => Some(Msg::TasksSent(1)),
        _ => {
            let digit: usize = key.parse().ok().filter(|_| key.len() == 1)?;
            let place = if digit == 0 { 9 } else { digit - 1 };
            let present = model.present(model.playback.at());
            present.get(place).map(|&service| Msg::ServiceToggled(service))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_switch_services_by_place_and_other_keys_do_nothing() {
        let mut model = Model::default();
        assert_eq!(on_key(&model, "2"), Some(Msg::ServiceToggled(1)));
        assert_eq!(on_key(&model, "9"), None);
        assert_eq!(on_key(&model, "F5"), None);
        model.keys_on = false;
        assert_eq!(on_key(&model, "2"), None);
    }
}
