//! The pages of the workbook: a chapter, the glossary, and what is said when there is none.
//!
//! Never here: a figure or a question; they have files of their own.

use super::kept::{minutes, tally_words};
use super::prose::prose;
use super::say::{Say, click};
use super::spans::said;
use super::{figure, question};
use crate::chapters::{Group, Keeping, Model, Msg, Open, Part, Shown, TO_COPY, groups};
use crate::web::el::{el, text, words};
use engine::scenario::FileError;
use lesson::content::{Block, Entry, Figure, Section, Shows, Sides};
use lesson::progress::Scope;
use lesson::route::{Route, RouteError};
use yew::prelude::*;

/// The page of the place where the learner is.
pub fn view(model: &Model, send: &Callback<Msg>) -> Html {
    let say = Say(&model.index);
    let content = match (&model.route, model.shown) {
        (_, Shown::Missing) => missing(&say, send),
        (_, Shown::Coming) => words("p", &[("class", "coming"), ("role", "status")], &say.coming()),
        (Err(lost), _) => nowhere(lost, &say),
        (Ok(Route::Chapter { .. } | Route::Questions { .. }), _) => match &model.open {
            Some(open) => chapter(model, open, send),
            None => el("div", &[], vec![]),
        },
        (Ok(Route::Glossary(_)), _) => glossary(model),
        (Ok(Route::Template(_)), _) => super::template::view(model, send),
        (Ok(Route::Contents), _) => super::home::view(model, send),
        // The sandbox stands in front of the pages.
        (Ok(_), _) => el("div", &[], vec![]),
    };
    if model.is_printed {
        return content;
    }
    let mut parts = vec![header(model, &say), notices(model, &say, send)];
    parts.push(el("main", &[("class", "book"), ("key", "main")], vec![content]));
    el("div", &[], parts)
}

fn header(model: &Model, say: &Say) -> Html {
    let link =
        |key: &'static str, to: &str| words("a", &[("href", to), ("key", key)], &say.word(key));
    let tally = model.progress.of_all(&model.index);
    let done = say.fill(
        "progress.all",
        &[("done", &tally.done.to_string()), ("all", &tally.all.to_string())],
    );
    let links = [
        ("contents.title", "#/"),
        ("contents.sandbox", "#/sandbox"),
        ("contents.template", "#/template"),
        ("contents.glossary", "#/glossary"),
    ];
    // Without its words a link would have another width, and what is drawn once stays where it is.
    let coming = model.index.chapters.is_empty() && model.shown == Shown::Coming;
    let links = links.iter().filter(|_| !coming).map(|(key, to)| link(key, to)).collect();
    let done = if coming { String::new() } else { done };
    let parts = vec![
        words("a", &[("class", "brand"), ("href", "#/"), ("key", "brand")], word!(top.brand)),
        el("nav", &[("aria-label", &say.word("page.nav")), ("key", "nav")], links),
        words("span", &[("class", "tally"), ("key", "tally")], &done),
    ];
    el("header", &[("class", "top"), ("key", "top")], parts)
}

