//! What moves, and what waits in numbers.
//!
//! A hop is drawn for a moment after it happened, since most take no time at all in the run: the moment
//! is a length of the watcher's time, and grows with the speed. Thousands of dots are one path. Never
//! here: a stored place; it is always interpolated from when it happened and now.

use super::geometry::{Point, Px, Rect, point};
use super::layout::{Layout, Side};
use super::words::with;
use engine::sim::{Duration, Instant};
use engine::system::{
    Call, Entry, Group, History, Mode, Occurrence, Publish, ServiceId, TaskId, User, Work,
};
use std::fmt::Write as _;

/// What a colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The side's own hue.
    Side,
    /// Something went wrong.
    Trouble,
    /// It waits, and nothing is wrong.
    Quiet,
}

/// Dots of one size and meaning, as the `d` of a path whose round caps are the dots.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// The path.
    pub path: String,
    /// Their meaning.
    pub tone: Tone,
    /// The diameter.
    pub size: f64,
}

/// A mark with a word, where something went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The place on the panel where it went wrong.
    pub at: Point,
    /// What happened.
    pub text: String,
    /// Whether it is a cross, or a dot on its way back to the user.
    pub cross: bool,
}

/// How those who wait line up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// From the left edge.
    FromLeft,
    /// Each row about the middle.
    Centred,
    /// From the right edge.
    FromRight,
}

/// The most dots drawn at once; the newest are kept.
const MOST: usize = 1_500;
/// How many moments a mark with words stays.
const READING: u64 = 4;

/// The dots on their way at an instant.
pub fn hops(
    history: &History,
    layout: &Layout,
    at: Instant,
    moment: Duration,
    glide: bool,
) -> Vec<Dots> {
    let mut dots = [DotPath::new(Tone::Side, 9.0), DotPath::new(Tone::Trouble, 9.0)];
    let recent = history.between(at.before(moment), at);
    let recent = &recent[recent.len().saturating_sub(MOST)..];
    let snapshot = history.at(at);
    let gone = |what: Occurrence| match what {
        Occurrence::Call(Call::Made { service, .. })
        | Occurrence::Work(Work::Started { service, .. }) => {
            snapshot.services[usize::from(service)].mode == Mode::Down
        }
        _ => false,
    };
    for entry in recent.iter().filter(|entry| !gone(entry.what)) {
        let age = (at - entry.at).0 as f64 / moment.0.max(1) as f64;
        let share = if glide { eased(age) } else { 0.5 };
        if let Some((place, tone)) = hop(layout, entry.what, share) {
            dots[usize::from(tone == Tone::Trouble)].add(place);
        }
    }
    dots.into_iter().filter_map(DotPath::finish).collect()
}

/// Where on its way an occurrence's dot is.
fn hop(layout: &Layout, what: Occurrence, share: f64) -> Option<(Point, Tone)> {
    let service = |id: ServiceId| Some(layout.to_service(layout.rect_of(id)?));
    let direct = layout.side == Side::Direct;
    Some(match what {
        Occurrence::User(User::Sent { .. }) => (layout.from_user().at(share), Tone::Side),
        Occurrence::User(User::Answered { .. }) => (layout.from_user().at(1.0 - share), Tone::Side),
        Occurrence::User(User::Failed { .. }) => {
            (layout.from_user().at(1.0 - share), Tone::Trouble)
        }
        Occurrence::Call(Call::Made { service: id, .. }) => (service(id)?.at(share), Tone::Side),
        Occurrence::Call(Call::Returned { service: id, .. }) => {
            (service(id)?.at(1.0 - share), Tone::Side)
        }
        Occurrence::Publish(Publish::Sent { .. }) => (layout.to_log().at(share), Tone::Side),
        Occurrence::Work(Work::Started { service: id, .. }) if !direct => {
            (service(id)?.at(share), Tone::Side)
        }
        _ => return None,
    })
}

/// Marks with words: the newest at each place.
pub fn marks(history: &History, layout: &Layout, at: Instant, moment: Duration) -> Vec<Mark> {
    let recent = history.between(at.before(moment.times(READING)), at);
    let mut marks: Vec<(Option<ServiceId>, Mark)> = Vec::new();
    for Entry { what, .. } in recent.iter().rev().take(4 * MOST) {
        let Some((place, mark)) = mark(layout, *what) else { continue };
        if !marks.iter().any(|(taken, _)| *taken == place) {
            marks.push((place, mark));
        }
    }
    marks.into_iter().map(|(_, mark)| mark).collect()
}

