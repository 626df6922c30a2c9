//! Finds IBAN, bank accounts, bankgiro and plusgiro.

use crate::{
    identifier::{
        civic::luhn,
        context::Near,
        lex::{Chain, Edge, Join, at, edge_after, edge_before},
        topic::Topic,
    },
    label::Label,
    span::{Reason, Span},
};

/// How long an IBAN is, by country.
const LENGTHS: [(&[u8; 2], usize); 34] = [
    (b"SE", 24),
    (b"FI", 18),
    (b"NO", 15),
    (b"DK", 18),
    (b"IS", 26),
    (b"DE", 22),
    (b"AT", 20),
    (b"BE", 16),
    (b"CH", 21),
    (b"CY", 28),
    (b"CZ", 24),
    (b"EE", 20),
    (b"ES", 24),
    (b"FR", 27),
    (b"GB", 22),
    (b"GR", 27),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IT", 27),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"MT", 31),
    (b"NL", 18),
    (b"PL", 28),
    (b"PT", 25),
    (b"RO", 24),
    (b"RS", 22),
    (b"SA", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"TR", 26),
];

/// The IBAN whose two check digits start at `start`, behind the letters of the country.
pub(super) fn iban(text: &str, start: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let from = start.checked_sub(2)?;
    let country = [at(bytes, from).to_ascii_uppercase(), at(bytes, from + 1).to_ascii_uppercase()];
    let length = LENGTHS.iter().find(|(code, _)| **code == country)?.1;
    let free = text.is_char_boundary(from) && edge_before(text, from) != Edge::Closed;
    let (characters, end) = gather(bytes, from, length)?;
    let characters = characters.get(..length)?;
    (free && remainder(characters) == Some(1) && edge_after(text, end) != Edge::Closed).then_some(Span::new(
        from,
        end,
        Label::OtherId,
        Reason::Checked,
        99,
    ))
}

/// `length` letters and digits from `place` on, single spaces passed over, and where they end.
fn gather(bytes: &[u8], place: usize, length: usize) -> Option<([u8; 34], usize)> {
    let mut characters = [0; 34];
    let (mut place, mut count) = (place, 0);
    while count < length {
        let byte = at(bytes, place);
        if byte.is_ascii_alphanumeric() {
            *characters.get_mut(count)? = byte.to_ascii_uppercase();
            count += 1;
        } else if byte != b' ' || at(bytes, place + 1) == b' ' {
            return None;
        }
        place += 1;
    }
    Some((characters, place))
}

/// The remainder by 97 of an IBAN with its head moved behind, as ISO 13616 has it; 1 if it is right.
fn remainder(characters: &[u8]) -> Option<u32> {
    let (head, body) = characters.split_at_checked(4)?;
    body.iter().chain(head).try_fold(0, |sum: u32, byte| {
        let value = char::from(*byte).to_digit(36)?;
        Some((sum * if value > 9 { 100 } else { 10 } + value) % 97)
    })
}

/// An account, a bankgiro or a plusgiro that a word before it names.
pub(super) fn account(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Span> {
    if edge_before(text, start) == Edge::Closed || chain.total(8) < 5 {
        return None;
    }
    let near = near.filter(|near| near.words <= 2)?;
    let (groups, reason, score) = match near.topic {
        Topic::Giro => giro(chain)?,
        Topic::Account | Topic::Bank => {
            if let Some(span) = cleared(text, start, chain) {
                return Some(span);
            }
            bank(chain, near)?
        }
        _ => return None,
    };
    let end = chain.end(groups - 1);
    (edge_after(text, end) != Edge::Closed).then_some(Span::new(start, end, Label::OtherId, reason, score))
}

/// Seven or eight digits for a bankgiro, two to eight for a plusgiro; both end in a check digit.
fn giro(chain: &Chain) -> Option<(usize, Reason, u8)> {
    let groups = plain(chain).filter(|groups| (5..=8).contains(&chain.total(*groups))).last()?;
    let digits = chain.digits(chain.total(groups));
    luhn(digits.iter().map(|byte| byte - b'0')).then_some((groups, Reason::Checked, 95))
}

/// A clearing number, four or five digits, and an account, or one of them.
fn bank(chain: &Chain, near: Near) -> Option<(usize, Reason, u8)> {
    let most = 16;
    let paid = near.topic == Topic::Bank;
    let least = if paid { 10 } else { 7 };
    if paid && !is_clearing(chain) {
        return None;
    }
    let groups = plain(chain).filter(|groups| (least..=most).contains(&chain.total(*groups))).last()?;
    Some((groups, Reason::InContext, if near.words == 0 { 92 } else { 80 }))
}

/// Whether a chain begins with four digits that may be a clearing number, and no date does.
fn is_clearing(chain: &Chain) -> bool {
    match *chain.groups() {
        [first, second, third, ..] if second.len == 2 && third.len == 2 => {
            first.len == 4 && !matches!(chain.digits(2), b"19" | b"20")
        }
        [first, ..] => first.len == 4 && !chain.digits(4).starts_with(b"0"),
        _ => false,
    }
}

/// A clearing number with its check digit, a comma or *konto*, and the account: one span over both.
fn cleared(text: &str, start: usize, chain: &Chain) -> Option<Span> {
    let [first, second, ..] = *chain.groups() else { return None };
    let joined = first.len == 4 && second.len == 1 && second.join == Join::DASH;
    let rest = text.get(second.end..).filter(|_| joined)?;
    let bare = rest.trim_start_matches([',', ' ', ':']);
    let named = ["kontonummer", "kontonr", "konto"].iter().find_map(|word| bare.strip_prefix(word));
    let number = named.unwrap_or(bare).trim_start_matches([' ', ':']);
    let from = text.len() - number.len();
    let comma = rest.starts_with(',') || named.is_some();
    if !comma || from > second.end + 20 || !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let account = Chain::read(text, from);
    let groups = plain(&account).filter(|groups| (6..=10).contains(&account.total(*groups))).last()?;
    let end = account.end(groups - 1);
    (edge_after(text, end) != Edge::Closed).then_some(Span::new(
        start,
        end,
        Label::OtherId,
        Reason::InContext,
        92,
    ))
}

/// The numbers of groups that may make one number.
fn plain(chain: &Chain) -> impl Iterator<Item = usize> {
    let joins = [Join::SPACE, Join::DASH, Join::DOT];
    (1..=chain.groups().len())
        .take_while(move |count| chain.join(count - 1).is_some_and(|join| join.only(&joins)))
}
