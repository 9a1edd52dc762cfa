//! The topic as a log: numbered slots, each group's committed position, and how far behind it is.
//!
//! One partition shows every group's marker and its lag as a length on the log. With several, a row each,
//! markers as ticks, and lag as a length of its own. Never here: the services that read it.

use super::layout::Layout;
use super::words::{counted, joined};
use engine::history::{History, Snapshot};
use engine::scenario::{Mode, ServiceId};

/// The drawn log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogPicture {
    /// The slots of each partition, in view.
    pub rows: Vec<Vec<Slot>>,
    /// Committed positions.
    pub markers: Vec<Marker>,
    /// Groups that are behind.
    pub lanes: Vec<Lane>,
    /// Whether the broker is up.
    pub up: bool,
}

/// A numbered place for a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub w: f64,
    /// Its height.
    pub h: f64,
    /// Its number.
    pub offset: u32,
    /// Whether it holds a record.
    pub stored: bool,
    /// Whether some group has its record in hand.
    pub active: bool,
    /// Whether its record was deleted.
    pub gone: bool,
}

/// Groups that have committed up to the same place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marker {
    /// The middle of the slot that they read next.
    pub x: f64,
    /// The edge of the log that it touches.
    pub y: f64,
    /// Whether it stands under the log, for groups that are behind.
    pub below: bool,
    /// The height of the line that it is on a log of several partitions; 0 for a triangle.
    pub line: f64,
    /// Whether one of them is down.
    pub trouble: bool,
    /// Whose it is; empty on a log of several partitions and where a lane says it.
    pub text: String,
    /// Where the words stand.
    pub text_x: f64,
    /// How they stand there: SVG's `text-anchor`.
    pub anchor: &'static str,
}

/// The lag of one group, as a length.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its left end.
    pub x: f64,
    /// Its right end.
    pub end: f64,
    /// Its height in the panel.
    pub y: f64,
    /// In words.
    pub text: String,
    /// Whether the group is down.
    pub trouble: bool,
}

/// The most lag lanes; more are one line of words.
const LANES: usize = 3;
const LANE_PITCH: f64 = 30.0;
/// The width of a letter of a label, on average.
const LETTER: f64 = 6.3;

impl Marker {
    /// How wide its words are.
    fn room(&self) -> f64 {
        self.text.chars().count() as f64 * LETTER
    }

    /// Where they begin and end.
    fn span(&self) -> (f64, f64) {
        let start = match self.anchor {
            "start" => self.text_x,
            "end" => self.text_x - self.room(),
            _ => self.text_x - self.room() / 2.0,
        };
        (start, start + self.room())
    }
}

/// Moves words that would run into those of a marker further right to the left, as far as they need.
fn apart(markers: &mut [Marker]) {
    let mut limit = f64::MAX;
    let mut left = markers.len();
    while left > 0 {
        // The rightmost of those that are left: there are few.
        let right =
            (0..left).fold(0, |most, it| if markers[it].x > markers[most].x { it } else { most });
        left -= 1;
        markers.swap(right, left);
        let marker = &mut markers[left];
        if marker.text.is_empty() {
            continue;
        }
        if marker.span().1 > limit {
            (marker.text_x, marker.anchor) = (limit, "end");
        }
        limit = marker.span().0 - 2.0 * LETTER;
    }
}

pub(super) fn log_picture(history: &History, snapshot: &Snapshot, layout: &Layout) -> LogPicture {
    let view = View::new(snapshot, layout);
    let rows = (0..partitions(snapshot)).map(|row| view.slots(snapshot, row)).collect();
    let groups = groups(snapshot, layout);
    let mut markers = Vec::new();
    if partitions(snapshot) == 1 {
        markers.extend(view.named_markers(history, snapshot, &groups));
    } else {
        markers.extend(view.ticks(snapshot, &groups));
    }
    let lanes = view.lanes(history, snapshot, &groups, layout);
    LogPicture { rows, markers, lanes, up: snapshot.broker_up }
}

/// The partitions that there are by now.
fn partitions(snapshot: &Snapshot) -> usize {
    usize::from(snapshot.partitions)
}

/// The groups present, with their lag and whether they are behind: more than what they have in hand, or
/// anything at all while they are down.
fn groups(snapshot: &Snapshot, layout: &Layout) -> Vec<(ServiceId, u32, bool)> {
    let group = |&(id, _): &(ServiceId, _)| {
        let state = &snapshot.services[usize::from(id)];
        let lag = snapshot.lag(id);
        (id, lag, lag > state.busy() as u32)
    };
    layout.services.iter().map(group).collect()
}

