//! One side of the stage at an instant.
//!
//! Every state has a form beside its colour: dashed for down, faded for never asked, a filling edge for
//! handling. Never here: a colour.

use super::geometry::{Curve, Point, Rect, point};
use super::layout::{Layout, Side};
use super::log::{LogPicture, log_picture};
use super::tokens::{Dots, Line, Mark, crowd, hops, marks};
use super::words::{length, range};
use engine::sim::{Duration, Instant};
use engine::system::{
    Breaker, HANG, History, Mode, ServiceId, ServiceState, Snapshot, Style, TaskId,
};

/// A drawn side.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Where everything is.
    pub layout: Layout,
    /// Lines between the parts, and whether what they lead to is down.
    pub lines: Vec<(Curve, bool)>,
    /// What the producer does, in words.
    pub producer: String,
    /// The services.
    pub services: Vec<ServiceBox>,
    /// The log, on the Kafka side.
    pub log: Option<LogPicture>,
    /// What moves and what waits.
    pub dots: Vec<Dots>,
    /// What went wrong just now.
    pub marks: Vec<Mark>,
    /// How many users wait, in words; empty for none.
    pub crowd: String,
    /// Where these words stand.
    pub crowd_at: Point,
}

/// How a service looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Present and well.
    Plain,
    /// Not asked for the newest task, or with nothing to do yet.
    Faded,
    /// Hanging or slow.
    Ailing,
    /// Down.
    Down,
}

/// A drawn service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceBox {
    /// Which.
    pub id: ServiceId,
    /// Where.
    pub rect: Rect,
    /// Its name.
    pub name: String,
    /// What it does, in words.
    pub state: String,
    /// How long it works for a task, where the state does not say it.
    pub latency: String,
    /// How it looks.
    pub form: Form,
    /// Its mode.
    pub mode: Mode,
    /// How far each busy worker has got, from 0 to 1; idle workers 0.
    pub progress: Vec<f64>,
}

/// Draws a side at an instant. `moment` is how long a hop stays visible; with `glide` off, it stands
/// still half-way instead of moving.
pub fn panel(
    history: &History,
    layout: Layout,
    at: Instant,
    moment: Duration,
    glide: bool,
) -> Panel {
    let snapshot = history.at(at);
    let services: Vec<_> = layout
        .services
        .iter()
        .map(|&(id, rect)| service_box(history, &snapshot, &layout, id, rect, at))
        .collect();
    let mut lines = vec![(layout.from_user(), false)];
    if layout.side == Side::Kafka {
        lines.push((layout.to_log(), !snapshot.broker_up));
    }
    lines.extend(
        services
            .iter()
            .map(|service| (layout.to_service(service.rect), service.form == Form::Down)),
    );
    let waiting = snapshot.ledger.waiting();
    let line = if layout.stacked { Line::FromLeft } else { Line::Centred };
    let mut dots: Vec<Dots> = crowd(waiting, layout.crowd, line).into_iter().collect();
    dots.extend(layout.services.iter().filter_map(|&(id, rect)| {
        crowd(snapshot.services[usize::from(id)].queued, queue_area(&layout, rect), Line::FromRight)
    }));
    dots.extend(hops(history, &layout, at, moment, glide));
    let log = (layout.side == Side::Kafka).then(|| log_picture(history, &snapshot, &layout));
    Panel {
        lines,
        producer: producer_words(history, &snapshot, at),
        services,
        log,
        dots,
        marks: marks(history, &layout, at, moment),
        crowd: match waiting {
            0 => String::new(),
            1 => "1 waits".into(),
            many => format!("{many} wait"),
        },
        crowd_at: if layout.stacked {
            point(layout.crowd.x, layout.crowd.y + layout.crowd.h + 12.0)
        } else {
            point(layout.user.x, layout.user.y - layout.radius - 8.0)
        },
        layout,
    }
}

/// A wait shorter than this is not shown while it lasts: at fifty a second the figure would only flicker.
const SHORTEST_SHOWN: Duration = Duration::from_ms(20);

