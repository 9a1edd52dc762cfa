//! Pictures of the stage as it stands, to be saved: in their own size, whatever the window's.
//!
//! Never here: how a picture is drawn.

use super::message::Command;
use super::model::Model;
use super::saving::{Format, View};
use crate::scene::picture::{CodeLine, CodeLook, CodePicture, Part, Picture, SidePicture};
use crate::scene::{Side, accounts, charts, lit, summary, waterfall, way, wiring, with};
use engine::listing::{Change, Listing, Place, ProducerDiff};
use engine::scenario::Style;

/// The width of a side, and of what stands under the stage.
const SIDE_WIDTH: f64 = 580.0;
const STAGE_WIDTH: f64 = 1_216.0;
/// The height for each service.
const FOR_SERVICE: f64 = 66.0;

impl Model {
    /// A picture of the stage as it stands.
    pub fn picture(&self, view: View) -> Picture {
        let scenario = &self.work.scenario;
        let parts = match view {
            View::Stage => self.side_parts(&Side::BOTH),
            View::Task => self.task_part(&Side::BOTH).into_iter().collect(),
            View::Charts => self.chart_parts(),
        };
        let [left, right] = Side::BOTH.map(|side| wiring(self.style(side)));
        let (caption, clock) = match view {
            View::Charts => {
                (format!(word!(picture.sides), left = left, right = right), String::new())
            }
            _ => (scenario.about.clone(), self.clock()),
        };
        Picture { title: scenario.title.clone(), caption, clock, parts }
    }

    /// `4.100 s of 10 s`.
    pub fn clock(&self) -> String {
        let end = self.runs.horizon().0 / 1_000_000;
        format!(word!(transport.clock), now = self.shown(), end = end)
    }

    pub(super) fn save_picture(&self, view: View, format: Format) -> Command {
        let stem = self.save_name();
        let stem = stem.strip_suffix(".toml").unwrap_or(&stem);
        let name = format!("{stem}-{}-ms", self.shown().0 / 1_000);
        Command::SavePicture { name, picture: Box::new(self.picture(view)), format }
    }

    /// These sides at the playhead.
    pub fn side_parts(&self, sides: &[Side]) -> Vec<Part> {
        sides.iter().map(|&side| Part::Side(Box::new(self.side_picture(side)))).collect()
    }

    fn side_picture(&self, side: Side) -> SidePicture {
        let style = self.style(side);
        let snapshot = self.runs.side(side).at(self.shown());
        let present = self.present(self.shown()).len() as f64;
        let topic = match style {
            Style::Commands => word!(topic.each),
            _ => &self.work.scenario.event.topic,
        };
        let height = (present * FOR_SERVICE).clamp(264.0, 460.0);
        let panel = self.panel_in(side, SIDE_WIDTH, height);
        let said =
            format!(word!(summary.side), side = wiring(style), said = summary(&snapshot.ledger));
        let services = panel.services.iter();
        let states = services.map(|it| format!(word!(task.said), side = it.name, note = it.state));
        SidePicture {
            side,
            name: wiring(style).into(),
            way: way(style).into(),
            wait: self.wait(side),
            producer: self.work.scenario.producer.name.clone(),
            topic: topic.into(),
            accounts: accounts(&snapshot),
            said: std::iter::once(said).chain(states).collect::<Vec<_>>().join(" "),
            panel,
        }
    }

    /// The spans of the task that is looked at, on these sides.
    pub fn task_part(&self, sides: &[Side]) -> Option<Part> {
        let sides: Vec<_> = sides.iter().map(|&side| (side, self.runs.side(side))).collect();
        let drawn = waterfall(&sides, self.task()?, self.shown(), STAGE_WIDTH * 0.75)?;
        let rows = drawn.rows.iter();
        let said = rows.map(|row| format!(word!(task.said), side = row.label, note = row.note));
        let said = said.collect::<Vec<_>>().join(" ");
        Some(Part::Waterfall(drawn, said))
    }

    fn chart_parts(&self) -> Vec<Part> {
        let runs = Side::BOTH.map(|side| self.runs.side(side));
        let drawn = charts(runs, self.view(), self.runs.horizon(), STAGE_WIDTH / 2.0);
        drawn.into_iter().map(|chart| Part::Chart(Box::new(chart))).collect()
    }

    /// The producer's code on these sides, or a service's, with the lines lit that execute.
    pub fn code_parts(&self, sides: &[Side], of_service: bool) -> Vec<Part> {
        let at = self.shown();
        let part = |&side: &Side| {
            let history = self.runs.side(side);
            let lit = lit(history, self.task(), self.code_of, at, self.playback.moment());
            let (listing, lit) = if of_service {
                (self.service_code(side, self.code_of), lit.service)
            } else {
                (self.producer_code(side, &self.present(at)), lit.producer)
            };
            Part::Code(code(wiring(self.style(side)), &listing, &lit))
        };
        sides.iter().map(part).collect()
    }

    /// What the last joining or leaving changed in the producer's code.
    pub fn change_parts(&self) -> Vec<Part> {
        let Some(change) = self.last_change() else { return Vec::new() };
        let what = if change.joined { word!(code.joined) } else { word!(code.left) };
        let head = with(what, &change.name);
        let sides = [(Side::Direct, &change.direct), (Side::Kafka, &change.kafka)];
        let part = |(side, diff): (Side, &ProducerDiff)| {
            Part::Code(changes(format!("{}: {head}", wiring(self.style(side))), diff))
        };
        sides.into_iter().map(part).collect()
    }
}

fn code(side: &str, listing: &Listing, lit: &[Place]) -> CodePicture {
    let line = |line: &engine::listing::Line| {
        let is_lit = line.place.is_some_and(|place| lit.contains(&place));
        let look = if is_lit { CodeLook::Lit } else { CodeLook::Plain };
        CodeLine { text: line.text.clone(), look }
    };
    let title = format!("{side}: {}", listing.file);
    CodePicture { title, lines: listing.lines.iter().map(line).collect() }
}

fn changes(title: String, diff: &ProducerDiff) -> CodePicture {
    let line = |(change, text): &(Change, String)| {
        let (sign, look) = match change {
            Change::Same => (' ', CodeLook::Plain),
            Change::Added => ('+', CodeLook::Added),
            Change::Removed => ('-', CodeLook::Removed),
            Change::Gap => ('…', CodeLook::Plain),
        };
        CodeLine { text: format!("{sign} {text}"), look }
    };
    CodePicture { title, lines: diff.lines.iter().map(line).collect() }
}