/// Which slots are in view, and where.
struct View {
    x: f64,
    y: f64,
    width: f64,
    row: f64,
    slot: f64,
    count: u32,
}

impl View {
    fn new(snapshot: &Snapshot, layout: &Layout) -> Self {
        let longest = snapshot.log_end.iter().max().copied().unwrap_or(0);
        let least = match longest {
            0..1_000 => 28.0,
            1_000..10_000 => 38.0,
            _ => 50.0,
        };
        let count = (layout.log.w / least).floor().max(2.0);
        Self {
            x: layout.log.x,
            y: layout.log.y,
            width: layout.log.w,
            row: layout.row_height(partitions(snapshot)),
            slot: layout.log.w / count,
            count: count as u32,
        }
    }

    /// The first offset in view: the end of the log, and one free slot, are always seen.
    fn first(&self, end: u32) -> u32 {
        (end + 1).saturating_sub(self.count)
    }

    /// The left edge of an offset's slot, kept inside the log.
    fn edge(&self, offset: u32, end: u32) -> f64 {
        let place = f64::from(offset.saturating_sub(self.first(end)));
        self.x + (place * self.slot).min(self.width)
    }

    fn slots(&self, snapshot: &Snapshot, row: usize) -> Vec<Slot> {
        let end = snapshot.log_end[row];
        let first = self.first(end);
        let handled = |offset| {
            let hands =
                snapshot.services.iter().flat_map(|service| service.in_hand.iter().flatten());
            hands
                .into_iter()
                .any(|hand| usize::from(hand.partition) == row && hand.offset == offset)
        };
        (first..first + self.count)
            .map(|offset| Slot {
                x: self.edge(offset, end),
                y: self.y + self.row * row as f64,
                w: self.slot,
                h: self.row,
                offset,
                stored: offset < end && offset >= snapshot.log_start[row],
                active: offset < end && handled(offset),
                gone: offset < snapshot.log_start[row],
            })
            .collect()
    }

    /// Markers on a log of one partition: above it those that keep up, by place; below those behind.
    fn named_markers(
        &self,
        history: &History,
        snapshot: &Snapshot,
        groups: &[(ServiceId, u32, bool)],
    ) -> Vec<Marker> {
        let end = snapshot.log_end[0];
        let mut markers: Vec<(u32, bool, Vec<ServiceId>)> = Vec::new();
        for &(id, _, behind) in groups {
            // What lies before the slots in view is told by its lane.
            let committed = snapshot.services[usize::from(id)].group.committed[0];
            if committed < self.first(end) {
                continue;
            }
            match markers
                .iter_mut()
                .find(|(place, below, _)| (*place, *below) == (committed, behind))
            {
                Some((_, _, names)) => names.push(id),
                None => markers.push((committed, behind, vec![id])),
            }
        }
        let draw = |(committed, below, ids): (u32, bool, Vec<ServiceId>)| {
            self.marker(Marker {
                x: (self.edge(committed, end) + self.slot / 2.0).min(self.x + self.width),
                y: if below { self.y + self.row } else { self.y },
                below,
                trouble: ids
                    .iter()
                    .any(|&id| snapshot.services[usize::from(id)].mode == Mode::Down),
                text: if below { String::new() } else { names(history, &ids, self.width) },
                ..Marker::default()
            })
        };
        let mut drawn: Vec<Marker> = markers.into_iter().map(draw).collect();
        apart(&mut drawn);
        drawn
    }

    /// Words that begin or end with the log where they would leave it.
    fn marker(&self, marker: Marker) -> Marker {
        let half = marker.room() / 2.0;
        let (text_x, anchor) = if marker.x - half < self.x {
            (self.x, "start")
        } else if marker.x + half > self.x + self.width {
            (self.x + self.width, "end")
        } else {
            (marker.x, "middle")
        };
        Marker { text_x, anchor, ..marker }
    }