/// The task that stands for how long users wait: the one that waits alone, once it has waited long
/// enough to be seen, else the one whose wait ended last.
pub fn last_wait(history: &History, at: Instant) -> Option<TaskId> {
    let snapshot = history.at(at);
    let waits = |task: &TaskId| history.tasks()[*task as usize].waited(at) >= SHORTEST_SHOWN;
    snapshot.lone.filter(waits).or(snapshot.last_ended).or(snapshot.lone)
}

/// Where calls line up before a service.
fn queue_area(layout: &Layout, rect: Rect) -> Rect {
    let w =
        if layout.stacked { 40.0 } else { (rect.x - layout.producer.x - layout.producer.w) * 0.55 };
    Rect { x: rect.x - w - 5.0, y: rect.y + 2.0, w, h: rect.h - 4.0 }
}

fn producer_words(history: &History, snapshot: &Snapshot, at: Instant) -> String {
    let (held, waiting) = (snapshot.publishing.buffered, snapshot.ledger.waiting());
    let [at_caller, at_producer] = snapshot.held;
    let special = [
        (u32::from(snapshot.deploying), "is deployed"),
        (snapshot.publishing.blocked, "sends blocked"),
        (at_caller + at_producer, "wait outside"),
        (snapshot.outbox, "in the outbox"),
    ];
    if let Some((count, words)) = special.into_iter().find(|(count, _)| *count > 0) {
        return if snapshot.deploying { words.into() } else { format!("{count} {words}") };
    }
    if held > 0 {
        return format!("holds {held}");
    }
    let calls_on = history.style() == Style::Background
        && snapshot.services.iter().any(|service| service.busy() > 0);
    match (waiting, snapshot.lone) {
        (0, _) if calls_on => "calls go on".into(),
        (0, _) => "free".into(),
        (1, Some(task)) => {
            let waited = history.tasks()[task as usize].waited(at);
            format!("{} so far", length(waited))
        }
        (1, None) => "1 task open".into(),
        (many, _) => format!("{many} tasks open"),
    }
}

fn service_box(
    history: &History,
    snapshot: &Snapshot,
    layout: &Layout,
    id: ServiceId,
    rect: Rect,
    at: Instant,
) -> ServiceBox {
    let state = &snapshot.services[usize::from(id)];
    let spec = &history.roster()[usize::from(id)];
    let words = match layout.side {
        Side::Direct => guard_words(state).or_else(|| direct_words(state)),
        Side::Kafka => group_words(state).or_else(|| kafka_words(snapshot, state, id)),
    };
    let behind = snapshot.lag(id).saturating_sub(state.busy() as u32).max(state.queued);
    let words = words.map(|words| match (layout.compact, state.mode, state.busy()) {
        (true, Mode::Up, busy) if busy > 0 && behind > 0 => format!("{busy} busy, {behind} wait"),
        (true, Mode::Up, busy) if busy > 0 => format!("{busy} busy"),
        _ => words,
    });
    let never_asked = state.never_asked.is_some() && state.never_asked == snapshot.last_ended;
    let resting = words.is_none() && layout.side == Side::Direct && never_asked;
    let form = match state.mode {
        Mode::Down | Mode::Crashed => Form::Down,
        Mode::Hanging | Mode::Slow(_) => Form::Ailing,
        Mode::Up if resting => Form::Faded,
        Mode::Up => Form::Plain,
    };
    let idle = || match (resting, state.mode, layout.side) {
        (true, ..) => "never asked".to_string(),
        (_, Mode::Hanging, _) => "hangs, answers in 30 s".into(),
        (_, Mode::Slow(factor), _) => format!("slow, {factor} times {}", range(spec.latency)),
        (.., Side::Kafka) if snapshot.log_end.iter().any(|&end| end > 0) => "up to date".into(),
        _ => range(spec.latency),
    };
    let progress = state.in_hand.iter().map(|hand| {
        hand.map_or(0.0, |hand| {
            ((at - hand.since).0 as f64 / hand.lasts.0.max(1) as f64).clamp(0.02, 1.0)
        })
    });
    let state_words = words.unwrap_or_else(idle);
    let latency = range(spec.latency);
    ServiceBox {
        id,
        rect,
        name: spec.name.clone(),
        latency: if state_words.contains(&latency) { String::new() } else { latency },
        state: state_words,
        form,
        mode: state.mode,
        progress: progress.collect(),
    }
}

