//! Where in the workbook somebody is, as the part of an address after the `#`.
//!
//! Every chapter, page, figure and question has an address that can be sent to somebody, and that Back and
//! reload return to. An address that leads nowhere is an error that can be shown, with the nearest place
//! that exists. Never here: the browser's history.

use crate::content::{Entry, Index};
use std::fmt;

/// The longest address that is looked at, in bytes.
const MAX: usize = 300;
/// The longest piece of an address that holds a whole run or description, in bytes.
const MAX_LINK: usize = 400_000;

/// What a site's own address shows.
pub const HOME: &str = "#/";

/// The pages of a site that are none of a chapter's, and the place with which each begins. A chapter's page is called
/// as the chapter is. `contents` is an older address of the site's own page.
pub const PAGES: [(&str, &str); 4] = [
    ("contents", "#/"),
    ("glossary", "#/glossary"),
    ("sandbox", "#/sandbox"),
    ("template", "#/template"),
];

/// A place in the workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// The home page, with the table of contents.
    #[default]
    Contents,
    /// A chapter, from its beginning or at a page, figure, prediction or question.
    Chapter {
        /// Its id.
        chapter: String,
        /// What in it.
        item: Option<String>,
    },
    /// A teacher's question file that was opened in this browser, from its beginning or at something in it.
    Questions {
        /// Its id.
        file: String,
        /// What in it.
        item: Option<String>,
    },
    /// The sandbox, with a scenario file if one is named.
    Sandbox(Option<String>),
    /// The scenario template, with a document if one is named.
    Template(Option<String>),
    /// A run at an instant, which somebody linked to, in the sandbox.
    Run(String),
    /// A description of a system, which somebody linked to, in the template.
    Description(String),
    /// The glossary, at a term if one is named.
    Glossary(Option<String>),
}

/// An address that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteError {
    /// The address, short enough to show.
    pub address: String,
    /// Why it leads nowhere.
    pub why: Why,
    /// The nearest place that there is.
    pub nearest: Route,
}

/// Why an address leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No part of the workbook is called that.
    NoPlace,
    /// It has characters that no address of the workbook has, or too many.
    DecodeError,
    /// No chapter has this id.
    NoChapter,
    /// The chapter has nothing of this id.
    NoItem,
    /// The glossary has no such term.
    NoTerm,
    /// No question file of this name was opened in this browser.
    NoFile,
    /// A description's link was cut off or changed.
    LinkDamaged,
    /// It was made by a newer workbook.
    LinkNewer,
    /// It is longer than any that the workbook makes.
    LinkTooLong,
}

impl Why {
    /// The key of the sentence that tells it, among the interface's words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoPlace => "lost.no-place",
            Self::DecodeError => "lost.unreadable",
            Self::NoChapter => "lost.no-chapter",
            Self::NoItem => "lost.no-item",
            Self::NoTerm => "lost.no-term",
            Self::NoFile => "lost.no-file",
            Self::LinkDamaged => "lost.link-damaged",
            Self::LinkNewer => "lost.link-newer",
            Self::LinkTooLong => "lost.link-too-long",
        }
    }
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Why::NoPlace => "no part of the workbook is called that",
            Why::DecodeError => "it has characters that no address here has, or too many",
            Why::NoChapter => "no chapter is called that",
            Why::NoItem => "the chapter has nothing of that name",
            Why::NoTerm => "the glossary has no such term",
            Why::NoFile => "no question file of that name was opened in this browser",
            Why::LinkDamaged => "the link was cut off or changed",
            Why::LinkNewer => "the link was made by a newer workbook",
            Why::LinkTooLong => "the link is too long",
        };
        write!(f, "{} leads nowhere: {why}", self.address)
    }
}

impl std::error::Error for RouteError {}

