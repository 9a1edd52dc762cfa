//! The home page: what it is about in one picture, where to begin, and everything that there is.
//!
//! Never here: a figure that is not read from a run.

use super::kept::{minutes, shelf, tally_words};
use super::own;
use super::race::Demonstration;
use super::say::Say;
use super::spans::said;
use crate::chapters::{Model, Msg};
use crate::scene::THUMB;
use crate::web::el::{el, text, words};
use lesson::content::Entry;
use lesson::progress::Shelf;
use lesson::route::Route;
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::VComp;

/// The whole page.
pub fn view(model: &Model, send: &Callback<Msg>) -> Html {
    let say = Say(&model.index);
    let rows = model.index.chapters.iter().map(|entry| row(model, entry, &say)).collect();
    let own = vec![
        words("h2", &[("key", "title")], &say.word("home.work")),
        el("div", &[("key", "files")], shelf(model, Shelf::Questions, &say, send)),
        el("div", &[("key", "scenarios")], shelf(model, Shelf::Scenarios, &say, send)),
        el("p", &[("class", "to-book"), ("key", "book")], vec![to_book(&say)]),
        el("div", &[("class", "own"), ("key", "own")], own::view(model, &say, send)),
    ];
    let heading =
        vec![words("h2", &[], &say.word("home.chapters")), words("p", &[], &say.word("home.each"))];
    el(
        "div",
        &[("class", "contents")],
        vec![
            hero(model, &say),
            el("div", &[("class", "home-heading"), ("key", "heading")], heading),
            el("ol", &[("key", "chapters")], rows),
            el("div", &[("class", "ways-in"), ("key", "ways")], ways(&say)),
            el("section", &[("class", "home-own"), ("key", "own")], own),
        ],
    )
}

/// The way to the whole book on one page, which has no program.
fn to_book(say: &Say) -> Html {
    let attrs = [("href", "book.html"), ("target", "_blank"), ("rel", "noopener")];
    words("a", &attrs, &say.word("contents.whole"))
}

/// The question, the picture, and the one thing to do next.
fn hero(model: &Model, say: &Say) -> Html {
    let chapters = &model.index.chapters;
    let hours = chapters.iter().map(|entry| entry.minutes).sum::<u32>().div_ceil(60);
    let count = chapters.len().to_string();
    let facts = say.fill("home.facts", &[("count", &count), ("hours", &hours.to_string())]);
    let acts =
        vec![begin(model, say), words("a", &[("href", "#/sandbox")], &say.word("home.sandbox"))];
    let said = vec![
        words("h1", &[], &say.word("home.title")),
        words("p", &[("class", "home-lead")], &say.word("home.lead")),
        el("p", &[("class", "home-acts")], acts),
        words("p", &[("class", "home-facts")], &facts),
    ];
    let picture = VComp::new::<Demonstration>(Rc::new(()), None);
    let parts = vec![
        el("div", &[("key", "said")], said),
        el("div", &[("key", "shown")], vec![picture.into()]),
    ];
    el("section", &[("class", "hero"), ("key", "hero")], parts)
}

/// The first chapter, or the place where the learner was.
fn begin(model: &Model, say: &Say) -> Html {
    let place = model.progress.place().and_then(|place| Some((place, Route::parse(place).ok()?)));
    let chapter = place.and_then(|(place, route)| match route {
        Route::Chapter { chapter, .. } => Some((place, model.index.chapter(&chapter)?)),
        _ => None,
    });
    let (to, name) = match (chapter, model.index.chapters.first()) {
        (Some((place, entry)), _) => {
            (place.into(), say.fill("home.go_on", &[("title", &entry.title)]))
        }
        (None, Some(entry)) => (address(entry), say.word("home.start")),
        (None, None) => return text(""),
    };
    words("a", &[("class", "continue"), ("href", &to)], &name)
}

fn address(entry: &Entry) -> String {
    Route::Chapter { chapter: entry.id.to_string(), item: None }.to_string()
}

/// A chapter: what one can do after it, how long it takes, and how far the learner is.
fn row(model: &Model, entry: &Entry, say: &Say) -> Html {
    let tally = model.progress.of_chapter(entry);
    let facts = format!("{} · {}", minutes(entry, say), tally_words(tally, say));
    let parts = vec![
        thumb(model, entry),
        words(
            "small",
            &[],
            &say.fill("contents.chapter", &[("number", &entry.number.to_string())]),
        ),
        words("a", &[("href", &address(entry))], &entry.title),
        said("p", &[], &entry.summary, (&model.no_runs(), "…")),
        words("small", &[], &facts),
    ];
    el("li", &[("key", &entry.id), ("value", &entry.number.to_string())], parts)
}

/// The miniature of its figure.
fn thumb(model: &Model, entry: &Entry) -> Html {
    let drawn = model.index.thumbs.iter().find(|thumb| thumb.chapter == entry.id);
    let paths = drawn.map(|thumb| thumb.paths.as_slice()).unwrap_or_default();
    let shape =
        |(look, path): &(String, String)| el("path", &[("class", look), ("d", path)], vec![]);
    let view_box = format!("0 0 {} {}", THUMB.0, THUMB.1);
    let attrs = [("class", "thumb"), ("viewBox", view_box.as_str()), ("aria-hidden", "true")];
    el("svg", &attrs, paths.iter().map(shape).collect())
}

/// Everything besides the chapters.
fn ways(say: &Say) -> Vec<Html> {
    let way = |name: &'static str, to: &str, why: &'static str| {
        let heading = match to {
            "" => text(&say.word(name)),
            to => words("a", &[("href", to)], &say.word(name)),
        };
        let parts = vec![el("h3", &[], vec![heading]), words("p", &[], &say.word(why))];
        el("div", &[("key", name)], parts)
    };
    vec![
        way("home.play", "#/sandbox", "home.play_why"),
        way("home.own", "#/template", "home.own_why"),
        way("contents.glossary", "#/glossary", "home.words"),
        way("home.without", "", "home.without_why"),
    ]
}
