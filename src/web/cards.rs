//! The picture that a link to a page is shown with: the page's title, and the figure that decides, at its instant.
//!
//! A figure whose run is to be predicted is not told by a link. Never here: pixels; the build makes them.

use super::chapters::decided;
use crate::chapters::Open;
use crate::scene::picture::{Card, Picture, card};
use crate::stage::{LIBRARY, Model, Msg, View, update};
use engine::sim::Instant;
use lesson::content::{Chapter, Figure, Shows, Sides};

/// What the other pages show, and when.
const SCENARIO: &str = "audit-down.toml";
const AT_MS: u64 = 4_900;

/// The card of a chapter, as the text of an SVG file.
pub fn card_of_chapter(chapter: Chapter) -> String {
    let open = Open::of(chapter);
    let title = open.chapter.entry.title.clone();
    let figure = decisive(&open).map(|figure| decided(&open, figure)).unwrap_or_else(stage);
    card(&Card { brand: word!(top.brand), title: &title, figure: &figure })
}

/// The card of another page.
pub fn card_of_page(title: &str) -> String {
    card(&Card { brand: word!(top.brand), title, figure: &stage() })
}

/// The first figure of both sides that tells nothing ahead, or else any that tells nothing.
fn decisive(open: &Open) -> Option<&Figure> {
    let sheet = &open.chapter.sheet;
    let is_told = |figure: &&Figure| !sheet.predictions.iter().any(|it| it.figure == figure.id);
    let told = || sheet.figures.iter().filter(is_told);
    let whole = |figure: &&Figure| figure.shows == Shows::Stage && figure.sides == Sides::Both;
    let decided = |figure: &&Figure| sheet.decisive(&figure.id).is_some();
    let best = told().filter(whole).find(decided).or_else(|| told().find(whole));
    best.or_else(|| told().next())
}

fn stage() -> Picture {
    let mut model = Model::default();
    let place = LIBRARY.iter().position(|shipped| shipped.file == SCENARIO).unwrap_or(0);
    update(&mut model, Msg::ScenarioChosen(place));
    update(&mut model, Msg::Scrubbed(Instant::from_ms(AT_MS)));
    model.picture(View::Stage)
}
