//! Bars, in whole pixels, each with its words and its number; how they are painted is for others.

/// How wide a standing bar is, the space between two, and how tall the tallest is.
const WIDE: usize = 26;
const GAP: usize = 14;
const TALL: usize = 110;
/// What is above the tallest for its number, and below all for their words.
const ABOVE: usize = 22;
const BELOW: usize = 24;
/// How long the longest lying bar is, how thick, the line of words above it, and what is beside it for its number.
const LONG: usize = 220;
const THICK: usize = 16;
const LINE: usize = 20;
const BESIDE: usize = 44;
/// How far letters stand from a bar.
const APART: usize = 6;

/// A drawing of bars.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bars {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Where the bars begin: from above, of those that stand; from the left, of those that lie.
    pub(crate) base: usize,
    pub(crate) bars: Vec<Bar>,
}

/// A bar. Of nothing, its length is none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// What it is of, and where that stands.
    pub(crate) word: String,
    pub(crate) word_at: (usize, usize),
    /// How many, and where that stands.
    pub(crate) count: usize,
    pub(crate) count_at: (usize, usize),
}

/// How long a bar is, where the most is this long. Whatever is there is seen.
fn length(count: usize, most: usize, longest: usize) -> usize {
    let length = count.saturating_mul(longest) / most.max(1);
    if count > 0 { length.max(2) } else { 0 }
}

fn most(counted: &[(String, usize)]) -> usize {
    counted.iter().map(|(_, count)| *count).max().unwrap_or_default()
}

impl Bars {
    /// Bars that stand side by side, with short words below them.
    pub(crate) fn standing(counted: Vec<(String, usize)>) -> Self {
        let (most, base) = (most(&counted), ABOVE + TALL);
        let width = counted.len() * (WIDE + GAP);
        let bar = |(at, (word, count)): (usize, (String, usize))| {
            let height = length(count, most, TALL);
            let (x, y) = (at * (WIDE + GAP) + GAP / 2, base - height);
            let middle = x + WIDE / 2;
            let (word_at, count_at) = ((middle, base + BELOW - APART), (middle, y - APART));
            Bar { x, y, width: WIDE, height, word, word_at, count, count_at }
        };
        let bars = counted.into_iter().enumerate().map(bar).collect();
        Self { width, height: base + BELOW, base, bars }
    }

    /// Bars that lie below one another, each with its words above it.
    pub(crate) fn lying(counted: Vec<(String, usize)>) -> Self {
        let (most, step) = (most(&counted), LINE + THICK + APART);
        let height = counted.len() * step;
        let bar = |(at, (word, count)): (usize, (String, usize))| {
            let (width, y) = (length(count, most, LONG), at * step + LINE);
            let (word_at, count_at) = ((0, y - APART), (width + APART, y + THICK - 3));
            Bar { x: 0, y, width, height: THICK, word, word_at, count, count_at }
        };
        let bars = counted.into_iter().enumerate().map(bar).collect();
        Self { width: LONG + BESIDE, height, base: 0, bars }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(counts: &[usize]) -> Vec<(String, usize)> {
        counts.iter().map(|count| (format!("of {count}"), *count)).collect()
    }

    #[test]
    fn bars_are_as_long_as_their_numbers_and_stay_within() {
        let all: [&[usize]; 5] = [&[], &[0], &[0, 1, 10_000], &[3, 6, 0, 12], &[usize::MAX, 1]];
        for counts in all {
            for drawing in [Bars::standing(counted(counts)), Bars::lying(counted(counts))] {
                assert_eq!(drawing.bars.len(), counts.len());
                for (bar, count) in drawing.bars.iter().zip(counts) {
                    assert_eq!((bar.count, bar.width.min(bar.height) > 0), (*count, *count > 0), "{bar:?}");
                    assert!(bar.x + bar.width <= drawing.width, "{bar:?}");
                    assert!(bar.y + bar.height <= drawing.height, "{bar:?}");
                    assert!(bar.count_at.0 < drawing.width && bar.count_at.1 < drawing.height, "{bar:?}");
                    assert!(bar.word_at.1 < drawing.height, "{bar:?}");
                }
            }
        }
        let heights: Vec<_> =
            Bars::standing(counted(&[3, 6, 0, 12])).bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [TALL / 4, TALL / 2, 0, TALL]);
        let drawing = Bars::standing(counted(&[1, 2]));
        assert!(drawing.bars.iter().all(|bar| bar.y + bar.height == drawing.base), "they stand on one line");
    }
}
