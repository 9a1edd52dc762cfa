//! One task's spans, on one axis for all sides.
//!
//! A row for the user's wait on each side and a row for each service. What has not happened yet at the
//! instant is not drawn. Never here: a span that the history does not hold.

use super::geometry::Rect;
use super::layout::Side;
use super::spans::{Line, ServiceRow, Stretch};
use super::words::{length, short, with};
use engine::history::{Cause, History, Occurrence, Work};
use engine::scenario::{ServiceId, TaskId};
use engine::sim::{Duration, Instant};

/// The drawn spans of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// The width of the drawing.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Lines of the axis.
    pub ticks: Vec<Tick>,
    /// The rows, side by side.
    pub rows: Vec<Row>,
}

/// A line of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// How far from the left.
    pub x: f64,
    /// The time that it stands for.
    pub text: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which side.
    pub side: Side,
    /// Whether it is the user's wait, which heads its side.
    pub head: bool,
    /// The baseline of its words.
    pub y: f64,
    /// The name of the side or the service.
    pub label: String,
    /// The same, cut to the room that it has in the drawing.
    pub short: String,
    /// What it did, and when.
    pub bars: Vec<Bar>,
    /// How it stands, in words.
    pub note: String,
    /// Where the words begin.
    pub note_x: f64,
    /// Whether it went wrong.
    pub trouble: bool,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Where it is drawn; waiting for a service is thinner than the rest.
    pub rect: Rect,
    /// Whether it is work, rather than waiting.
    pub work: bool,
}

const LEFT: f64 = 132.0;
const ROW: f64 = 17.0;
const TOP: f64 = 22.0;
/// The width that is counted for a letter of a name.
const LETTER: f64 = 6.6;

/// Draws a task at an instant, if it has been sent by then.
pub fn waterfall(
    sides: &[(Side, &History)],
    task: TaskId,
    at: Instant,
    width: f64,
) -> Option<Waterfall> {
    let (_, first) = sides.first()?;
    let sent = first.tasks().get(task as usize).map(|times| times.sent)?;
    if sent > at {
        return None;
    }
    let narrow = width < 480.0;
    let left = if narrow { 106.0 } else { LEFT };
    let drawn: Vec<_> =
        sides.iter().map(|&(side, history)| (side, lines(history, task, at))).collect();
    let all = drawn.iter().flat_map(|(_, lines)| lines);
    let latest = all.flat_map(|line| &line.stretches).map(|stretch| stretch.to).max();
    let span = nice((latest.unwrap_or(at) - sent).max(expected(first)));
    // Room for the words after the last bar.
    let plot = width - left - if narrow { 104.0 } else { 240.0 };
    let x = |instant: Instant| left + (instant - sent).0 as f64 / span.0 as f64 * plot;

    let mut rows = Vec::new();
    let mut y = TOP;
    for (side, lines) in drawn {
        for (index, line) in lines.into_iter().enumerate() {
            let head = index == 0;
            let bar = |stretch: &Stretch| {
                let (from, to) = (x(stretch.from), x(stretch.to));
                let (top, h) = if head || stretch.work { (2.0, 12.0) } else { (6.0, 4.0) };
                let rect = Rect { x: from, y: y + top, w: (to - from).max(1.5), h };
                Bar { rect, work: stretch.work }
            };
            let end = line.stretches.iter().map(|stretch| x(stretch.to)).fold(left, f64::max);
            rows.push(Row {
                side,
                head,
                y: y + 12.0,
                short: fitted(&line.label, ((left - 10.0) / LETTER) as usize),
                label: line.label,
                bars: line.stretches.iter().map(bar).collect(),
                note: if narrow { first_part(line.note) } else { line.note },
                note_x: end + 7.0,
                trouble: line.trouble,
            });
            y += ROW;
        }
        y += 8.0;
    }
    let steps = if narrow { 2 } else { 4 };
    let ticks = (0..=steps).map(|n| {
        let part = Duration(span.0 * n / steps);
        Tick { x: x(sent + part), text: length(part) }
    });
    Some(Waterfall { width, height: y, ticks: ticks.collect(), rows })
}

/// All services one after another: an axis of at least this length seldom changes under the eye.
fn expected(history: &History) -> Duration {
    let typical = history.roster().iter().map(|service| service.latency.typical().0);
    Duration(typical.sum())
}

/// A name cut to the letters that there is room for.
fn fitted(name: &str, room: usize) -> String {
    if name.chars().count() <= room {
        return name.into();
    }
    name.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}

/// What fits where there is little room.
fn first_part(note: String) -> String {
    note.split_once(':').map_or(note.clone(), |(first, _)| first.into())
}

/// The next length of 1, 2 or 5 times a power of ten, at least 10 ms, in which `length` fits.
fn nice(length: Duration) -> Duration {
    let mut decade = 10_000;
    loop {
        for factor in [1, 2, 4, 5] {
            if length.0 <= decade * factor {
                return Duration(decade * factor);
            }
        }
        decade *= 10;
    }
}