/// What the producer's defences do about a service; `None` if nothing.
fn guard_words(state: &ServiceState) -> Option<String> {
    match (state.breaker, state.retrying) {
        (Breaker::Open, _) => Some("breaker open".into()),
        (Breaker::HalfOpen, _) => Some("breaker half-open".into()),
        (Breaker::Closed, 0) => None,
        (Breaker::Closed, retrying) => Some(format!("{retrying} to be retried")),
    }
}

/// What a group is about, besides reading; `None` if nothing.
fn group_words(state: &ServiceState) -> Option<String> {
    let dead = state.crashed.count_ones();
    let counted = (state.group.members & state.crashed).count_ones();
    if state.mode.is_out() || state.present && state.group.rebalancing {
        let missed = if counted > 0 { ", not missed yet" } else { "" };
        return match state.mode {
            Mode::Crashed => Some(format!("crashed{missed}")),
            Mode::Down => None,
            _ => Some("rebalances".into()),
        };
    }
    (dead > 0).then(|| format!("{dead} of {} crashed", state.workers.count_ones()))
}

/// What a service does on the direct side; `None` if nothing.
fn direct_words(state: &ServiceState) -> Option<String> {
    match state.mode {
        Mode::Down => return Some("down, refuses".into()),
        Mode::Crashed => return Some("crashed, refuses".into()),
        _ => {}
    }
    let tasks: Vec<u32> = state.in_hand.iter().flatten().map(|hand| hand.task + 1).collect();
    let verb = verb_of(state);
    let mut words = match tasks[..] {
        [] => return None,
        [one] => format!("{verb} task {one}"),
        [one, two] => format!("{verb} tasks {one}, {two}"),
        _ => format!("{verb} {} tasks", tasks.len()),
    };
    if state.queued > 0 {
        words.push_str(&format!(", {} wait", state.queued));
    }
    Some(words)
}

/// What a service does on the Kafka side; `None` if nothing.
fn kafka_words(snapshot: &Snapshot, state: &ServiceState, id: ServiceId) -> Option<String> {
    let lag = snapshot.lag(id);
    if state.mode == Mode::Down {
        return Some(if lag == 0 { "down".into() } else { format!("down, {lag} wait") });
    }
    let busy = state.busy();
    let behind = lag.saturating_sub(busy as u32);
    let Some(hand) = state.in_hand.iter().flatten().next() else {
        return (!snapshot.broker_up).then(|| "waits for the broker".into());
    };
    let record = match (busy, if snapshot.own_topics { 1 } else { snapshot.log_end.len() }) {
        (1, 1) => format!("offset {}", hand.offset),
        (1, _) => format!("{} of partition {}", hand.offset, hand.partition),
        _ => format!("{busy} records"),
    };
    // Beside a number that waits, the record speaks for itself.
    Some(match (behind, state.mode) {
        (0, _) => format!("{} {}", verb_of(state), record.trim_start_matches("offset ")),
        (_, Mode::Up) => format!("{record}, {lag} behind"),
        _ => format!("{} {record}, {lag} behind", verb_of(state)),
    })
}

/// What a service does with what it has in hand. Work that began while it hung goes on as it began.
fn verb_of(state: &ServiceState) -> &'static str {
    let hangs = state.in_hand.iter().flatten().any(|hand| hand.lasts >= HANG);
    match state.mode {
        Mode::Hanging => "hangs on",
        Mode::Slow(_) => "slow on",
        _ if hangs => "still hangs on",
        _ => "handling",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::system::{Action, Intervention, Scenario, run};

    #[test]
    fn a_lone_user_is_followed_once_the_wait_is_long_enough_to_be_seen() {
        let send = |ms| Intervention { at: Instant::from_ms(ms), action: Action::Send(1) };
        let sends = [send(0), send(5_000)];
        let scenario = Scenario::default();
        let history = run(&scenario, Style::Sequential, &sends, Instant::from_s(9));
        let shown = |ms| last_wait(&history, Instant::from_ms(ms));
        assert_eq!(shown(5), Some(0), "nobody else has waited yet");
        assert_eq!([5_010, 5_020, 9_000].map(shown), [Some(0), Some(1), Some(1)]);
    }
}
