//! Finds postal addresses: a street or farm, its number, and the postcode and town behind it.

use crate::{
    identifier::{
        context::{Before, Lower, words_before},
        lex::{Edge, at, digits_ahead, edge_after},
        street::{self, Street},
    },
    label::Label,
    span::{Reason, Span},
};

/// Whether a street could end right before the digit at `start`: a cheap question that most numbers in prose answer with no.
#[inline]
pub(super) fn plausible(bytes: &[u8], start: usize) -> bool {
    let gap = match at(bytes, start.wrapping_sub(1)) {
        b' ' | b'\n' => 1,
        0xa0 => 2,
        _ => return false,
    };
    let word_end = start.saturating_sub(gap);
    let last = bytes.get(word_end.saturating_sub(4)..word_end).and_then(<[u8]>::first_chunk::<4>);
    last.is_some_and(|last| street::may_end(*last)) || post_follows(bytes, start)
}

/// Whether a comma, a space or a new line and then something like a postcode stand behind the house number at `start`.
#[inline]
fn post_follows(bytes: &[u8], start: usize) -> bool {
    let ahead = digits_ahead(bytes, start);
    ahead.count_ones() > 5 && post_at(bytes, start)
}

/// Whether a comma, a space or a new line and then something like a postcode stand behind the house number at `start`.
pub(super) fn post_at(bytes: &[u8], start: usize) -> bool {
    let end = letter(bytes, digits_end(bytes, start));
    let gap = match (at(bytes, end), at(bytes, end + 1)) {
        (b',', b' ' | b'\n') => 2,
        (b' ' | b'\n' | b',', _) => 1,
        _ => return false,
    };
    let post = end + gap;
    match at(bytes, post) {
        b'1'..=b'9' => {
            matches!((digits_end(bytes, post) - post, at(bytes, post + 4)), (3, b'0'..=b'9') | (5, _))
        }
        byte => byte == b'S' && matches!(at(bytes, post + 1), b'-' | b'E'),
    }
}

/// The address whose house number, of `len` digits, starts at `start`.
pub(super) fn address(text: &str, start: usize, len: usize) -> Option<Span> {
    let house_end = house(text, start, len);
    if len > 4 || edge_after(text, house_end) == Edge::Closed {
        return None;
    }
    let mut words = words_before(text, start);
    let last = words.next().filter(|word| matches!(word.gap, " " | "\n" | "\u{a0}" | ". "))?;
    let lower = Lower::new(last.word);
    let kind = match street::kind(&last, lower.as_str()) {
        Street::Unknown if short(text, start, &last, house_end) => Street::Sure,
        kind => kind,
    };
    let post = post(text, house_end, last.word.starts_with(char::is_lowercase));
    let from = match kind {
        Street::Sure if len <= 3 && !measured(text, house_end) => street::first_word(&last, words),
        Street::Generic if len <= 3 && !measured(text, house_end) => {
            street::named(&last, words).or_else(|| {
                post.filter(|end| apart(text, house_end, *end))
                    .and_then(|_| farm(&last, words_before(text, start).skip(1)))
            })?
        }
        Street::Box if post.is_some() || (len >= 2 && lower.as_str() != "pl") => last.start,
        Street::Unknown if post.is_some_and(|end| apart(text, house_end, end)) => farm(&last, words)?,
        _ => return None,
    };
    let (reason, score) = if post.is_some() { (Reason::Form, 97) } else { (Reason::Form, 88) };
    Some(Span::new(from, post.unwrap_or(house_end), Label::Address, reason, score))
}

/// Whether a street is cut short in small letters, as behind *nedre* or *norra* only: *nedre brog. 3 b*. A sentence may end so too.
fn short(text: &str, start: usize, last: &Before<'_>, house_end: usize) -> bool {
    let word = last.word;
    let cut = last.gap == ". " && word.len() > 3 && word.ends_with(['g', 'v']);
    let whole = ["ag", "ig", "ng", "eg", "äg", "skog", "krog", "iv", "av", "ev"];
    let ends = matches!(at(text.as_bytes(), house_end), 0 | b',' | b'.' | b'\n' | b'\r' | b')');
    let placed = || {
        let before = words_before(text, start).nth(1);
        before.is_some_and(|word| {
            matches!(word.word, "övre" | "nedre" | "norra" | "södra" | "östra" | "västra") && word.gap == " "
        })
    };
    cut && ends && !whole.iter().any(|ending| word.ends_with(ending)) && placed()
}

