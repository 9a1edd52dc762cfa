//! What of a learner's work is listed: how far they are in a chapter, and the texts that are kept for them.
//!
//! Never here: how it is kept.

use super::say::{Say, click};
use crate::chapters::{Model, Msg};
use crate::web::el::{On, el, live, text, words};
use lesson::content::Entry;
use lesson::progress::{Shelf, Tally};
use lesson::route::Route;
use yew::prelude::*;

/// How long a chapter takes.
pub(super) fn minutes(entry: &Entry, say: &Say) -> String {
    say.fill("contents.minutes", &[("minutes", &entry.minutes.to_string())])
}

/// How much of it is done.
pub(super) fn tally_words(tally: Tally, say: &Say) -> String {
    say.fill(
        "contents.progress",
        &[("done", &tally.done.to_string()), ("all", &tally.all.to_string())],
    )
}

/// The texts of a shelf, each with a way to it and a way out.
pub(super) fn shelf(model: &Model, shelf: Shelf, say: &Say, send: &Callback<Msg>) -> Vec<Html> {
    let texts = model.texts(shelf);
    if texts.is_empty() {
        return Vec::new();
    }
    let row = |&(id, name): &(&str, &str)| {
        let to = match shelf {
            Shelf::Scenarios => click("quiet to", name, send, Msg::ScenarioToSandbox(id.into())),
            _ => {
                let link = Route::Questions { file: id.into(), item: None }.to_string();
                words("a", &[("class", "to"), ("href", &link), ("key", "to")], name)
            }
        };
        let named = say.fill("kept.drop_named", &[("name", name)]);
        let attrs = [
            ("type", "button"),
            ("class", "quiet"),
            ("aria-label", named.as_str()),
            ("key", "drop"),
        ];
        let (send, dropped) = (send.clone(), Msg::Dropped(shelf, id.into()));
        let pressed = On::Click(Callback::from(move |_| send.emit(dropped.clone())));
        let drop = live("button", &attrs, pressed, vec![text(&say.word("kept.drop"))]);
        el("li", &[("key", id)], vec![to, drop])
    };
    let title = match shelf {
        Shelf::Scenarios => "scenarios.title",
        _ => "questions.files",
    };
    let heading = words("h2", &[("key", "title")], &say.word(title));
    vec![heading, el("ul", &[("class", "files"), ("key", "list")], texts.iter().map(row).collect())]
}