fn mark(layout: &Layout, what: Occurrence) -> Option<(Option<ServiceId>, Mark)> {
    let (task, service, said): (TaskId, _, _) = match what {
        Occurrence::Call(Call::Refused { task, service }) => (task, service, word!(mark.refused)),
        Occurrence::Call(Call::Lost { task, service }) => (task, service, word!(mark.lost)),
        Occurrence::Call(Call::TimedOut { task, service }) => {
            (task, service, word!(mark.timed_out))
        }
        Occurrence::Call(Call::Failed { task, service }) => (task, service, word!(mark.failed)),
        Occurrence::Call(Call::QueueFull { task, service }) => {
            (task, service, word!(mark.queue_full))
        }
        Occurrence::Call(Call::ShortCircuited { task, service }) => {
            (task, service, word!(mark.not_called))
        }
        Occurrence::Group(Group::PassedOver { task, service }) => {
            (task, service, word!(mark.passed_over))
        }
        Occurrence::Group(Group::DeadLettered { task, service }) => {
            (task, service, word!(mark.parked))
        }
        Occurrence::Work(Work::Failed { task, service, .. }) if layout.side == Side::Kafka => {
            (task, service, word!(mark.failed))
        }
        Occurrence::User(User::Failed { .. }) => {
            let at = layout.from_user().at(0.5);
            return Some((None, Mark { at, text: word!(mark.error).into(), cross: false }));
        }
        _ => return None,
    };
    let at = layout.to_service(layout.rect_of(service)?).at(0.5);
    Some((Some(service), Mark { at, text: with(said, &(task + 1).to_string()), cross: true }))
}

/// `count` things that wait, packed into a box from its upper edge; the more they are, the smaller.
/// Those that do not fit even then are left to the figure beside it.
pub fn crowd(count: u32, area: Rect, line: Line) -> Option<Dots> {
    const PITCHES: [f64; 6] = [9.0, 7.0, 5.5, 4.0, 3.0, 2.4];
    let fits = |pitch: f64| (area.w / pitch).floor() * (area.h / pitch).floor();
    let pitch = PITCHES.into_iter().find(|&pitch| fits(pitch) >= f64::from(count)).unwrap_or(2.4);
    let columns = ((area.w / pitch).floor() as u32).max(1);
    let mut dots = DotPath::new(Tone::Quiet, pitch * 0.7);
    let drawn = count.min(fits(pitch) as u32);
    for index in 0..drawn {
        let (row, column) = (index / columns, index % columns);
        let in_row = columns.min(drawn - row * columns);
        let across = (f64::from(column) + 0.5) * pitch;
        let x = match line {
            Line::FromRight => area.x + area.w - across,
            Line::Centred => area.x + (area.w - f64::from(in_row) * pitch) / 2.0 + across,
            Line::FromLeft => area.x + across,
        };
        dots.add(point(x, area.y + (f64::from(row) + 0.5) * pitch));
    }
    dots.finish()
}

fn eased(share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

struct DotPath {
    path: String,
    tone: Tone,
    size: f64,
}

impl DotPath {
    fn new(tone: Tone, size: f64) -> Self {
        Self { path: String::new(), tone, size }
    }

    fn add(&mut self, place: Point) {
        // Writing to a String cannot fail.
        let _ = write!(self.path, "M{} {}h0", Px(place.x), Px(place.y));
    }

    fn finish(self) -> Option<Dots> {
        let Self { path, tone, size } = self;
        (!path.is_empty()).then_some(Dots { path, tone, size })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(count: u32) -> usize {
        let area = Rect { x: 0.0, y: 0.0, w: 100.0, h: 100.0 };
        crowd(count, area, Line::Centred).map_or(0, |dots| dots.path.matches('M').count())
    }

    #[test]
    fn a_crowd_draws_each_of_its_members_as_long_as_they_fit() {
        assert_eq!(drawn(0), 0);
        for count in [1, 7, 121, 400, 1_000] {
            assert_eq!(drawn(count), count as usize);
        }
        assert!(drawn(100_000) < 2_000);
    }
}
