//! The pages of the workbook: contents, a chapter, the glossary, and what is said when there is none.
//!
//! Never here: a figure or a question; they have files of their own.

use super::prose::prose;
use super::say::{Say, click};
use super::spans::said;
use super::{figure, own, question};
use crate::chapters::{Keeping, Model, Msg, Open, Shown, TO_COPY};
use crate::web::el::{On, el, live, text, words};
use engine::scenario::FileError;
use lesson::content::{Block, Entry, Section};
use lesson::progress::{Scope, Shelf, Tally};
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
        (Ok(_), _) => contents(model, send),
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
        ("contents.glossary", "#/glossary"),
        ("contents.template", "#/template"),
        ("contents.sandbox", "#/sandbox"),
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

fn minutes(entry: &Entry, say: &Say) -> String {
    say.fill("contents.minutes", &[("minutes", &entry.minutes.to_string())])
}

fn tally_words(tally: Tally, say: &Say) -> String {
    say.fill(
        "contents.progress",
        &[("done", &tally.done.to_string()), ("all", &tally.all.to_string())],
    )
}

fn contents(model: &Model, send: &Callback<Msg>) -> Html {
    let say = Say(&model.index);
    let row = |entry: &Entry| {
        let link = Route::Chapter { chapter: entry.id.to_string(), item: None }.to_string();
        let tally = model.progress.of_chapter(entry);
        let facts = format!("{} · {}", minutes(entry, &say), tally_words(tally, &say));
        let parts = vec![
            words("a", &[("href", &link)], &entry.title),
            said("p", &[], &entry.summary, (&model.no_runs(), "…")),
            words("small", &[], &facts),
        ];
        el("li", &[("key", &entry.id), ("value", &entry.number.to_string())], parts)
    };
    let continues =
        model.progress.place().filter(|place| place.starts_with("#/chapter")).map(|place| {
            words("a", &[("class", "continue"), ("href", place)], &say.word("contents.continue"))
        });
    el(
        "div",
        &[("class", "contents")],
        vec![
            words("h1", &[("key", "title")], &say.word("contents.title")),
            el("div", &[("key", "continue")], continues.into_iter().collect()),
            el("ol", &[("key", "chapters")], model.index.chapters.iter().map(row).collect()),
            el("div", &[("key", "files")], shelf(model, Shelf::Questions, &say, send)),
            el("div", &[("key", "scenarios")], shelf(model, Shelf::Scenarios, &say, send)),
            el("p", &[("class", "to-book"), ("key", "book")], vec![to_book(&say)]),
            el("div", &[("class", "own"), ("key", "own")], own::view(model, &say, send)),
        ],
    )
}

/// The way to the whole book on one page, which has no program.
fn to_book(say: &Say) -> Html {
    let attrs = [("href", "book.html"), ("target", "_blank"), ("rel", "noopener")];
    words("a", &attrs, &say.word("contents.whole"))
}

/// The texts of a shelf, each with a way to it and a way out.
fn shelf(model: &Model, shelf: Shelf, say: &Say, send: &Callback<Msg>) -> Vec<Html> {
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
    let say = Say(&model.index);
    let mut blocks = Vec::new();
    // A teacher's questions have no heading but the file's.
    if !part.title.is_empty() {
        blocks.push(words("h2", &[("key", "title")], &part.title));
    }
    let mut ahead = false;
    for (place, block) in part.blocks.iter().enumerate() {
        let key = place.to_string();
        let sheet = &open.chapter.sheet;
        let drawn = match block {
            Block::Prose(html) if model.is_printed => prose(html),
            Block::Prose(html) if ahead || open.tells(&model.progress, html) => spoiler(html, &say),
            Block::Prose(html) => prose(html),
            Block::Figure(id) => sheet
                .figure(id)
                .map_or_else(|| el("div", &[], vec![]), |it| figure::view(model, open, it, send)),
            Block::Prediction(id) => sheet.prediction(id).map_or_else(
                || el("div", &[], vec![]),
                |it| question::prediction(model, open, it, send),
            ),
            Block::Question(id) => sheet
                .question(id)
                .map_or_else(|| el("div", &[], vec![]), |it| question::view(model, open, it, send)),
        };
        if let Block::Prediction(id) = block {
            let prediction = sheet.prediction(id);
            ahead |= prediction.is_some_and(|it| !open.is_compared(&model.progress, it));
        }
        let class = if matches!(block, Block::Prose(_)) { "prose" } else { "block" };
        blocks.push(el("div", &[("class", class), ("key", &key)], vec![drawn]));
    }
    el("section", &[("id", &part.id), ("key", &part.id), ("tabindex", "-1")], blocks)
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