impl Route {
    /// Reads the part of an address from its `#` on; nothing at all is the home page.
    ///
    /// # Errors
    /// If it is none of the workbook's addresses.
    pub fn parse(hash: &str) -> Result<Self, RouteError> {
        let lost = |why| RouteError { address: shown(hash), why, nearest: Self::Contents };
        let path = hash.strip_prefix('#').unwrap_or(hash);
        if path.is_empty() || path == "/" {
            return Ok(Self::Contents);
        }
        if let Some(linked) = Self::linked(path) {
            return linked.ok_or_else(|| lost(Why::DecodeError));
        }
        let good = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'/');
        if path.len() > MAX || !path.bytes().all(good) {
            return Err(lost(Why::DecodeError));
        }
        let path = path.strip_prefix('/').ok_or_else(|| lost(Why::NoPlace))?;
        let (place, rest) = path.split_once('/').unwrap_or((path, ""));
        let named = |rest: &str| (!rest.is_empty()).then(|| rest.to_string());
        match place {
            "chapter" => {
                let (chapter, item) = rest.split_once('/').unwrap_or((rest, ""));
                match named(chapter) {
                    Some(chapter) if !item.contains('/') => {
                        Ok(Self::Chapter { chapter, item: named(item) })
                    }
                    Some(_) => Err(lost(Why::NoItem)),
                    None => Err(lost(Why::NoChapter)),
                }
            }
            "questions" => {
                let (file, item) = rest.split_once('/').unwrap_or((rest, ""));
                match named(file) {
                    Some(file) if !item.contains('/') => {
                        Ok(Self::Questions { file, item: named(item) })
                    }
                    _ => Err(lost(Why::NoFile)),
                }
            }
            "sandbox" => Ok(Self::Sandbox(named(rest))),
            "template" => Ok(Self::Template(named(rest))),
            "glossary" => Ok(Self::Glossary(named(rest))),
            _ => Err(lost(Why::NoPlace)),
        }
    }

    /// What somebody linked to, if the path is of that kind: what follows is for its owner to read.
    fn linked(path: &str) -> Option<Option<Self>> {
        let of = |place: &str| path.strip_prefix(place).filter(|rest| !rest.is_empty());
        let sent = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let whole =
            |rest: &str| (rest.len() <= MAX_LINK && rest.bytes().all(sent)).then(|| rest.into());
        let run = of("/run/").map(|rest| whole(rest).map(Self::Run));
        run.or_else(|| of("/description/").map(|rest| whole(rest).map(Self::Description)))
    }

    /// The place of a chapter, or of a question file, or of something in it.
    pub fn within(entry: &Entry, item: Option<&str>) -> Self {
        let item = item.map(String::from);
        match entry.question_file() {
            Some(file) => Self::Questions { file: file.into(), item },
            None => Self::Chapter { chapter: entry.id.to_string(), item },
        }
    }

    /// Its page and its place there, relative to any other page: `temporal.html#storm`.
    pub fn page(&self) -> String {
        let page = match self {
            Self::Chapter { chapter, .. } => chapter.as_str(),
            Self::Contents | Self::Questions { .. } => "index",
            Self::Glossary(_) => "glossary",
            Self::Sandbox(_) | Self::Run(_) => "sandbox",
            Self::Template(_) | Self::Description(_) => "template",
        };
        match self {
            Self::Chapter { item: Some(item), .. } | Self::Glossary(Some(item)) => {
                format!("{page}.html#{item}")
            }
            // No page has these drawn into it: the program has to find them.
            Self::Questions { .. }
            | Self::Sandbox(Some(_))
            | Self::Template(Some(_))
            | Self::Run(_)
            | Self::Description(_) => {
                format!("{page}.html{self}")
            }
            _ => format!("{page}.html"),
        }
    }

    /// The address, from its `#` on, of a place on a page: of `#storm` on `temporal.html`. The host may call the page
    /// `temporal`, and an address after the `#` is one on any page.
    pub fn of_page(file: &str, fragment: &str) -> String {
        if fragment.starts_with("#/") {
            return fragment.into();
        }
        let name = file.strip_suffix(".html").unwrap_or(file);
        if matches!(name, "" | "index") {
            return HOME.into();
        }
        let own = PAGES.iter().find(|(page, _)| *page == name).map(|(_, begins)| *begins);
        let begins = own.map_or_else(|| format!("#/chapter/{name}"), String::from);
        match fragment.strip_prefix('#').filter(|item| !item.is_empty()) {
            Some(item) if own.is_none() || name == "glossary" => format!("{begins}/{item}"),
            _ => begins,
        }
    }

    /// Whether it leads to something that there is. Scenarios, documents and question files are
    /// for their owners to know.
    ///
    /// # Errors
    /// If it does not; the nearest place does.
    pub fn check(&self, index: &Index) -> Result<(), RouteError> {
        let lost =
            |why, nearest| Err(RouteError { address: shown(&self.to_string()), why, nearest });
        match self {
            Self::Chapter { chapter, item } => match (index.chapter(chapter), item) {
                (None, _) => lost(Why::NoChapter, Self::Contents),
                (Some(entry), Some(item)) if entry.kind(item).is_none() => {
                    lost(Why::NoItem, Self::Chapter { chapter: chapter.clone(), item: None })
                }
                _ => Ok(()),
            },
            Self::Glossary(Some(id)) if !index.glossary.iter().any(|term| term.id == *id) => {
                lost(Why::NoTerm, Self::Glossary(None))
            }
            _ => Ok(()),
        }
    }
}