    /// Markers on a log of several partitions: one a place, without words.
    fn ticks(&self, snapshot: &Snapshot, groups: &[(ServiceId, u32, bool)]) -> Vec<Marker> {
        let mut ticks: Vec<Marker> = Vec::new();
        for (row, &end) in snapshot.log_end.iter().enumerate().take(partitions(snapshot)) {
            for &(id, ..) in groups.iter().filter(|(id, ..)| snapshot.read_by(*id).contains(&row)) {
                let state = &snapshot.services[usize::from(id)];
                let x = self.edge(state.group.committed[row], end);
                let y = self.y + self.row * (row + 1) as f64;
                let trouble = state.mode.is_out();
                match ticks.iter_mut().find(|tick| tick.x == x && tick.y == y) {
                    Some(tick) => tick.trouble |= trouble,
                    None => {
                        let line = self.row;
                        ticks.push(Marker {
                            x,
                            y,
                            below: true,
                            line,
                            trouble,
                            ..Marker::default()
                        });
                    }
                }
            }
        }
        ticks
    }

    /// The groups that are behind, the furthest first; those that are equally far share a lane.
    fn lanes(
        &self,
        history: &History,
        snapshot: &Snapshot,
        groups: &[(ServiceId, u32, bool)],
        layout: &Layout,
    ) -> Vec<Lane> {
        let mut behind: Vec<(u32, bool, Vec<ServiceId>)> = Vec::new();
        for &(id, lag, _) in groups.iter().filter(|(_, _, behind)| *behind) {
            let down = snapshot.services[usize::from(id)].mode == Mode::Down;
            match behind.iter_mut().find(|other| (other.0, other.1) == (lag, down)) {
                Some((_, _, ids)) => ids.push(id),
                None => behind.push((lag, down, vec![id])),
            }
        }
        let most = behind.iter().map(|(lag, ..)| *lag).max().unwrap_or(0);
        let room = layout.height - (layout.log.y + layout.log.h);
        let fits = if layout.stacked { 2 } else { (room / LANE_PITCH) as usize };
        let shown = behind.len().min(LANES).min(fits.max(1));
        let more = behind.len() - shown;
        let mut lanes = Vec::new();
        while let Some(furthest) = (0..behind.len()).rev().max_by_key(|&place| behind[place].0)
            && lanes.len() < shown
        {
            let (lag, down, ids) = behind.remove(furthest);
            let names = names(history, &ids, self.width - 60.0);
            let mut text = if ids.len() == 1 {
                format!(word!(log.is_behind), name = names, lag = lag)
            } else {
                format!(word!(log.are_behind), names = names, lag = lag)
            };
            if lanes.len() + 1 == shown && more > 0 {
                text.push_str(word!(log.others_less));
            }
            let (x, end) = self.stretch(snapshot, lag, most);
            let y = layout.log.y + layout.log.h + 16.0 + LANE_PITCH * lanes.len() as f64;
            lanes.push(Lane { x, end, y, text, trouble: down });
        }
        lanes
    }

    /// A lag as a length that ends where the log does: in slots while all that is behind is in view, else
    /// all lanes to one scale.
    fn stretch(&self, snapshot: &Snapshot, lag: u32, most: u32) -> (f64, f64) {
        let end = snapshot.log_end[0];
        let right =
            if partitions(snapshot) == 1 { self.edge(end, end) } else { self.x + self.width };
        let scale = self.slot.min((right - self.x) / f64::from(most.max(1)));
        (right - f64::from(lag) * scale, right)
    }
}

/// Whose a marker or a lane is, as far as `room` lets it be said.
fn names(history: &History, ids: &[ServiceId], room: f64) -> String {
    let names: Vec<&str> =
        ids.iter().map(|&id| history.roster()[usize::from(id)].name.as_str()).collect();
    let text = joined(&names);
    if text.chars().count() as f64 * LETTER <= room || ids.len() == 1 {
        text
    } else {
        counted(ids.len() as u32, [word!(one.group), word!(many.group)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_groups_at_neighbouring_places_do_not_run_into_each_other() {
        let marker = |x: f64, text: &str| Marker {
            x,
            text_x: x,
            anchor: "middle",
            text: text.into(),
            ..Marker::default()
        };
        let mut markers =
            [marker(128.0, "Logging"), marker(100.0, "3 groups"), marker(72.0, "Audit")];
        apart(&mut markers);
        let mut spans = markers.each_ref().map(Marker::span);
        spans.sort_by(|one, other| one.0.total_cmp(&other.0));
        assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0), "{spans:?}");
        let alone = marker(128.0, "Logging");
        let mut same = [alone.clone()];
        apart(&mut same);
        assert_eq!(same, [alone]);
    }
}
