//! Finds IP addresses.

use crate::{
    identifier::{
        context::Near,
        lex::{Chain, Edge, Join, at, edge_after, edge_before},
        topic::Topic,
    },
    label::Label,
    span::{Reason, Span},
};

/// The IPv4 address at `start`. `1.2.3.4` is more often a chapter, so small ones need a word that names them.
pub(super) fn ipv4(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Span> {
    let [a, b, c, d, ..] = chain.groups() else { return None };
    let dotted = [b, c, d].iter().all(|group| group.join == Join::DOT);
    if !dotted || edge_before(text, start) == Edge::Closed || edge_after(text, d.end) == Edge::Closed {
        return None;
    }
    let written = text.get(start..d.end)?;
    written.parse::<std::net::Ipv4Addr>().ok()?;
    let topic = near.map(|near| near.topic);
    let long = [a, b, c, d].iter().filter(|group| group.len > 1).count() >= 2;
    let (reason, score) = match topic {
        Some(Topic::Network) => (Reason::InContext, 97),
        Some(Topic::Version) => return None,
        _ if long => (Reason::Form, 88),
        _ => return None,
    };
    Some(Span::new(start, d.end, Label::OtherId, reason, score))
}

/// The IPv6 address of which a digit stands at `place`.
pub(super) fn ipv6(text: &str, place: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let member = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
    let floor = place.saturating_sub(40);
    let mut start = place;
    while start > floor && member(at(bytes, start - 1)) {
        start -= 1;
    }
    let mut end = place;
    while end < start + 41 && member(at(bytes, end)) {
        end += 1;
    }
    let written = text.get(start..end)?.trim_end_matches(':');
    let end = start + written.len();
    let real = written.matches(':').count() >= 3 && written.parse::<std::net::Ipv6Addr>().is_ok();
    (real && edge_before(text, start) != Edge::Closed && edge_after(text, end) < Edge::Closed)
        .then_some(Span::new(start, end, Label::OtherId, Reason::Form, 95))
}
