//! Finds user names of social media.

use crate::{
    identifier::{
        context::{Before, words_before},
        lex::{at, before},
    },
    label::Label,
    span::{Reason, Span},
};

/// Sites whose first path element is a user.
const SITES: [&str; 10] = [
    "instagram.com/",
    "snapchat.com/add/",
    "facebook.com/",
    "tiktok.com/",
    "twitter.com/",
    "x.com/",
    "t.me/",
    "threads.net/",
    "github.com/",
    "gitlab.com/",
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
const NOBODY: [&str; 46] = [
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
    "features",
    "topics",
    "login",
    "www-data",
    "settings",
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
    let scope = at(text.as_bytes(), end) == b'/' && at(text.as_bytes(), end + 1).is_ascii_alphanumeric();
    (free && !far && !scope && !is_given(name) && is_somebody(name))
        .then(|| Span::new(place, end, Label::OtherId, Reason::Form, 90))
}

/// Whether what stands behind `@` is a name as it is written in prose: *@Robin Sjö*.
fn is_given(name: &str) -> bool {
    name.split('-').all(|part| {
        let mut characters = part.chars();
        characters.next().is_some_and(char::is_uppercase) && characters.all(char::is_lowercase)
    })
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
    let deeper = site.starts_with("git") && at(text.as_bytes(), end) == b'/';
    (free && !deeper && is_somebody(name) && at(text.as_bytes(), end) != b'?').then_some(Span::new(
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

/// More words that say a user name follows or has just been said, if there is a digit or sign in it.
const MORE: [&str; 18] = [
    "github",
    "gitlab",
    "reddit",
    "youtube",
    "minecraft",
    "fortnite",
    "xbox",
    "playstation",
    "psn",
    "vsco",
    "bereal",
    "user",
    "nick",
    "nickname",
    "gamertag",
    "alias",
    "snappen",
    "instan",
];

/// What may be hung on the name of a service.
const TAILS: [&str; 10] =
    ["-namnet", "-namn", "namnet", "namn", "-kontot", "-konto", "kontot", "konto", "-id", "-nick"];

/// What ends with a number and is no user: weeks, classes, machines.
const COUNTED: [&str; 34] = [
    "windows", "ios", "ipad", "iphone", "android", "covid", "ps", "xbox", "galaxy", "vecka", "lektion",
    "prov", "grupp", "kapitel", "kap", "uppgift", "sida", "sid", "del", "omgång", "version", "ver", "sal",
    "rum", "lag", "bild", "film", "lgr", "gy", "steg", "level", "nivå", "season", "update",
];

/// Whether a word names a service or a user name.
fn is_service(word: &str) -> bool {
    let lower = word.to_lowercase();
    let known = |word: &str| SERVICES.contains(&word) || MORE.contains(&word);
    let hung = || TAILS.iter().filter_map(|tail| lower.strip_suffix(tail)).any(known);
    known(&lower) || hung()
}

/// Whether an equals sign at `place` may stand behind such a word, by the two letters before it and before a space.
pub(super) fn may_assign(bytes: &[u8], place: usize) -> bool {
    let end = place - usize::from(at(bytes, place.wrapping_sub(1)) == b' ');
    let last = [at(bytes, end.wrapping_sub(2)), at(bytes, end.wrapping_sub(1))];
    last == *b"er" || may_end(last)
}

/// The user name behind the equals sign at `place`: `insta = elsa.k`, `user=elsa.k`. Programs write so too.
pub(super) fn assigned(text: &str, place: usize) -> Option<Span> {
    let word = words_before(text, place).next().filter(|word| matches!(word.gap, "" | " "))?;
    let service = word.word.to_lowercase();
    if !SERVICES.contains(&service.as_str()) && service != "user" {
        return None;
    }
    let bytes = text.as_bytes();
    let from = place + 1 + usize::from(at(bytes, place + 1) == b' ');
    let at_sign = usize::from(at(bytes, from) == b'@');
    let name = name(text, from + at_sign)?;
    let end = from + at_sign + name.len();
    let spaced = from > place + 1 || !word.gap.is_empty();
    let account = matches!(service.as_str(), "user" | "username" | "login" | "användare" | "användarnamn");
    let program = account && (spaced || is_code(name));
    let stopped = matches!(at(bytes, end), b'(' | b'[' | b'@' | b'/' | b'=');
    let believed =
        is_telling(name) || at_sign > 0 || (!account && (is_odd(name) || sibling(text, word.start)));
    (believed && !program && !stopped && is_somebody(name)).then_some(Span::new(
        from,
        end,
        Label::OtherId,
        Reason::InContext,
        80,
    ))
}

/// Whether a name is one that programs give to a variable: `request.user`, `new_user`.
fn is_code(name: &str) -> bool {
    const PARTS: [&str; 16] = [
        "user", "users", "request", "req", "self", "this", "session", "data", "form", "args", "config",
        "env", "test", "html", "name", "login",
    ];
    name.split(|c: char| !c.is_alphabetic()).any(|part| PARTS.contains(&part.to_lowercase().as_str()))
}

/// Whether another service and a user name stand right before, in the same list.
fn sibling(text: &str, place: usize) -> bool {
    let mut words = words_before(text, place);
    let (Some(value), Some(service)) = (words.next(), words.next()) else { return false };
    let listed = matches!(value.gap, ", " | "; " | " och " | "," | " ");
    listed && is_telling(value.word) && service.gap.trim_matches(' ') == "=" && is_service(service.word)
}

/// Whether no word is written like this: no vowel, or a letter three times.
fn is_odd(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut bytes = lower.bytes().zip(lower.bytes().skip(1)).zip(lower.bytes().skip(2));
    let thrice = bytes.any(|((a, b), c)| a == b && b == c);
    thrice || (lower.is_ascii() && lower.len() > 4 && !lower.contains(['a', 'e', 'i', 'o', 'u', 'y']))
}

/// Whether a name has a sign or a digit inside, as words do not.
fn is_telling(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | '-'))
}

/// The user name around the digit at `place` that a service right before or behind it names: `snap är elsa_08`, `elsa08 på snap`.
pub(super) fn beside(text: &str, place: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let inside =
        |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'.' | b'_' | b'-');
    let mut start = place;
    while inside(at(bytes, start.wrapping_sub(1))) {
        start -= 1;
        if place - start > 30 {
            return None;
        }
    }
    let name = name(text, start)?;
    let end = start + name.len();
    let letters = name.chars().take_while(|c| c.is_alphabetic()).count();
    let open = matches!(at(bytes, start.wrapping_sub(1)), 0 | b' ' | b'\n' | b'"' | b'(');
    let counted = name.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let signed = name.contains('_') || letters > 3;
    if !open
        || end <= place
        || letters < 2
        || !signed
        || COUNTED.contains(&counted.as_str())
        || !is_somebody(name)
    {
        return None;
    }
    let said = said_before(text, start) || said_behind(text.get(end..)?, name);
    (said && at(bytes, end) != b'@').then(|| Span::new(start, end, Label::OtherId, Reason::InContext, 80))
}

/// Whether a service stands right before, or *är* and before that a service.
fn said_before(text: &str, start: usize) -> bool {
    let plain = |word: &Before<'_>| matches!(word.gap, " " | " \"" | " (" | ": " | " = ");
    let mut words = words_before(text, start);
    match words.next().filter(plain) {
        Some(is) if matches!(is.word, "är" | "heter") => {
            words.next().is_some_and(|word| word.gap == " " && is_service(word.word))
        }
        Some(word) => is_service(word.word),
        None => false,
    }
}

/// Whether *på* and a service follow. A word that begins a sentence may be counted there: it must be in small letters.
fn said_behind(rest: &str, name: &str) -> bool {
    let Some(rest) = rest.strip_prefix(" på ").or_else(|| rest.strip_prefix(" i ")) else { return false };
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let own = !matches!(word.to_lowercase().as_str(), "user" | "login" | "nick" | "alias" | "steam");
    let many = name.contains('_') || name.bytes().filter(u8::is_ascii_digit).count() > 1;
    own && many && word.len() < 24 && is_service(word) && name.starts_with(char::is_lowercase)
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
