//! Finds user names of social media.

use crate::{
    identifier::lex::{at, before},
    label::Label,
    span::{Reason, Span},
};

/// Sites whose first path element is a user.
const SITES: [&str; 8] = [
    "instagram.com/",
    "snapchat.com/add/",
    "facebook.com/",
    "tiktok.com/",
    "twitter.com/",
    "x.com/",
    "t.me/",
    "threads.net/",
];

/// Words before a colon that say a user name follows.
const SERVICES: [&str; 16] = [
    "insta",
    "instagram",
    "ig",
    "snap",
    "snapchat",
    "sc",
    "tiktok",
    "discord",
    "twitch",
    "kik",
    "roblox",
    "steam",
    "username",
    "användarnamn",
    "användare",
    "login",
];

/// Whether a word that ends with these two bytes may be one of them.
pub(super) fn may_end(last: [u8; 2]) -> bool {
    let small = last.map(|byte| byte | 0x20);
    ENDINGS.contains(&&small)
}

/// The ends of all services.
const ENDINGS: [&[u8; 2]; 15] =
    [b"ta", b"am", b"ig", b"ap", b"at", b"sc", b"ok", b"rd", b"ch", b"ik", b"ox", b"me", b"mn", b"re", b"in"];

/// What stands behind `@` without being anyone: groups, words of style sheets and programs, pages of sites.
const NOBODY: [&str; 41] = [
    "alla",
    "all",
    "everyone",
    "everybody",
    "here",
    "channel",
    "team",
    "rektor",
    "personal",
    "personalen",
    "kansliet",
    "expeditionen",
    "admin",
    "support",
    "info",
    "media",
    "import",
    "font-face",
    "keyframes",
    "charset",
    "supports",
    "page",
    "layer",
    "param",
    "return",
    "returns",
    "override",
    "see",
    "author",
    "deprecated",
    "todo",
    "test",
    "property",
    "container",
    "namespace",
    "pages",
    "groups",
    "events",
    "explore",
    "home",
    "watch",
];

/// Parts of the names of organisations.
const BODIES: [&str; 12] = [
    "skola",
    "skolan",
    "gymnasi",
    "kommun",
    "klass",
    "bibliotek",
    "universitet",
    "fritids",
    "region",
    "elevkår",
    "förening",
    "nyheter",
];

/// The handle behind the `@` at `place`.
pub(super) fn mention(text: &str, place: usize) -> Option<Span> {
    let free = before(text, place)
        .is_none_or(|(_, character)| !character.is_alphanumeric() && !"._-@/".contains(character));
    let name = name(text, place + 1)?;
    let end = place + 1 + name.len();
    let far = at(text.as_bytes(), end) == b'@';
    (free && !far && is_somebody(name)).then(|| Span::new(place, end, Label::OtherId, Reason::Form, 90))
}

/// The user in a site's address, whose stroke is at `place`: `instagram.com/elsa.k`.
pub(super) fn page(text: &str, place: usize) -> Option<Span> {
    let head =
        text.get(place.saturating_sub(20)..=place).or_else(|| text.get(place.saturating_sub(12)..=place))?;
    let site = SITES.iter().find(|site| head.ends_with(**site))?;
    let start = place + 1 - site.len();
    let free =
        before(text, start).is_none_or(|(_, character)| !character.is_alphanumeric() && character != '-');
    let at_sign = usize::from(at(text.as_bytes(), place + 1) == b'@');
    let name = name(text, place + 1 + at_sign)?;
    let end = place + 1 + at_sign + name.len();
    (free && is_somebody(name) && at(text.as_bytes(), end) != b'?').then_some(Span::new(
        start,
        end,
        Label::OtherId,
        Reason::Form,
        90,
    ))
}

/// The user name behind the colon at `place`: `snap: elsa.k09`.
pub(super) fn named(text: &str, place: usize) -> Option<Span> {
    let head = text.get(..place)?;
    let start =
        head.bytes().rev().take(24).take_while(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80).count();
    let word = head.get(place - start..)?;
    SERVICES.iter().find(|service| service.eq_ignore_ascii_case(word))?;
    let gap = text.get(place + 1..)?.bytes().take(3).take_while(|byte| *byte == b' ').count();
    let from = place + 1 + gap;
    let at_sign = usize::from(at(text.as_bytes(), from) == b'@');
    let name = name(text, from + at_sign)?;
    let end = from + at_sign + name.len();
    let mail = at(text.as_bytes(), end) == b'@';
    (is_somebody(name) && !mail).then_some(Span::new(from, end, Label::OtherId, Reason::InContext, 85))
}

/// The letters, digits, dots and lines at `place`, at most thirty, without a dot at the end.
fn name(text: &str, place: usize) -> Option<&str> {
    let rest = text.get(place..)?;
    let inside = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-');
    let end = rest
        .char_indices()
        .take(31)
        .find(|(_, character)| !inside(*character))
        .map_or(rest.len(), |(end, _)| end);
    let name = rest.get(..end)?.trim_end_matches(['.', '-']);
    (name.len() <= 62).then_some(name)
}

/// Whether a name may be a person's: three characters with a letter first or among them, and no name of a group or body.
fn is_somebody(name: &str) -> bool {
    let lower = name.to_lowercase();
    let long = name.chars().count() >= 3 && name.chars().any(char::is_alphabetic);
    long && !NOBODY.contains(&lower.as_str()) && !BODIES.iter().any(|body| lower.contains(body))
}

#[cfg(test)]
mod tests {
    use super::{SERVICES, may_end};

    #[test]
    fn every_service_has_an_ending() {
        assert!(
            SERVICES.iter().all(|service| service.as_bytes().last_chunk().is_some_and(|last| may_end(*last)))
        );
    }
}