/// What has to be said about keeping, and what was done just now.
fn notices(model: &Model, say: &Say, send: &Callback<Msg>) -> Html {
    let mut notices = Vec::new();
    let keeping = match model.keeping {
        Keeping::Memory => Some("saved.memory"),
        Keeping::Full => Some("saved.full"),
        Keeping::Newer => Some("saved.newer"),
        Keeping::Unread | Keeping::Kept => None,
    };
    if let Some(key) = keeping {
        let save = click("", &say.word("progress.export"), send, Msg::ExportAsked);
        notices.push(el(
            "p",
            &[("key", "keeping")],
            vec![words("span", &[], &say.word(key)), text(" "), save],
        ));
    }
    if let Some((_, error)) = &model.set_aside {
        let save = click("", &say.word("saved.aside"), send, Msg::AsideAsked);
        let why = format!("{} {}", say.word("saved.damaged"), error);
        let drop = click("quiet", &say.word("saved.drop_aside"), send, Msg::AsideDropped);
        let parts = vec![words("span", &[], &why), text(" "), save, text(" "), drop];
        notices.push(el("p", &[("key", "aside")], parts));
    }
    if let Some(first) = model.refused.first() {
        let mistake = |error: &FileError| words("li", &[], &error.to_string());
        let why = words("p", &[], &say.fill("saved.refused", &[("file", &first.file)]));
        let mistakes = el("ul", &[], model.refused.iter().map(mistake).collect());
        notices.push(el("div", &[("key", "refused"), ("class", "refused")], vec![why, mistakes]));
    }
    if let Some(text) = &model.to_copy {
        let name = say.word("copy.by_hand");
        let attrs = [("id", TO_COPY), ("readonly", ""), ("rows", "6"), ("aria-label", &name)];
        let field = words("textarea", &attrs, text);
        notices.push(el("div", &[("key", "to-copy")], vec![words("p", &[], &name), field]));
    }
    if let Some(said) = &model.said {
        notices.push(words("p", &[("key", "said")], said));
    }
    if let Some(back) = &model.undo {
        let undo = click("", &say.word("progress.undo"), send, Msg::Undone);
        let close = click("quiet", &say.word("progress.close"), send, Msg::UndoDropped);
        let said = words("span", &[], &say.word(back.key()));
        notices.push(el("p", &[("key", "undo")], vec![said, text(" "), undo, text(" "), close]));
    }
    el("div", &[("class", "book-notices"), ("role", "status"), ("key", "notices")], notices)
}

fn missing(say: &Say, send: &Callback<Msg>) -> Html {
    let again = click("go", &say.or("page.retry", word!(missing.again)), send, Msg::Refetched);
    let why = say.or("page.not_loaded", word!(missing.lessons));
    el("div", &[("role", "alert")], vec![words("p", &[], &why), again])
}

fn nowhere(lost: &RouteError, say: &Say) -> Html {
    let nearest = lost.nearest.to_string();
    let why = say.fill(lost.why.key(), &[("address", &lost.address)]);
    let go = words("a", &[("href", &nearest)], &say.word("lost.go"));
    el(
        "div",
        &[("role", "alert")],
        vec![words("h1", &[], &say.word("lost.title")), words("p", &[], &why), go],
    )
}

fn chapter(model: &Model, open: &Open, send: &Callback<Msg>) -> Html {
    let say = Say(&model.index);
    let entry = &open.chapter.entry;
    let tally = model.progress.of_chapter(entry);
    let mut facts = tally_words(tally, &say);
    if entry.minutes > 0 {
        facts = format!("{} · {facts}", minutes(entry, &say));
    }
    let number = match entry.question_file() {
        Some(_) => say.word("questions.title"),
        None => say.fill("contents.chapter", &[("number", &entry.number.to_string())]),
    };
    let mut parts = vec![
        words("p", &[("class", "number-line"), ("key", "number")], &number),
        words("h1", &[("key", "title")], &entry.title),
        words("p", &[("class", "facts-line"), ("key", "facts")], &facts),
    ];
    for part in &open.chapter.sections {
        parts.push(section(model, open, part, send));
    }
    parts.push(neighbours(model, entry, &say));
    let forget = Msg::Forgotten(Scope::Chapter(entry.id.clone()));
    let forget = click("quiet", &say.word("progress.reset_chapter"), send, forget);
    parts.push(el("div", &[("key", "forget")], vec![forget]));
    el("article", &[("class", "chapter"), ("key", &entry.id)], parts)
}

fn section(model: &Model, open: &Open, part: &Section, send: &Callback<Msg>) -> Html {
    let mut blocks = Vec::new();
    // A teacher's questions have no heading but the file's.
    if !part.title.is_empty() {
        blocks.push(words("h2", &[("key", "title")], &part.title));
    }
    let mut ahead = false;
    for (place, group) in groups(&part.blocks, &open.chapter.sheet).iter().enumerate() {
        let key = format!("group-{place}");
        let parts = grouped(model, open, group, &mut ahead, send);
        let figure = group.figure.and_then(|id| open.chapter.sheet.figure(id));
        let class = match figure.map(is_wide) {
            None => "group",
            Some(false) => "group beside",
            Some(true) => "group beside widest",
        };
        blocks.push(el("div", &[("class", class), ("key", &key)], parts));
    }
    el("section", &[("id", &part.id), ("key", &part.id), ("tabindex", "-1")], blocks)
}