/// What an English street ends with.
const ROADS: [&str; 10] =
    ["Street", "Avenue", "Road", "Lane", "Close", "Drive", "Gardens", "Terrace", "Crescent", "Grove"];

/// The English address before the postcode whose first digit is at `place`: *12 Acacia Avenue, Leeds LS6 2AB*.
pub(super) fn british(text: &str, place: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let upper = |place: usize| at(bytes, place).is_ascii_uppercase();
    let code = place.wrapping_sub(1 + usize::from(upper(place.wrapping_sub(2))));
    let district = digits_end(bytes, place);
    let gap = district + usize::from(upper(district));
    let inward =
        at(bytes, gap) == b' ' && at(bytes, gap + 1).is_ascii_digit() && upper(gap + 2) && upper(gap + 3);
    if !inward || !upper(place.wrapping_sub(1)) || upper(code.wrapping_sub(1)) || district > place + 2 {
        return None;
    }
    let end = gap + 4;
    let mut words = words_before(text, code);
    let road = words.by_ref().take(5).find(|word| ROADS.contains(&word.word))?;
    let line = text.get(road.start..code)?;
    let house = words.take(4).find(|word| word.word.starts_with(|c: char| c.is_ascii_digit()))?;
    let street = text.get(house.start..road.start)?;
    let capital = |word: &str| word.is_empty() || word.starts_with(char::is_uppercase);
    let named = street.split(' ').filter(|word| !word.is_empty()).count() > 1
        && street.split(' ').skip(1).chain(line.split([' ', ','])).all(capital);
    let free =
        edge_after(text, end) == Edge::Open && !line.contains('\n') && !street.contains(['\n', '.', ',']);
    (free && named && house.word.len() <= 5)
        .then(|| Span::new(house.start, end, Label::Address, Reason::Form, 90))
}

/// Whether a postcode stands behind a comma or in a line of its own, and has a town: without, three numbers in a row look like one.
fn apart(text: &str, house_end: usize, post_end: usize) -> bool {
    let town = text.get(..post_end).is_some_and(|head| head.ends_with(char::is_alphabetic));
    town && matches!(at(text.as_bytes(), house_end), b',' | b'\n' | b'\r')
}

/// A village or farm: one word with a capital, or two.
fn farm<'t>(last: &Before<'t>, mut words: impl Iterator<Item = Before<'t>>) -> Option<usize> {
    let capital = |word: &str| word.starts_with(char::is_uppercase) && word.chars().count() > 2;
    if !capital(last.word) || last.word.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let second =
        words.next().filter(|word| word.gap == " " && capital(word.word) && street::is_attribute(word.word));
    Some(second.map_or(last.start, |word| word.start))
}

/// Whether a unit follows, so that the number says how far or how many.
fn measured(text: &str, place: usize) -> bool {
    let rest = text.get(place..).unwrap_or_default().trim_start_matches(' ');
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(
        word,
        "av" | "km"
            | "m"
            | "mil"
            | "meter"
            | "kr"
            | "kronor"
            | "år"
            | "min"
            | "minuter"
            | "st"
            | "dagar"
            | "gånger"
    ) || rest.starts_with('%')
}

/// Where the house number that starts at `start` ends: a letter, a range, stairs and flat belong to it.
fn house(text: &str, start: usize, len: usize) -> usize {
    let bytes = text.as_bytes();
    let end = letter(bytes, start + len);
    let end = match (at(bytes, end), at(bytes, end + 1)) {
        (b'-', next) if next.is_ascii_digit() => letter(bytes, digits_end(bytes, end + 1)),
        _ => end,
    };
    flat(text, end).unwrap_or(end)
}

