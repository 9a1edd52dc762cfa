//! A chapter's prose: Markdown in, pages of HTML and places for figures and questions out.
//!
//! What an author can get wrong is refused with its line: raw HTML, a page without an id, a heading that
//! skips a level, a link that leads nowhere, a language that gets no colours. Never here: what a figure or a
//! question says.

use crate::highlight;
use crate::measure::{Figures, Reading};
use engine::toml::Fault;
use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html,
};
use std::ops::Range;

/// A chapter's prose, read.
#[derive(Debug, Default)]
pub(super) struct Prose {
    pub title: String,
    pub pages: Vec<Page>,
}

/// One page of it.
#[derive(Debug)]
pub(super) struct Page {
    pub id: String,
    pub place: usize,
    pub title: String,
    pub parts: Vec<Part>,
}

/// A part of a page.
#[derive(Debug)]
pub(super) enum Part {
    Html(String),
    Placed { kind: Placed, id: String, place: usize },
}

/// What a line between double braces puts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placed {
    Figure,
    Prediction,
    Question,
}

/// Where the links of a page may lead.
pub(super) trait Targets {
    /// The address for a link such as `term:lag`, `chapter:temporal`, `here:in-turn` or `sandbox:`.
    fn address(&self, link: &str) -> Option<String>;
}

/// Stands for the figure of this number until the HTML is made; nobody types these characters.
const MARK: (char, char) = ('\u{e000}', '\u{e001}');

/// Reads a chapter's prose.
pub(super) fn prose(
    text: &str,
    figures: &dyn Figures,
    targets: &dyn Targets,
) -> Result<Prose, Vec<Fault>> {
    let mut reader = Reader {
        targets,
        prose: Prose::default(),
        faults: Vec::new(),
        amounts: Vec::new(),
        level: 0,
    };
    for chunk in chunks(text) {
        match chunk {
            Chunk::Markdown(range) => reader.markdown(text, range, figures),
            Chunk::Placed(place, words) => reader.placed(place, words),
        }
    }
    reader.finish()
}

enum Chunk<'t> {
    Markdown(Range<usize>),
    Placed(usize, &'t str),
}

/// Markdown, cut where a line stands alone between double braces, but not within a block of code.
fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let (mut chunks, mut from, mut at, mut fenced) = (Vec::new(), 0, 0, false);
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        fenced ^= trimmed.starts_with("```");
        let braces = trimmed.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        if let Some(words) = braces.filter(|words| !fenced && !words.contains('{')) {
            chunks.push(Chunk::Markdown(from..at));
            chunks.push(Chunk::Placed(at, words.trim()));
            from = at + line.len();
        }
        at += line.len();
    }
    chunks.push(Chunk::Markdown(from..text.len()));
    chunks
}

struct Reader<'r> {
    targets: &'r dyn Targets,
    prose: Prose,
    faults: Vec<Fault>,
    /// The figures quoted in the chunk at hand.
    amounts: Vec<(String, String)>,
    /// The level of the last heading.
    level: usize,
}