/// What everybody did with a task until an instant: the user first, then the services.
pub(super) fn lines(history: &History, task: TaskId, at: Instant) -> Vec<Line> {
    let happened: Vec<_> = history.of_task(task, at).collect();
    let times = history.tasks()[task as usize];
    let ended = times.ended.filter(|&(when, _)| when <= at);
    let waited = length(times.waited(at));
    let name = |id: ServiceId| history.roster()[usize::from(id)].name.as_str();
    let note = match ended {
        None => with(word!(task.waits), &waited),
        Some((_, None)) => with(word!(task.answered), &waited),
        Some((_, Some(Cause::ClientGaveUp))) => with(word!(task.gave_up), &waited),
        Some((_, Some(Cause::Refused(id)))) => {
            format!(word!(task.refused), length = waited, name = name(id))
        }
        Some((_, Some(Cause::TimedOut(id)))) => {
            format!(word!(task.timed_out), length = waited, name = name(id))
        }
        Some((_, Some(_))) => with(word!(task.error), &waited),
    };
    let wait = Stretch { from: times.sent, to: ended.map_or(at, |(when, _)| when), work: false };
    let mut lines = vec![Line {
        label: short(history.style()).into(),
        stretches: vec![wait],
        note,
        trouble: matches!(ended, Some((_, Some(_)))),
    }];
    let (sent_to, now) = (history.at(times.sent), history.at(at));
    let row = |id: ServiceId| {
        let mut row = ServiceRow::new(id, times.sent, history.style().publishes());
        for entry in &happened {
            row.after(entry);
        }
        row.line(name(id), at, !now.services[usize::from(id)].present)
    };
    for (index, state) in sent_to.services.iter().enumerate() {
        if state.present {
            let id = index as ServiceId;
            lines.push(row(id));
        }
    }
    // Services that joined later and read the task all the same.
    let handled = |id: ServiceId| {
        happened.iter().any(|entry| {
            matches!(entry.what, Occurrence::Work(Work::Started { service, .. }) if service == id)
        })
    };
    for (index, state) in sent_to.services.iter().enumerate() {
        let id = index as ServiceId;
        if !state.present && handled(id) {
            lines.push(row(id));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::play::run;
    use engine::scenario::{Action, Intervention, Scenario, Style};

    #[test]
    fn a_sequential_task_is_a_staircase_and_the_same_through_kafka_is_not() {
        let send = Intervention { at: Instant::START, action: Action::Send(1) };
        let history = |style| {
            run(&Scenario::default(), style, std::slice::from_ref(&send), Instant::from_s(4))
        };
        let (direct, kafka) = (history(Style::Sequential), history(Style::Kafka));
        let sides = [(Side::Direct, &direct), (Side::Kafka, &kafka)];
        let drawn = waterfall(&sides, 0, Instant::from_s(3), 1200.0).expect("the task was sent");
        let works = |side: Side| {
            let rows = drawn.rows.iter().filter(move |row| row.side == side);
            rows.flat_map(|row| &row.bars)
                .filter(|bar| bar.work)
                .map(|bar| bar.rect)
                .collect::<Vec<_>>()
        };
        let stairs = works(Side::Direct);
        assert!(stairs.windows(2).all(|pair| (pair[0].x + pair[0].w - pair[1].x).abs() < 0.01));
        let level = works(Side::Kafka);
        assert!(level.windows(2).all(|pair| pair[0].x == pair[1].x));
        assert_eq!((stairs.len(), level.len()), (3, 3));
        assert_eq!(drawn.rows[0].note, "answered at 1500 ms");
    }

    #[test]
    fn the_row_of_a_service_that_was_removed_is_closed_and_grows_no_more() {
        let act = |ms, action| Intervention { at: Instant::from_ms(ms), action };
        // In hand, in the queue or behind in the log, not asked yet, and not yet published.
        for (sent, removed, service, style) in [
            (0, 300, 0, Style::Sequential),
            (0, 300, 2, Style::Sequential),
            (0, 300, 2, Style::Background),
            (0, 300, 0, Style::Kafka),
            (0, 5, 0, Style::Kafka),
        ] {
            for task in [0, 1] {
                let acts = [act(sent, Action::Send(2)), act(removed, Action::Remove(service))];
                let history = run(&Scenario::default(), style, &acts, Instant::from_s(9));
                let row = |ms| {
                    let rows = lines(&history, task, Instant::from_ms(ms));
                    let found = rows.into_iter().nth(usize::from(service) + 1);
                    let row = found.expect("the service had the task to do");
                    (row.note, row.stretches.last().map(|stretch| stretch.to))
                };
                let (note, until) = row(2_000);
                assert_eq!(note, "cancelled", "{style:?}, service {service}, task {task}");
                assert!(until.is_none_or(|until| until <= Instant::from_ms(removed)));
                assert_eq!(row(8_000), (note, until));
            }
        }
    }

    #[test]
    fn a_task_that_is_not_sent_yet_has_no_picture() {
        let history = run(&Scenario::default(), Style::Kafka, &[], Instant::from_s(4));
        assert_eq!(waterfall(&[(Side::Direct, &history); 2], 0, Instant::START, 600.0), None);
    }
}
