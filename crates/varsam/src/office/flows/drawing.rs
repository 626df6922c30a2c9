//! Where a map's nodes and what goes between them stand, in whole pixels; how it is painted is for others.

use super::map::{Edge, Map};

/// How wide a node is, and how far it is to the next column.
const WIDE: usize = 196;
const STRIDE: usize = 284;
/// How high a line of text is, what is above and below it, and the space between two nodes.
const LINE: usize = 18;
const PAD: usize = 8;
const GAP: usize = 12;
/// How much farther apart the nodes of a short column stand at most.
const APART: usize = 40;
/// How many letters a line has room for, and how many lines a node.
const LETTERS: usize = 22;
const LINES: usize = 3;
/// Where the first node begins: above it stand the heads of the columns.
const TOP: usize = 40;
/// How thick all that goes through the busiest node is together, at most, and one way of data at most.
const THICKEST: usize = 180;
const THICK: usize = 10;

/// A drawing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drawing {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) boxes: Vec<Placed>,
    pub(crate) bands: Vec<Band>,
}

/// A node where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) column: usize,
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// The lines of its text, each with where it stands.
    pub(crate) lines: Vec<(usize, String)>,
}

/// What goes from a node to another: a curve, as its points.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Band {
    /// Where it begins, ends, and turns in between.
    pub(crate) from: (usize, usize),
    pub(crate) to: (usize, usize),
    pub(crate) middle: usize,
    pub(crate) thickness: usize,
}

/// Where a column begins.
pub(crate) fn left(column: usize) -> usize {
    column * STRIDE
}

impl Drawing {
    /// A map with the words of its nodes, column by column.
    pub(crate) fn of(map: &Map, words: &[Vec<String>]) -> Self {
        let thickness = thickness(map);
        let measured = words.iter().enumerate().map(|(column, words)| {
            let measured = words.iter().enumerate().map(|(place, text)| {
                let (lines, through) = (wrapped(text), through(map, column, place, &thickness));
                let height = (lines.len() * LINE).max(through) + 2 * PAD;
                Measured { lines, height, through }
            });
            measured.collect::<Vec<_>>()
        });
        let measured: Vec<_> = measured.collect();
        let tallest = measured.iter().map(|nodes| tall(nodes)).max().unwrap_or_default();
        let (mut boxes, mut starts) = (Vec::new(), Vec::new());
        for (column, nodes) in measured.into_iter().enumerate() {
            let (mut y, gap) = spread(&nodes, tallest);
            let mut begin = Vec::new();
            for node in nodes {
                begin.push(y + (node.height - node.through) / 2);
                let height = node.height;
                boxes.push(node.placed(column, y));
                y += height + gap;
            }
            starts.push(begin);
        }
        let bands = bands(map, &starts, &thickness);
        Self { width: left(3) + WIDE, height: TOP + tallest + GAP, boxes, bands }
    }
}

/// A node that does not stand anywhere yet.
struct Measured {
    lines: Vec<String>,
    height: usize,
    /// How thick what goes through it is.
    through: usize,
}

impl Measured {
    fn placed(self, column: usize, y: usize) -> Placed {
        let first = y + (self.height - self.lines.len() * LINE) / 2 + LINE - 5;
        let lines = self.lines.into_iter().enumerate().map(|(at, line)| (first + at * LINE, line));
        Placed { column, x: left(column), y, width: WIDE, height: self.height, lines: lines.collect() }
    }
}

/// How tall a column is.
fn tall(nodes: &[Measured]) -> usize {
    nodes.iter().map(|node| node.height + GAP).sum::<usize>().saturating_sub(GAP)
}

/// Where the first node of a column stands and the space between two: a short column stands in the middle, its nodes a
/// little apart, so that what goes between columns does not have far up and down to go.
fn spread(nodes: &[Measured], tallest: usize) -> (usize, usize) {
    let gaps = nodes.len().saturating_sub(1);
    let left = tallest.saturating_sub(tall(nodes));
    let more = left.checked_div(gaps).unwrap_or_default().min(APART);
    (TOP + (left - more * gaps) / 2, GAP + more)
}

/// How thick each edge is drawn: as many ways as it stands for, and never too thin to be seen.
fn thickness(map: &Map) -> impl Fn(&Edge) -> usize + use<> {
    let busiest = map.columns.iter().enumerate().flat_map(|(column, nodes)| {
        (0..nodes.len()).map(move |place| through(map, column, place, &|edge: &Edge| edge.count))
    });
    let busiest = busiest.max().unwrap_or_default().max(1);
    move |edge: &Edge| (edge.count * THICKEST / busiest).clamp(1, edge.count * THICK)
}

