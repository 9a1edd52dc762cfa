//! Where the parts of a panel stand: user, producer, log and services.
//!
//! Side by side where there is room, one above another where there is not. Sizes of text never change:
//! the layout works in the pixels that it is given. Never here: a state.

use super::geometry::{Curve, Point, Rect, point};
use engine::scenario::ServiceId;

/// Which way of wiring a panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Direct calls.
    Direct,
    /// Through Kafka.
    Kafka,
}

impl Side {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => word!(side.direct),
            Self::Kafka => word!(side.kafka),
        }
    }

    /// The one beside it.
    pub const fn other(self) -> Self {
        match self {
            Self::Direct => Self::Kafka,
            Self::Kafka => Self::Direct,
        }
    }

    /// Both, in the order in which they stand.
    pub const BOTH: [Self; 2] = [Self::Direct, Self::Kafka];
}

/// The places of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Which panel.
    pub side: Side,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Whether the parts stand one above another.
    pub stacked: bool,
    /// Whether a service has one line of text instead of two.
    pub compact: bool,
    /// The centre of the user.
    pub user: Point,
    /// The radius of the user.
    pub radius: f64,
    /// The producer.
    pub producer: Rect,
    /// All rows of the log together.
    pub log: Rect,
    /// Where users wait in numbers.
    pub crowd: Rect,
    /// The services present, in roster order.
    pub services: Vec<(ServiceId, Rect)>,
}

/// Narrower than this, a panel is stacked.
const STACKED_BELOW: f64 = 520.0;
/// The height of one partition's row when it is alone.
const ROW: f64 = 36.0;

/// The height of a diagram that stands beside another, for a viewport of this height.
pub fn stage_height(viewport: f64) -> f64 {
    (viewport - 526.0).clamp(264.0, 460.0)
}

impl Layout {
    /// Lays a panel out.
    pub fn new(
        side: Side,
        width: f64,
        height: f64,
        services: &[ServiceId],
        partitions: usize,
    ) -> Self {
        if width < STACKED_BELOW {
            stacked(side, width.max(280.0), services, partitions)
        } else {
            beside(side, width, height, services, partitions)
        }
    }

    /// From the user to the producer.
    pub fn from_user(&self) -> Curve {
        Curve::level(point(self.user.x + self.radius, self.user.y), self.producer.left())
    }

    /// From the producer to the log.
    pub fn to_log(&self) -> Curve {
        if self.stacked {
            let from = point(self.producer.x + 16.0, self.producer.y + self.producer.h);
            let to = point(from.x, self.log.y);
            Curve([from, from, to, to])
        } else {
            Curve::level(self.producer.right(), self.log.left())
        }
    }

    /// From the producer, or from the log, to a service.
    pub fn to_service(&self, rect: Rect) -> Curve {
        match (self.side, self.stacked) {
            (Side::Direct, false) => Curve::level(self.producer.right(), rect.left()),
            (Side::Kafka, false) => Curve::level(self.log.right(), rect.left()),
            (Side::Direct, true) => {
                let from = point(self.producer.x + 16.0, self.producer.y + self.producer.h);
                Curve::down(point(from.x.min(rect.x - 20.0), from.y), rect.left())
            }
            (Side::Kafka, true) => {
                Curve::down(point(self.log.x + 14.0, self.log.y + self.log.h), rect.left())
            }
        }
    }

    /// Where the name of the topic stands, above the names at the log.
    pub fn topic(&self) -> Rect {
        Rect { x: self.log.x - 4.0, y: self.log.y - 70.0, w: self.log.w, h: 24.0 }
    }

    /// Where a service's box is, if it is present.
    pub fn rect_of(&self, service: ServiceId) -> Option<Rect> {
        self.services.iter().find(|(id, _)| *id == service).map(|&(_, rect)| rect)
    }

    /// The height of one partition's row.
    pub fn row_height(&self, partitions: usize) -> f64 {
        self.log.h / partitions as f64
    }
}

fn log_height(partitions: usize, most: f64) -> f64 {
    if partitions == 1 { ROW } else { (partitions as f64 * 24.0).min(most) }
}