impl Reader<'_> {
    fn fault(&mut self, place: usize, what: &str, help: &str) {
        self.faults.push(*Fault::new(place, format_args!("{what}"), format_args!("{help}")));
    }

    fn placed(&mut self, place: usize, words: &str) {
        let (word, id) = words.split_once(' ').unwrap_or((words, ""));
        let kind = match word {
            "figure" => Placed::Figure,
            "predict" => Placed::Prediction,
            "question" => Placed::Question,
            _ => {
                let what = format!("{{{{{words}}}}} places nothing that is known");
                return self.fault(place, &what, "write figure, predict or question, and an id");
            }
        };
        let id = id.trim().to_string();
        match self.prose.pages.last_mut() {
            Some(page) => page.parts.push(Part::Placed { kind, id, place }),
            None => self.fault(place, "something stands before the first page", PAGE_HELP),
        }
    }

    /// The chunk's readings are replaced by marks, of the same number of lines, before Markdown sees it.
    fn markdown(&mut self, text: &str, range: Range<usize>, figures: &dyn Figures) {
        let source = self.marked(text.get(range.clone()).unwrap_or_default(), range.start, figures);
        let place = |at: usize| range.start + corrected(&source, at);
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_FOOTNOTES;
        let mut events: Vec<Event> = Vec::new();
        let mut parser = Parser::new_ext(&source.text, options).into_offset_iter();
        while let Some((event, at)) = parser.next() {
            let at = place(at.start);
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let words = heading_words(&mut parser);
                    self.heading(at, level, id.as_deref(), words, &mut events);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let code = code_words(&mut parser);
                    self.code(at, &kind, &code, &mut events);
                }
                Event::Html(_) | Event::InlineHtml(_) => {
                    self.fault(at, "raw HTML", "say it in Markdown, or write &lt; for a <");
                }
                Event::Start(Tag::Image { .. }) => {
                    self.fault(at, "a picture", "place a live figure instead: {{figure id}}");
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let dest_url = self.link(at, &dest_url);
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
                event => events.push(event),
            }
        }
        self.flush(at_end(&range), &mut events);
    }

    /// Replaces `{{measure figure side.name}}` by marks.
    fn marked(&mut self, text: &str, start: usize, figures: &dyn Figures) -> Marked {
        let mut marked = Marked { text: String::with_capacity(text.len()), shifts: Vec::new() };
        self.amounts.clear();
        let mut rest = text;
        while let Some((before, inside, after)) = between(rest) {
            marked.text.push_str(before);
            let place = start + text.len() - rest.len() + before.len();
            let number = self.amounts.len();
            match measured(inside, figures) {
                Ok(amount) => {
                    let figure = inside.split_whitespace().next().unwrap_or_default();
                    self.amounts.push((figure.into(), amount));
                }
                Err((what, help)) => {
                    self.amounts.push(Default::default());
                    self.fault(place, &what, &help);
                }
            }
            marked.text.push_str(&format!("{}{number}{}", MARK.0, MARK.1));
            let read = text.len() - after.len();
            marked.shifts.push((marked.text.len(), read));
            rest = after;
        }
        marked.text.push_str(rest);
        marked
    }

    fn heading(
        &mut self,
        place: usize,
        level: HeadingLevel,
        id: Option<&str>,
        words: String,
        events: &mut Vec<Event>,
    ) {
        let number = level as usize;
        if number > self.level + 1 {
            self.fault(
                place,
                "a heading that skips a level",
                "use one # more than above it, or fewer",
            );
        }
        self.level = number;
        match number {
            1 if self.prose.title.is_empty() && self.prose.pages.is_empty() => {
                self.prose.title = words;
            }
            1 => self.fault(place, "a second title", "begin a page with ## instead"),
            2 => {
                self.flush(place, events);
                match crate::source::check_id(place, id.unwrap_or_default()) {
                    Ok(id) => {
                        self.prose.pages.push(Page { id, place, title: words, parts: Vec::new() });
                    }
                    Err(_) => self.fault(place, "a page without an id", PAGE_HELP),
                }
            }
            _ => {
                let words = words.replace('&', "&amp;").replace('<', "&lt;");
                // The page has the chapter's title as h1 and its own as h2.
                events.push(Event::Html(format!("<h{number}>{words}</h{number}>\n").into()));
            }
        }
    }

    fn code<'e>(
        &mut self,
        place: usize,
        kind: &CodeBlockKind,
        code: &str,
        events: &mut Vec<Event<'e>>,
    ) {
        let language = match kind {
            CodeBlockKind::Fenced(language) => language.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        if !highlight::LANGUAGES.contains(&language.as_str()) {
            let help = format!("write one of {} after ```", highlight::LANGUAGES.join(", "));
            self.fault(place, "a block of code without a language that is known", &help);
        }
        let mut out = format!("<pre tabindex=\"0\"><code class=\"language-{language}\">");
        for line in code.lines() {
            for (class, part) in highlight::line(&language, line) {
                let part = part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                match class.name() {
                    None => out.push_str(&part),
                    Some(class) => out.push_str(&format!("<span class=\"{class}\">{part}</span>")),
                }
            }
            out.push('\n');
        }
        out.push_str("</code></pre>\n");
        events.push(Event::Html(out.into()));
    }

    fn link<'e>(&mut self, place: usize, link: &str) -> CowStr<'e> {
        if link.starts_with("https://") {
            return link.to_string().into();
        }
        match self.targets.address(link) {
            Some(address) => address.into(),
            None => {
                let help = "write https://…, term:id, chapter:id, here:id, sandbox:, template:, \
                            template:document, or glossary:";
                self.fault(place, &format!("a link to \"{link}\", which leads nowhere"), help);
                "".into()
            }
        }
    }

    /// Ends a part of prose: what was read so far becomes HTML.
    fn flush(&mut self, place: usize, events: &mut Vec<Event>) {
        let mut out = String::new();
        html::push_html(&mut out, events.drain(..));
        if out.trim().is_empty() {
            return;
        }
        for (number, (figure, amount)) in self.amounts.iter().enumerate() {
            let mark = format!("{}{number}{}", MARK.0, MARK.1);
            let said = format!("<span class=\"measured\" data-of=\"{figure}\">{amount}</span>");
            out = out.replace(&mark, &said);
        }
        match self.prose.pages.last_mut() {
            Some(page) => page.parts.push(Part::Html(out)),
            None => self.fault(place, "something stands before the first page", PAGE_HELP),
        }
    }

    fn finish(mut self) -> Result<Prose, Vec<Fault>> {
        if self.prose.title.is_empty() {
            self.fault(0, "a chapter without a title", "begin with # and the title");
        }
        for index in 0..self.prose.pages.len() {
            let (id, place) = (self.prose.pages[index].id.clone(), self.prose.pages[index].place);
            if self.prose.pages[..index].iter().any(|page| page.id == id) {
                self.fault(place, &format!("the id \"{id}\" is here a second time"), PAGE_HELP);
            }
        }
        if self.faults.is_empty() { Ok(self.prose) } else { Err(self.faults) }
    }
}