/// How thick what comes to a node is together, or what goes from it, whichever is more.
fn through(map: &Map, column: usize, place: usize, thickness: &impl Fn(&Edge) -> usize) -> usize {
    let goes = map.edges.iter().filter(|edge| edge.column == column && edge.from == place).map(thickness);
    let comes = map.edges.iter().filter(|edge| edge.column + 1 == column && edge.to == place).map(thickness);
    goes.sum::<usize>().max(comes.sum())
}

/// What goes between nodes, given where it begins on each.
fn bands(map: &Map, starts: &[Vec<usize>], thickness: &impl Fn(&Edge) -> usize) -> Vec<Band> {
    let start = |column: usize, place: usize| starts.get(column)?.get(place).copied();
    // How far below the top of what goes through a node the next band begins: on its right side, and on its left.
    let mut gone = std::collections::BTreeMap::<(usize, usize), usize>::new();
    let mut come = gone.clone();
    let band = |edge: &Edge| {
        let thickness = thickness(edge);
        let from = start(edge.column, edge.from)?;
        let to = start(edge.column + 1, edge.to)?;
        let (goes, comes) = (
            gone.entry((edge.column, edge.from)).or_default(),
            come.entry((edge.column, edge.to)).or_default(),
        );
        let (y, other) = (from + *goes + thickness / 2, to + *comes + thickness / 2);
        *goes += thickness;
        *comes += thickness;
        let (begin, end) = (left(edge.column) + WIDE, left(edge.column + 1));
        Some(Band { from: (begin, y), to: (end, other), middle: usize::midpoint(begin, end), thickness })
    };
    map.edges.iter().filter_map(band).collect()
}

/// A text in lines that a node has room for; what is too long ends in dots.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(pieces) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LETTERS => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    let is_cut = lines.len() > LINES;
    lines.truncate(LINES);
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        *last = last.chars().take(LETTERS - 1).chain(['…']).collect();
    }
    lines
}

/// A word, cut where it is longer than a line.
fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(LETTERS).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::flows::map::{Key, Node};

    fn map(count: usize) -> Map {
        let node = |number| Node { key: Key::Others(number), title: String::new() };
        let column = || (0..count).map(node).collect::<Vec<_>>();
        let edges = (0..3).flat_map(|column| {
            (0..count).map(move |at| Edge { column, from: at, to: (at * 7) % count, count: at + 1 })
        });
        Map { columns: [column(), column(), column(), column()], edges: edges.collect(), hidden: 0 }
    }

    #[test]
    fn nothing_lies_over_another_and_nothing_outside() {
        for count in [1, 5, 15] {
            let words = vec![
                vec![
                    "Skolornas gemensamma Donaudampfschifffahrtsgesellschaft i Norrvik"
                        .to_owned();
                    count
                ];
                4
            ];
            let drawing = Drawing::of(&map(count), &words);
            assert_eq!(drawing, Drawing::of(&map(count), &words), "the same each time");
            assert_eq!(drawing.bands.len(), 3 * count);
            for (one, other) in drawing.boxes.iter().zip(drawing.boxes.iter().skip(1)) {
                assert!(one.column != other.column || one.y + one.height < other.y, "{one:?} {other:?}");
            }
            for placed in &drawing.boxes {
                assert!(
                    placed.y + placed.height <= drawing.height && placed.x + placed.width <= drawing.width
                );
                for (y, line) in &placed.lines {
                    assert!(*y > placed.y && *y < placed.y + placed.height, "{placed:?}");
                    assert!(line.chars().count() <= LETTERS, "{line}");
                }
            }
            for band in &drawing.bands {
                assert!(band.thickness >= 1 && band.from.1 < drawing.height && band.to.1 < drawing.height);
            }
        }
    }

    #[test]
    fn a_text_is_cut_between_words_and_ends_in_dots() {
        assert_eq!(
            wrapped("Delad yta för elevhälsoteamet, Björkskolan"),
            ["Delad yta för", "elevhälsoteamet,", "Björkskolan"]
        );
        assert_eq!(wrapped(&"x".repeat(100)).last().unwrap().chars().last(), Some('…'));
        assert!(wrapped("").is_empty());
    }
}
