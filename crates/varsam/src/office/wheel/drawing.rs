//! Where everything stands on the drawn wheel, in pixels: twelve months as a ring, August at the top and on with the
//! clock, today as a needle within it, and around it a mark for each day by which something has to be done. How it is
//! painted is for others.

use super::Standing;
use super::year::FIRST;
use jiff::civil::Date;
use std::f64::consts::TAU;

/// The radius of the ring, and of what is within it.
const RING: f64 = 116.0;
const WITHIN: f64 = 80.0;
/// Half of a mark's width; the space between two; from the middle of one to the ring, and to the border.
const MARK: f64 = 11.0;
const GAP: f64 = 3.0;
const BESIDE: f64 = 18.0;
const EDGE: f64 = 15.0;
/// From the middle to the needle's point, and to what is said of today.
const POINT: f64 = 74.0;
const SAID: f64 = 42.0;
/// From the border to the middle of a sign of the legend.
const CORNER: f64 = 10.0;

/// A place on the drawing: from the left, and from above.
pub(crate) type Point = (f64, f64);

/// A wheel.
#[derive(Debug, PartialEq)]
pub(crate) struct Drawing {
    /// How wide and how high it is.
    pub(crate) size: f64,
    pub(crate) middle: f64,
    /// The radius of the ring, outside and inside.
    pub(crate) ring: (f64, f64),
    /// Where each month begins: a line across the ring.
    pub(crate) lines: Vec<(Point, Point)>,
    /// The middle of each month, with its number.
    pub(crate) months: Vec<(Point, i8)>,
    /// The marks, in the order of what they stand for.
    pub(crate) marks: Vec<(Point, Standing)>,
    /// Half of a mark's width.
    pub(crate) mark: f64,
    /// The needle's point.
    pub(crate) needle: Point,
    /// Where it is said that it points at today: opposite, so that it lies over nothing.
    pub(crate) said: Point,
    /// What the marks mean, in the corners: the middle of each sign, and whether its word stands on the left of it.
    pub(crate) legend: Vec<(Point, Standing, bool)>,
}

impl Drawing {
    /// The wheel of these days, in their order, on a day of the same school year.
    pub(crate) fn of(days: &[(Date, Standing)], today: Date) -> Self {
        let mut placed: Vec<Point> = Vec::new();
        for (day, _) in days {
            placed.push(free(share(*day), &placed));
        }
        let reach = placed.iter().map(|(x, y)| x.hypot(*y)).fold(RING, f64::max) + EDGE;
        let middle = reach.ceil();
        let at = |radius: f64, share: f64| shifted(around(radius, share), middle);
        let months = (0..12).map(|place| (f64::from(place) / 12.0, (FIRST - 1 + place) % 12 + 1));
        Self {
            size: 2.0 * middle,
            middle,
            ring: (RING, WITHIN),
            lines: months.clone().map(|(share, _)| (at(WITHIN, share), at(RING, share))).collect(),
            months: months
                .map(|(share, month)| (at(f64::midpoint(RING, WITHIN), share + 1.0 / 24.0), month))
                .collect(),
            marks: placed
                .into_iter()
                .zip(days)
                .map(|(point, (_, standing))| (shifted(point, middle), *standing))
                .collect(),
            mark: MARK,
            needle: at(POINT, share(today)),
            said: at(SAID, share(today) + 0.5),
            legend: legend(2.0 * middle),
        }
    }
}

/// What the marks mean, a corner for each.
fn legend(size: f64) -> Vec<(Point, Standing, bool)> {
    let ends = [CORNER, size - CORNER];
    let places = ends.into_iter().flat_map(|y| [(ends[0], y, false), (ends[1], y, true)]);
    places.zip(Standing::ALL).map(|((x, y, is_right), standing)| ((x, y), *standing, is_right)).collect()
}

/// How much of the school year has gone by on a day, at noon; months are equally long.
fn share(day: Date) -> f64 {
    let months = f64::from((day.month() - FIRST).rem_euclid(12));
    (months + (f64::from(day.day()) - 0.5) / f64::from(day.days_in_month())) / 12.0
}

/// A place around the middle, which is 0, 0.
fn around(radius: f64, share: f64) -> Point {
    let (sin, cos) = (share * TAU).sin_cos();
    (radius * sin, -radius * cos)
}

/// The same, seen from a corner, to a tenth of a pixel.
fn shifted((x, y): Point, middle: f64) -> Point {
    let tenths = |value: f64| ((value + middle) * 10.0).round() / 10.0;
    (tenths(x), tenths(y))
}

/// Where a mark has room: outside of the ring, as near to it as others leave room for.
fn free(share: f64, placed: &[Point]) -> Point {
    let lane = |lane: u16| around(RING + BESIDE + f64::from(lane) * (2.0 * MARK + GAP), share);
    let is_free = |(x, y): &Point| {
        placed.iter().all(|(other, below)| (x - other).hypot(y - below) >= 2.0 * MARK + GAP - 0.01)
    };
    (0..u16::MAX).map(lane).find(is_free).unwrap_or_else(|| lane(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn no_mark_lies_over_another_and_none_outside() {
        let day = |month: i8, day: i8| date(if month < FIRST { 2027 } else { 2026 }, month, day);
        let same = vec![(day(10, 31), Standing::ToDo); 5];
        let near: Vec<_> = (1..=28).map(|of| (day(2, of), Standing::Done)).collect();
        let ends = [(day(8, 1), Standing::Overdue), (day(7, 31), Standing::UnderWay)];
        for days in [vec![], same, near, ends.to_vec()] {
            let drawing = Drawing::of(&days, day(11, 29));
            assert_eq!(drawing, Drawing::of(&days, day(11, 29)), "the same each time");
            assert_eq!((drawing.marks.len(), drawing.months.len()), (days.len(), 12));
            assert!(drawing.legend.iter().map(|(_, standing, _)| standing).eq(Standing::ALL));
            for (at, ((x, y), standing)) in drawing.marks.iter().enumerate() {
                assert_eq!(*standing, days[at].1);
                let from_middle = (x - drawing.middle).hypot(y - drawing.middle);
                assert!(from_middle - MARK > RING, "{x} {y} lies on the ring");
                assert!([x, y].iter().all(|at| **at >= MARK && **at + MARK <= drawing.size), "{x} {y}");
                for ((other, below), _) in &drawing.marks[..at] {
                    assert!((x - other).hypot(y - below) >= 2.0 * MARK, "{x} {y} {other} {below}");
                }
            }
        }
    }

    #[test]
    fn august_begins_at_the_top_and_the_needle_goes_with_the_clock() {
        let on = |day: Date| Drawing::of(&[], day);
        let august = on(date(2026, 8, 16));
        let (x, y) = august.needle;
        assert!(x > august.middle && y < august.middle, "up and right: {x} {y}");
        assert_eq!(
            august.months.iter().map(|(_, month)| *month).collect::<Vec<_>>()[..6],
            [8, 9, 10, 11, 12, 1]
        );
        let (x, y) = on(date(2027, 2, 1)).needle;
        assert!((x - august.middle).abs() < 1.0 && y > august.middle, "down: {x} {y}");
        let (x, y) = on(date(2027, 2, 1)).said;
        assert!((x - august.middle).abs() < 1.0 && y < august.middle, "what is said is above: {x} {y}");
        assert!(on(date(2027, 7, 31)).needle.0 < august.middle, "the last day is left of the top");
    }
}