fn beside(
    side: Side,
    width: f64,
    height: f64,
    services: &[ServiceId],
    partitions: usize,
) -> Layout {
    let middle = height / 2.0;
    // One line of text needs the length that two lines have in height.
    let crowded = (height / services.len().max(1) as f64) < 45.0;
    let (user_x, radius, producer, service_width) = match side {
        Side::Direct => {
            let x = (width * 0.25).min(190.0);
            let share = if crowded { 0.46 } else { 0.33 };
            let producer = Rect { x, y: middle - 28.0, w: 112.0, h: 56.0 };
            (46.0, 26.0, producer, (width * share).clamp(176.0, 300.0))
        }
        Side::Kafka => {
            let producer = Rect { x: 82.0, y: middle - 28.0, w: 98.0, h: 56.0 };
            let share = if crowded { 0.4 } else { 0.29 };
            (30.0, 24.0, producer, (width * share).clamp(160.0, 260.0))
        }
    };
    let left = width - service_width - 1.0;
    let rows = log_height(partitions, height - 110.0);
    let log_x = producer.x + producer.w + 24.0;
    let log = Rect { x: log_x, y: middle - rows / 2.0, w: left - 34.0 - log_x, h: rows };
    let crowd_top = middle + radius + 14.0;
    let crowd_width = 2.0 * user_x - 4.0;
    let crowd = Rect { x: 2.0, y: crowd_top, w: crowd_width, h: height - crowd_top - 4.0 };
    let pitch = (height / services.len().max(1) as f64).min(92.0 + (height - 270.0) / 5.0);
    let box_height = (pitch - 5.0).min(54.0);
    let top = middle - (pitch * (services.len() as f64 - 1.0) + box_height) / 2.0;
    let place = |(index, &id): (usize, &ServiceId)| {
        let y = top + pitch * index as f64;
        (id, Rect { x: left, y, w: service_width, h: box_height })
    };
    Layout {
        side,
        width,
        height,
        stacked: false,
        compact: box_height < 40.0,
        user: point(user_x, middle),
        radius,
        producer,
        log,
        crowd,
        services: services.iter().enumerate().map(place).collect(),
    }
}

fn stacked(side: Side, width: f64, services: &[ServiceId], partitions: usize) -> Layout {
    let producer = Rect { x: 84.0, y: 4.0, w: 112.0, h: 52.0 };
    let rows = log_height(partitions, 240.0);
    let log = Rect { x: 1.0, y: 142.0, w: width - 2.0, h: rows };
    let first = match side {
        Side::Direct => 80.0,
        Side::Kafka => log.y + log.h + 84.0,
    };
    let compact = services.len() > 6;
    let (box_height, gap) = if compact { (34.0, 6.0) } else { (52.0, 10.0) };
    let left = match side {
        Side::Direct => 110.0,
        Side::Kafka => 60.0,
    };
    let place = |(index, &id): (usize, &ServiceId)| {
        let y = first + (box_height + gap) * index as f64;
        (id, Rect { x: left, y, w: width - left - 1.0, h: box_height })
    };
    Layout {
        side,
        width,
        height: first + (box_height + gap) * services.len() as f64,
        stacked: true,
        compact,
        user: point(28.0, 30.0),
        radius: 24.0,
        producer,
        log,
        crowd: Rect { x: 226.0, y: 4.0, w: width - 230.0, h: 40.0 },
        services: services.iter().enumerate().map(place).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_twelve_services_stand_inside_the_panel_and_apart() {
        for side in [Side::Direct, Side::Kafka] {
            for width in [340.0, 580.0, 900.0] {
                for count in 1..=12u8 {
                    let ids: Vec<_> = (0..count).collect();
                    let layout = Layout::new(side, width, 290.0, &ids, 12);
                    let mut bottom = 0.0;
                    for (_, rect) in &layout.services {
                        assert!(rect.y >= bottom, "{count} services at {width}");
                        assert!(rect.h >= 19.0 && rect.x + rect.w <= layout.width);
                        bottom = rect.y + rect.h;
                    }
                    assert!(bottom <= layout.height + 0.5);
                    assert!(side == Side::Direct || layout.log.w > 100.0);
                }
            }
        }
    }
}
