//! Finds telephone numbers.

use crate::{
    identifier::{
        context::Near,
        lex::{Chain, Edge, Group, Join, after, at, before, edge_after, edge_before},
        topic::Topic,
    },
    label::Label,
    span::{Reason, Span},
};

/// The telephone number whose first digit is at `start`, where `chain` begins.
pub(super) fn phone(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Span> {
    let (from, groups, score) = international(text, start, chain)
        .or_else(|| national(text, start, chain, near))
        .or_else(|| named(text, start, chain, near))?;
    let end = chain.end(groups.checked_sub(1)?);
    if edge_after(text, end) == Edge::Closed || near.is_some_and(is_thing) || is_amount(text, end) {
        return None;
    }
    let said = near.is_some_and(|near| matches!(near.topic, Topic::Phone | Topic::Call));
    let (reason, score) = if said { (Reason::InContext, score.max(95)) } else { (Reason::Form, score) };
    Some(Span::new(from, end, Label::Phone, reason, score))
}

fn is_thing(near: Near) -> bool {
    let thing =
        matches!(near.topic, Topic::Thing | Topic::Civic | Topic::Account | Topic::Giro | Topic::Version);
    thing && near.words == 0
}

fn is_amount(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default().trim_start_matches([' ', '\u{a0}']);
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(word, "kr" | "kronor" | "SEK" | "mkr" | "tkr" | "euro" | "st" | "km" | "personer" | "invånare")
}

/// What was found: where it starts, how many groups it has, how sure.
type Found = (usize, usize, u8);

/// `+46 70 …`, `0046 70 …`, other countries.
fn international(text: &str, start: usize, chain: &Chain) -> Option<Found> {
    let digits = chain.digits(16);
    let (from, skip) = match before(text, start) {
        Some((plus, '+')) if edge_before(text, plus) < Edge::Closed => (plus, 0),
        _ if digits.starts_with(b"00") && edge_before(text, start) == Edge::Open => (start, 2),
        _ => return None,
    };
    let number = digits.get(skip..)?;
    let (least, most) = lengths(number)?;
    let groups = (1..=chain.groups().len())
        .take_while(|count| joined(chain, *count, true))
        .filter(|count| (least..=most).contains(&(chain.total(*count).saturating_sub(skip))))
        .last()?;
    Some((from, groups, 97))
}

/// How many digits a number with this country code may have, the code included.
fn lengths(number: &[u8]) -> Option<(usize, usize)> {
    match *number {
        [b'4', b'6', b'0', ..] => Some((10, 12)),
        [b'4', b'6', ..] => Some((9, 11)),
        [b'4', b'5' | b'7', ..] => Some((10, 10)),
        [b'3', b'5', b'8', ..] => Some((8, 13)),
        [b'1' | b'7', ..] => Some((11, 11)),
        [b'3' | b'4' | b'5' | b'6' | b'8' | b'9', ..] => Some((10, 14)),
        [b'2', b'0' | b'1' | b'2' | b'3' | b'4' | b'5' | b'6' | b'7', ..] => Some((10, 13)),
        _ => None,
    }
}

/// Whether the groups up to `count` are joined as in a telephone number.
fn joined(chain: &Chain, count: usize, brackets: bool) -> bool {
    let Some(group) = chain.groups().get(count - 1) else { return false };
    let parts = [Join::SPACE, Join::DASH, Join::BRACKET, Join::DOT, Join::SLASH];
    let allowed = if brackets { &parts[..] } else { &[Join::SPACE, Join::DASH, Join::DOT] };
    group.join.only(allowed) && (count == 1 || group.len > 1 || chain.digits(4).ends_with(b"0") || brackets)
}

/// `070-123 45 67`, `08-12 34 56`.
fn national(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Found> {
    let [first, rest @ ..] = chain.groups() else { return None };
    let edge = edge_before(text, start);
    if !chain.digits(1).starts_with(b"0") || chain.digits(2) == b"00" || edge == Edge::Closed {
        return None;
    }
    let bracket = before(text, start)
        .filter(|(_, c)| *c == '(' && rest.first().is_some_and(|g| g.join.has(Join::BRACKET)));
    let from = bracket.map_or(start, |(place, _)| place);
    if is_mobile(chain.digits(3)) {
        return mobile(chain, edge).map(|(groups, score)| (from, groups, score));
    }
    let said = || near.is_some_and(|near| matches!(near.topic, Topic::Phone | Topic::Call));
    if rest.is_empty() || rest.first().is_some_and(|group| group.join.has(Join::LINE)) {
        return ((8..=10).contains(&first.len) && said()).then_some((from, 1, 90));
    }
    let (groups, score) = landline(chain, first, rest)?;
    (score > 50 || said()).then_some((from, groups, score))
}

fn is_mobile(area: &[u8]) -> bool {
    matches!(area, [b'0', b'7', b'0' | b'2' | b'3' | b'6' | b'9'])
}

/// A mobile number has ten digits, in groups of any size behind the first.
fn mobile(chain: &Chain, edge: Edge) -> Option<(usize, u8)> {
    let first = chain.groups().first()?.len;
    if !matches!(first, 3 | 4 | 10) || (first == 10 && edge != Edge::Open) {
        return None;
    }
    let groups = (1..=chain.groups().len())
        .take_while(|count| *count == 1 || joined(chain, *count, *count == 2))
        .find(|count| chain.total(*count) == 10)?;
    Some((groups, if first == 10 { 88 } else { 96 }))
}

/// A number with an area code: the code, a dash, stroke, bracket or space, and groups as people make them.
fn landline(chain: &Chain, first: &Group, rest: &[Group]) -> Option<(usize, u8)> {
    let (least, most) = subscriber(chain.digits(first.len))?;
    let join = rest.first()?.join;
    let mut lens = [0; 4];
    for (index, (len, group)) in lens.iter_mut().zip(rest).enumerate() {
        if index > 0 && group.join != Join::SPACE {
            break;
        }
        *len = group.len;
    }
    let taken = match lens {
        [3, 3, 2, _] if most >= 8 => 3,
        [2 | 3, 2, 2, _] | [2, 2, 3, _] => 3,
        [2, 3, ..] | [3, 2..=4, ..] | [4, 2, ..] => 2,
        [5..=8, ..] => 1,
        _ => return None,
    };
    let digits: usize = lens.iter().take(taken).sum();
    let score = match first.len {
        _ if join == Join::SPACE && (taken == 1 || first.len == 2) => 50,
        2 if join.has(Join::DASH) && join.has(Join::SPACE) => 50,
        _ if join == Join::SPACE => 70,
        _ if join.only(&[Join::SPACE, Join::DASH, Join::SLASH, Join::BRACKET]) => 90,
        _ => return None,
    };
    (least..=most).contains(&digits).then_some((taken + 1, score))
}

/// How many digits follow an area code, if there is such a code.
fn subscriber(area: &[u8]) -> Option<(usize, usize)> {
    const THREE: [&[u8]; 23] = [
        b"010", b"011", b"013", b"016", b"018", b"019", b"020", b"021", b"023", b"026", b"031", b"033",
        b"035", b"036", b"040", b"042", b"044", b"046", b"054", b"060", b"063", b"090", b"077",
    ];
    match area {
        b"08" => Some((6, 8)),
        [_, _, _] if THREE.contains(&area) => Some((5, 8)),
        [b'0', b'1'..=b'9', _, _] if !area.starts_with(b"08") => Some((5, 6)),
        _ => None,
    }
}

/// `tel: 12345`: a short number that a word before it names.
fn named(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Found> {
    let near = (edge_before(text, start) != Edge::Closed).then_some(near).flatten()?;
    let least = match near.topic {
        Topic::Phone if near.words <= 1 => 5,
        Topic::Call if near.words <= 2 => 6,
        _ => return None,
    };
    let mut groups = 0;
    for count in 1..=chain.groups().len() {
        if !joined(chain, count, false) || chain.total(count) > 10 {
            break;
        }
        groups = count;
    }
    let short = chain.groups().iter().take(groups).all(|group| group.len > 1 || chain.total(groups) > 6);
    let year = chain.total(groups) == 8 && groups == 1 && chain.digits(2) == b"20";
    let grouped = near.topic == Topic::Phone || groups > 1 || chain.total(groups) >= 7;
    let hour =
        matches!(after(text, chain.end(0)), Some(':' | '.')) || at(text.as_bytes(), chain.end(0)) == b'-';
    let swish = chain.digits(3) == b"123" && chain.total(groups) == 10;
    let real = chain.total(groups) >= least && short && grouped && !year && !swish;
    (real && (!hour || near.topic == Topic::Phone)).then_some((start, groups, 80))
}
