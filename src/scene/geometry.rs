//! Points, boxes and curves in CSS pixels.
//!
//! Never here: what they stand for.

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
            "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_begins_and_ends_where_it_says() {
        let (from, to) = (point(10.0, 20.0), point(110.0, 5.0));
        for curve in [Curve::level(from, to), Curve::down(from, to)] {
            assert_eq!((curve.at(0.0), curve.at(1.0)), (from, to));
        }
    }
}