/// Whether a figure shows two things beside each other: it needs more room than beside the text there mostly is.
fn is_wide(figure: &Figure) -> bool {
    match &figure.shows {
        Shows::Stage | Shows::Listing(_) | Shows::Diff => figure.sides == Sides::Both,
        Shows::Table { columns, .. } => columns.len() > 3,
        Shows::Chart(_) | Shows::Waterfall => false,
    }
}

/// The parts of a group. What comes after a prediction that is not held against its run is `ahead` of the learner.
fn grouped(
    model: &Model,
    open: &Open,
    group: &Group,
    ahead: &mut bool,
    send: &Callback<Msg>,
) -> Vec<Html> {
    let say = Say(&model.index);
    let sheet = &open.chapter.sheet;
    let absent = || el("div", &[], vec![]);
    let mut parts = Vec::new();
    for (place, part) in group.parts.iter().enumerate() {
        let key = place.to_string();
        let (class, drawn) = match part {
            Part::Prose(html) if model.is_printed => ("prose", prose(html)),
            Part::Prose(html) if *ahead || open.tells(&model.progress, html) => {
                ("prose", spoiler(html, &say))
            }
            Part::Prose(html) => ("prose", prose(html)),
            Part::Block(Block::Figure(id)) => {
                let figure = sheet.figure(id).map(|it| figure::view(model, open, it, send));
                ("block shown", figure.unwrap_or_else(absent))
            }
            Part::Block(Block::Prediction(id)) => {
                let asked = sheet.prediction(id);
                *ahead |= asked.is_some_and(|it| !open.is_compared(&model.progress, it));
                let asked = asked.map(|it| question::prediction(model, open, it, send));
                ("block", asked.unwrap_or_else(absent))
            }
            Part::Block(Block::Question(id)) => {
                let asked = sheet.question(id).map(|it| question::view(model, open, it, send));
                ("block", asked.unwrap_or_else(absent))
            }
            Part::Block(Block::Prose(html)) => ("prose", prose(html)),
        };
        parts.push(el("div", &[("class", class), ("key", &key)], vec![drawn]));
    }
    parts
}

/// What tells how a run went that is still to be predicted: there for who wants to read on all the same.
fn spoiler(html: &str, say: &Say) -> Html {
    let summary = words("summary", &[("key", "summary")], &say.word("predict.ahead"));
    let told = el("div", &[("key", "told")], vec![prose(html)]);
    el("details", &[("class", "spoiler"), ("key", "spoiler")], vec![summary, told])
}

/// The chapters before and after.
fn neighbours(model: &Model, entry: &Entry, say: &Say) -> Html {
    let chapters = &model.index.chapters;
    let Some(place) = chapters.iter().position(|other| other.id == entry.id) else {
        let back = words("a", &[("href", "#/")], &say.word("contents.title"));
        return el("nav", &[("class", "neighbours"), ("key", "nav")], vec![back]);
    };
    let link = |entry: &Entry, key: &'static str| {
        let to = Route::Chapter { chapter: entry.id.to_string(), item: None }.to_string();
        words("a", &[("href", &to), ("key", key)], &say.fill(key, &[("title", &entry.title)]))
    };
    let before = place.checked_sub(1).and_then(|place| chapters.get(place));
    let links = before.map(|entry| link(entry, "page.previous")).into_iter();
    let after = chapters.get(place + 1).map(|entry| link(entry, "page.next"));
    el(
        "nav",
        &[("class", "neighbours"), ("aria-label", &say.word("contents.title")), ("key", "nav")],
        links.chain(after).collect(),
    )
}

fn glossary(model: &Model) -> Html {
    let say = Say(&model.index);
    let row = |term: &lesson::content::Term| {
        let parts = vec![
            words("dt", &[("id", &term.id), ("tabindex", "-1")], &term.term),
            said("dd", &[], &term.meaning, (&model.no_runs(), "…")),
        ];
        el("div", &[("key", &term.id)], parts)
    };
    let terms = model.index.glossary.iter().map(row).collect();
    el(
        "div",
        &[],
        vec![
            words("h1", &[], &say.word("contents.glossary")),
            el("dl", &[("class", "meanings")], terms),
        ],
    )
}