/// As it stands after the address, with its `#`.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, rest) = match self {
            Self::Contents => return f.write_str("#/"),
            Self::Chapter { chapter, item } => {
                write!(f, "#/chapter/{chapter}")?;
                return match item {
                    Some(item) => write!(f, "/{item}"),
                    None => Ok(()),
                };
            }
            Self::Questions { file, item } => {
                write!(f, "#/questions/{file}")?;
                return match item {
                    Some(item) => write!(f, "/{item}"),
                    None => Ok(()),
                };
            }
            Self::Run(piece) => return write!(f, "#/run/{piece}"),
            Self::Description(piece) => return write!(f, "#/description/{piece}"),
            Self::Sandbox(file) => ("sandbox", file),
            Self::Template(document) => ("template", document),
            Self::Glossary(term) => ("glossary", term),
        };
        match rest {
            Some(rest) => write!(f, "#/{place}/{rest}"),
            None => write!(f, "#/{place}"),
        }
    }
}

fn shown(hash: &str) -> String {
    hash.chars().take(80).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_again_by_its_address() {
        let some = |text: &str| Some(text.to_string());
        for route in [
            Route::Contents,
            Route::Chapter { chapter: "temporal".into(), item: None },
            Route::Chapter { chapter: "temporal".into(), item: some("storm") },
            Route::Questions { file: "quiz-1".into(), item: None },
            Route::Questions { file: "quiz-1".into(), item: some("first") },
            Route::Sandbox(None),
            Route::Sandbox(some("lessons/in-turn.toml")),
            Route::Template(some("mine-2")),
            Route::Glossary(some("lag")),
            Route::Run("1aZ-_9".into()),
            Route::Description("1aZ-_9".into()),
        ] {
            assert_eq!(Route::parse(&route.to_string()), Ok(route));
        }
        assert_eq!(Route::parse(""), Ok(Route::Contents));
    }

    #[test]
    fn every_place_is_found_again_by_its_page() {
        for (address, page) in [
            ("#/", "index.html"),
            ("#/chapter/temporal", "temporal.html"),
            ("#/chapter/temporal/storm", "temporal.html#storm"),
            ("#/questions/quiz-1/first", "index.html#/questions/quiz-1/first"),
            ("#/sandbox", "sandbox.html"),
            ("#/sandbox/lessons/in-turn.toml", "sandbox.html#/sandbox/lessons/in-turn.toml"),
            ("#/template", "template.html"),
            ("#/template/worked", "template.html#/template/worked"),
            ("#/glossary/lag", "glossary.html#lag"),
            ("#/run/1aZ", "sandbox.html#/run/1aZ"),
            ("#/description/1aZ", "template.html#/description/1aZ"),
        ] {
            let route = Route::parse(address).expect(address);
            assert_eq!(route.page(), page);
            let (file, fragment) = page.split_at(page.find('#').unwrap_or(page.len()));
            assert_eq!(Route::of_page(file, fragment), address);
            assert_eq!(Route::of_page(file.trim_end_matches(".html"), fragment), address);
        }
        for file in ["", "index.html"] {
            assert_eq!(Route::of_page(file, ""), HOME);
            assert_eq!(Route::of_page(file, "#/glossary"), "#/glossary", "an older address");
            assert_eq!(Route::of_page(file, "#/sandbox"), "#/sandbox", "an older address");
        }
        for file in ["contents", "contents.html"] {
            assert_eq!(Route::of_page(file, ""), HOME, "an older address");
            assert_eq!(Route::of_page(file, "#/questions/a/b"), "#/questions/a/b");
        }
        assert_eq!(Route::of_page("template.html", "#x"), "#/template", "it has no such places");
    }

    #[test]
    fn an_address_that_leads_nowhere_says_why() {
        for (hash, why) in [
            ("#/chapters/one", Why::NoPlace),
            ("#chapter/one", Why::NoPlace),
            ("#/chapter", Why::NoChapter),
            ("#/chapter/one/two/three", Why::NoItem),
            ("#/chapter/%20", Why::DecodeError),
            ("#/Glossary", Why::DecodeError),
        ] {
            assert_eq!(Route::parse(hash).map_err(|lost| lost.why), Err(why), "{hash}");
        }
    }
}
