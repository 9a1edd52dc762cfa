//! One side of the stage at an instant.
//!
//! Every state has a form beside its colour: dashed for down, faded for never asked, a filling edge for
//! handling. Never here: a colour.

use super::geometry::{Curve, Point, Rect, point};
use super::layout::{Layout, Side};
use super::log::{LogPicture, log_picture};
use super::tokens::{Dots, Line, Mark, crowd, hops, marks};
use super::words::{length, range, with};
use engine::history::{Breaker, History, ServiceState, Snapshot};
use engine::play::HANG;
use engine::scenario::{Mode, ServiceId, Style, TaskId};
use engine::sim::{Duration, Instant};

/// A drawn side.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Where everything is.
    pub layout: Layout,
    /// Lines between the parts.
    pub lines: Vec<(Curve, LineForm)>,
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

/// How a line between two parts looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineForm {
    /// Nobody waits at it.
    Plain,
    /// Somebody waits for an answer along it.
    Waits,
    /// What it leads to is down.
    Down,
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
    /// Out of service.
    Down,
}

/// A drawn service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceBox {
    /// The service that is drawn.
    pub id: ServiceId,
    /// Its place on the panel.
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
        .map(|&(id, rect)| service_box((history, at), &snapshot, &layout, (id, rect)))
        .collect();
    let waiting = snapshot.ledger.waiting();
    let line = if layout.stacked { Line::FromLeft } else { Line::Centred };
    let mut dots: Vec<Dots> = crowd(waiting, layout.crowd, line).into_iter().collect();
    dots.extend(layout.services.iter().filter_map(|&(id, rect)| {
        crowd(snapshot.services[usize::from(id)].queued, queue_area(&layout, rect), Line::FromRight)
    }));
    dots.extend(hops(history, &layout, at, moment, glide));
    let log = (layout.side == Side::Kafka).then(|| log_picture(history, &snapshot, &layout));
    Panel {
        lines: lines(&snapshot, &layout, &services),
        producer: producer_words(history, &snapshot, at),
        services,
        log,
        dots,
        marks: marks(history, &layout, at, moment),
        crowd: match waiting {
            0 => String::new(),
            1 => word!(panel.one_waits).into(),
            many => with(word!(panel.wait), &many.to_string()),
        },
        crowd_at: if layout.stacked {
            point(layout.crowd.x, layout.crowd.y + layout.crowd.h + 12.0)
        } else {
            point(layout.user.x, layout.user.y - layout.radius - 8.0)
        },
        layout,
    }
}

/// Lines, each as long in the form of a wait as somebody waits along it: the user for the producer, and the producer
/// for the services that it calls, or for Kafka to have the record.
fn lines(snapshot: &Snapshot, layout: &Layout, services: &[ServiceBox]) -> Vec<(Curve, LineForm)> {
    let form = |is_down: bool, waits: bool| match (is_down, waits) {
        (true, _) => LineForm::Down,
        (_, true) => LineForm::Waits,
        _ => LineForm::Plain,
    };
    let user_waits = snapshot.ledger.waiting() > 0;
    let mut lines = vec![(layout.from_user(), form(false, user_waits))];
    if layout.side == Side::Kafka {
        lines.push((layout.to_log(), form(!snapshot.broker_up, user_waits)));
    }
    lines.extend(services.iter().map(|service| {
        let state = &snapshot.services[usize::from(service.id)];
        let is_called = layout.side == Side::Direct && (state.busy() > 0 || state.queued > 0);
        (layout.to_service(service.rect), form(service.form == Form::Down, is_called))
    }));
    lines
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
        (u32::from(snapshot.deploying), word!(panel.deploying)),
        (snapshot.publishing.blocked, word!(panel.blocked)),
        (at_caller + at_producer, word!(panel.outside)),
        (snapshot.outbox, word!(panel.outbox)),
        (held, word!(panel.holds)),
    ];
    if let Some((count, words)) = special.into_iter().find(|(count, _)| *count > 0) {
        return with(words, &count.to_string());
    }
    let calls_on = history.style() == Style::Background
        && snapshot.services.iter().any(|service| service.busy() > 0);
    match (waiting, snapshot.lone) {
        (0, _) if calls_on => word!(panel.calls_go_on).into(),
        (0, _) => word!(panel.free).into(),
        (1, Some(task)) => {
            let waited = history.tasks()[task as usize].waited(at);
            with(word!(panel.so_far), &length(waited))
        }
        (1, None) => word!(panel.one_open).into(),
        (many, _) => with(word!(panel.open), &many.to_string()),
    }
}