const PAGE_HELP: &str = "begin a page with ## Its heading {#its-id}";

/// A text with marks in it, and where its bytes came from.
struct Marked {
    text: String,
    /// After this byte of the marked text, this byte of the source goes on.
    shifts: Vec<(usize, usize)>,
}

/// The place in the source of a place in the marked text.
fn corrected(marked: &Marked, at: usize) -> usize {
    match marked.shifts.iter().rev().find(|(after, _)| *after <= at) {
        Some((after, source)) => source + (at - after),
        None => at,
    }
}

/// What stands before, in and after the first `{{measure …}}`.
fn between(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{measure ")?;
    let (inside, after) = rest.split_once("}}")?;
    Some((before, inside, after))
}

/// The amount that `figure side.name` stands for.
fn measured(words: &str, figures: &dyn Figures) -> Result<String, (String, String)> {
    let name = words.trim().replacen(' ', "/", 1);
    let read = Reading::parse(&name).and_then(|reading| figures.read(&reading));
    read.map(|amount| amount.to_string()).map_err(|absent| {
        let help = match &absent {
            crate::measure::MeasureError::Unknown { help, .. } => help.clone(),
            _ => "quote a figure that this run has".into(),
        };
        (format!("{absent}"), help)
    })
}

fn at_end(range: &Range<usize>) -> usize {
    range.end.saturating_sub(1).max(range.start)
}

type Events<'p> = pulldown_cmark::OffsetIter<'p>;

/// The words of a heading up to its end.
fn heading_words(events: &mut Events) -> String {
    let mut words = String::new();
    for (event, _) in events.by_ref() {
        match event {
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            _ => {}
        }
    }
    words
}

/// The text of a block of code up to its end.
fn code_words(events: &mut Events) -> String {
    let mut words = String::new();
    for (event, _) in events.by_ref() {
        match event {
            Event::End(TagEnd::CodeBlock) => break,
            Event::Text(text) => words.push_str(&text),
            _ => {}
        }
    }
    words
}