/// The end of a house letter at `place`: `3B`, `12 C`, or `place` itself.
fn letter(bytes: &[u8], place: usize) -> usize {
    let free = |end: usize| !at(bytes, end).is_ascii_alphanumeric() && at(bytes, end) < 0x80;
    match (at(bytes, place), at(bytes, place + 1)) {
        (b'a'..=b'h' | b'A'..=b'H', _) if free(place + 1) => place + 1,
        (b' ', b'A'..=b'H') if free(place + 2) => place + 2,
        (b' ', b'a'..=b'h') if matches!(at(bytes, place + 2), 0 | b',' | b'\n' | b'.' | b'\r') => place + 2,
        _ => place,
    }
}

/// The end of `, lgh 1102` or `, 2 tr` at `place`.
fn flat(text: &str, place: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let start =
        place + text.get(place..)?.bytes().take(2).take_while(|byte| matches!(byte, b',' | b' ')).count();
    let rest = text.get(start..)?;
    if let Some(word) = ["lgh ", "lgh. ", "lägenhet "].iter().find(|word| rest.starts_with(**word)) {
        let end = digits_end(bytes, start + word.len());
        return (end > start + word.len()).then_some(end);
    }
    let stairs = digits_end(bytes, start);
    let gap = usize::from(at(bytes, stairs) == b' ');
    let tr =
        text.get(stairs + gap..)?.starts_with("tr") && !at(bytes, stairs + gap + 2).is_ascii_alphanumeric();
    ((1..=2).contains(&(stairs - start)) && start > place && tr).then_some(stairs + gap + 2)
}

fn digits_end(bytes: &[u8], place: usize) -> usize {
    let digits =
        bytes.get(place..).unwrap_or_default().iter().take(5).take_while(|byte| byte.is_ascii_digit());
    place + digits.count()
}

/// Where a postcode and town that stand at `place` end. The town has a capital, unless the street has none either.
fn post(text: &str, place: usize, small: bool) -> Option<usize> {
    let rest = text.get(place..)?;
    let gap: usize = rest
        .chars()
        .take(5)
        .take_while(|c| matches!(c, ',' | ' ' | '\n' | '\r' | '\u{a0}'))
        .map(char::len_utf8)
        .sum();
    let mut start = place + gap;
    if gap == 0 {
        return None;
    }
    let country = ["SE-", "S-", "SE ", "FI-"]
        .iter()
        .find(|country| text.get(start..).is_some_and(|r| r.starts_with(**country)));
    start += country.map_or(0, |country| country.len());
    let bytes = text.as_bytes();
    let first = digits_end(bytes, start);
    let end = match first - start {
        5 => first,
        3 => {
            let space = match (at(bytes, first), at(bytes, first + 1)) {
                (b' ', _) => 1,
                (0xc2, 0xa0) => 2,
                _ => return None,
            };
            let end = digits_end(bytes, first + space);
            (end == first + space + 2).then_some(end)?
        }
        _ => return None,
    };
    town(text, end, small)
        .or_else(|| (edge_after(text, end) == Edge::Open && at(bytes, start) != b'0').then_some(end))
}

/// Where the town at `place` ends: a word, two if the first is one of those that stand before towns.
fn town(text: &str, place: usize, small: bool) -> Option<usize> {
    let rest = text.get(place..)?;
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}', ',']).len();
    let (first, end) = town_word(text, place + gap, small).filter(|_| (1..=4).contains(&gap))?;
    let two = street::is_attribute(first) || first.chars().all(char::is_uppercase);
    let second = || {
        let (word, second_end) =
            town_word(text, end + 1, small).filter(|_| at(text.as_bytes(), end) == b' ')?;
        let same = !first.chars().all(char::is_uppercase) || word.chars().all(char::is_uppercase);
        (same && word.len() > 2).then_some(second_end)
    };
    Some(if two { second().unwrap_or(end) } else { end })
}

fn town_word(text: &str, place: usize, small: bool) -> Option<(&str, usize)> {
    let rest = text.get(place..)?;
    let len: usize = rest
        .chars()
        .take(40)
        .take_while(|c| c.is_alphabetic() || matches!(c, '-' | ':'))
        .map(char::len_utf8)
        .sum();
    let word = rest.get(..len)?.trim_end_matches(['-', ':']);
    let named = word.starts_with(char::is_uppercase) || (small && word.starts_with(char::is_lowercase));
    (named && word.chars().count() > 1).then_some((word, place + word.len()))
}