fn service_box(
    (history, at): (&History, Instant),
    snapshot: &Snapshot,
    layout: &Layout,
    (id, rect): (ServiceId, Rect),
) -> ServiceBox {
    let state = &snapshot.services[usize::from(id)];
    let spec = &history.roster()[usize::from(id)];
    let words = match layout.side {
        Side::Direct => guard_words(state).or_else(|| direct_words(state)),
        Side::Kafka => group_words(state).or_else(|| kafka_words(snapshot, state, id)),
    };
    let behind = snapshot.lag(id).saturating_sub(state.busy() as u32).max(state.queued);
    let words = words.map(|words| match (layout.compact, state.mode, state.busy()) {
        (true, Mode::Up, busy) if busy > 0 && behind > 0 => {
            format!(word!(panel.busy_and_waiting), busy = busy, behind = behind)
        }
        (true, Mode::Up, busy) if busy > 0 => with(word!(panel.busy), &busy.to_string()),
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
        (true, ..) => word!(panel.never_asked).to_string(),
        (_, Mode::Hanging, _) => word!(panel.hangs).into(),
        (_, Mode::Slow(factor), _) => {
            format!(word!(panel.slow), factor = factor, length = range(spec.latency))
        }
        (.., Side::Kafka) if snapshot.log_end.iter().any(|&end| end > 0) => {
            word!(panel.up_to_date).into()
        }
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
        (Breaker::Open, _) => Some(word!(panel.breaker_open).into()),
        (Breaker::HalfOpen, _) => Some(word!(panel.breaker_half_open).into()),
        (Breaker::Closed, 0) => None,
        (Breaker::Closed, retrying) => Some(with(word!(panel.retrying), &retrying.to_string())),
    }
}

/// What a group is about, besides reading; `None` if nothing.
fn group_words(state: &ServiceState) -> Option<String> {
    let dead = state.crashed.count_ones();
    let counted = (state.group.members & state.crashed).count_ones();
    if state.mode.is_out() || state.present && state.group.rebalancing {
        return match state.mode {
            Mode::Crashed if counted > 0 => Some(word!(panel.crashed_unmissed).into()),
            Mode::Crashed => Some(word!(panel.crashed).into()),
            Mode::Down => None,
            _ => Some(word!(panel.rebalances).into()),
        };
    }
    (dead > 0)
        .then(|| format!(word!(panel.some_crashed), dead = dead, all = state.workers.count_ones()))
}

/// What a service does on the direct side; `None` if nothing.
fn direct_words(state: &ServiceState) -> Option<String> {
    match state.mode {
        Mode::Down => return Some(word!(panel.down_refuses).into()),
        Mode::Crashed => return Some(word!(panel.crashed_refuses).into()),
        _ => {}
    }
    let tasks: Vec<u32> = state.in_hand.iter().flatten().map(|hand| hand.task + 1).collect();
    let verb = verb_of(state);
    let mut words = match tasks[..] {
        [] => return None,
        [one] => format!(word!(panel.one_task), verb = verb, task = one),
        [one, two] => {
            format!(word!(panel.two_tasks), verb = verb, task = one, other = two)
        }
        _ => format!(word!(panel.tasks), verb = verb, count = tasks.len()),
    };
    if state.queued > 0 {
        words = format!(word!(panel.and_wait), doing = words, count = state.queued);
    }
    Some(words)
}

/// What a service does on the Kafka side; `None` if nothing.
fn kafka_words(snapshot: &Snapshot, state: &ServiceState, id: ServiceId) -> Option<String> {
    let lag = snapshot.lag(id);
    if state.mode == Mode::Down {
        return Some(if lag == 0 {
            word!(panel.down).into()
        } else {
            with(word!(panel.down_and_wait), &lag.to_string())
        });
    }
    let busy = state.busy();
    let behind = lag.saturating_sub(busy as u32);
    let Some(hand) = state.in_hand.iter().flatten().next() else {
        return (!snapshot.broker_up).then(|| word!(panel.no_broker).into());
    };
    let record = match (busy, if snapshot.own_topics { 1 } else { snapshot.log_end.len() }) {
        // After a verb alone, the number speaks for itself.
        (1, 1) if behind == 0 => hand.offset.to_string(),
        (1, 1) => with(word!(panel.offset), &hand.offset.to_string()),
        (1, _) => {
            format!(word!(panel.of_partition), offset = hand.offset, partition = hand.partition)
        }
        _ => with(word!(panel.records), &busy.to_string()),
    };
    let verb = verb_of(state);
    // Beside a number that waits, the record speaks for itself.
    Some(match (behind, state.mode) {
        (0, _) => format!(word!(panel.record), verb = verb, record = record),
        (_, Mode::Up) => format!(word!(panel.record_behind), record = record, lag = lag),
        _ => format!(word!(panel.verb_behind), verb = verb, record = record, lag = lag),
    })
}

/// What a service does with what it has in hand. Work that began while it hung goes on as it began.
fn verb_of(state: &ServiceState) -> &'static str {
    let hangs = state.in_hand.iter().flatten().any(|hand| hand.lasts >= HANG);
    match state.mode {
        Mode::Hanging => word!(panel.hangs_on),
        Mode::Slow(_) => word!(panel.slow_on),
        _ if hangs => word!(panel.still_hangs_on),
        _ => word!(panel.handling),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::play::run;
    use engine::scenario::Style;
    use engine::scenario::{Action, Intervention, Scenario};

    #[test]
    fn a_line_is_lit_for_as_long_as_somebody_waits_along_it() {
        let send = Intervention { at: Instant::START, action: Action::Send(1) };
        let scenario = Scenario::default();
        let forms = |style, side, ms| {
            let history = run(&scenario, style, std::slice::from_ref(&send), Instant::from_s(3));
            let layout = Layout::new(side, 580.0, 300.0, &[0, 1, 2], 1);
            let drawn = panel(&history, layout, Instant::from_ms(ms), Duration(1), true);
            drawn.lines.iter().map(|(_, form)| *form).collect::<Vec<_>>()
        };
        let (waits, plain) = (LineForm::Waits, LineForm::Plain);
        let direct = |ms| forms(Style::Sequential, Side::Direct, ms);
        assert_eq!(direct(100), [waits, waits, plain, plain], "for the first service");
        assert_eq!(direct(1_400), [waits, plain, plain, waits], "for the last");
        assert_eq!(direct(1_600), [plain; 4], "for nobody any more");
        let kafka = |ms| forms(Style::Kafka, Side::Kafka, ms);
        assert_eq!(kafka(5), [waits, waits, plain, plain, plain], "for Kafka");
        assert_eq!(kafka(100), [plain; 5], "nobody waits for those who read");
    }

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
