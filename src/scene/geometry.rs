//! Points, boxes and curves in CSS pixels.
//!
//! Never here: what they stand for.

use std::fmt;

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// An upright box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub w: f64,
    /// Its height.
    pub h: f64,
}

/// A cubic Bézier curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve(pub [Point; 4]);

/// A length in pixels, or a share in per cent, shown with one decimal.
///
/// In integers, since the code with which std prints floats is a tenth of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Px(pub f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        match part {
            0 => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

/// A point from its two coordinates.
pub const fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Rect {
    /// The middle of the left edge.
    pub fn left(self) -> Point {
        point(self.x, self.y + self.h / 2.0)
    }

    /// The middle of the right edge.
    pub fn right(self) -> Point {
        point(self.x + self.w, self.y + self.h / 2.0)
    }
}

impl Curve {
    /// Leaves and arrives level: for places side by side.
    pub fn level(from: Point, to: Point) -> Self {
        let middle = (from.x + to.x) / 2.0;
        Self([from, point(middle, from.y), point(middle, to.y), to])
    }

    /// Leaves downwards and arrives level: for places one above another.
    pub fn down(from: Point, to: Point) -> Self {
        let corner = point(from.x, to.y);
        Self([from, corner, corner, to])
    }

    /// The place `share` of the way along, from 0 to 1.
    pub fn at(&self, share: f64) -> Point {
        let rest = 1.0 - share;
        let weights = [
            rest * rest * rest,
            3.0 * rest * rest * share,
            3.0 * rest * share * share,
            share * share * share,
        ];
        let sum =
            |of: fn(&Point) -> f64| self.0.iter().map(of).zip(weights).map(|(v, w)| v * w).sum();
        point(sum(|p| p.x), sum(|p| p.y))
    }

    /// As the `d` of an SVG path.
    pub fn path(&self) -> String {
        let [a, b, c, d] = self.0;
        format!(
            "M{} {}C{} {} {} {} {} {}",
            Px(a.x),
            Px(a.y),
            Px(b.x),
            Px(b.y),
            Px(c.x),
            Px(c.y),
            Px(d.x),
            Px(d.y)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_shown_with_at_most_one_decimal() {
        let shown = [0.0, 12.0, 0.25, -0.34, -12.96, 1e6].map(|px| Px(px).to_string());
        assert_eq!(shown, ["0", "12", "0.3", "-0.3", "-13", "1000000"]);
    }

    #[test]
    fn a_curve_begins_and_ends_where_it_says() {
        let (from, to) = (point(10.0, 20.0), point(110.0, 5.0));
        for curve in [Curve::level(from, to), Curve::down(from, to)] {
            assert_eq!((curve.at(0.0), curve.at(1.0)), (from, to));
        }
    }
}
