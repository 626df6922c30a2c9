//! What a span says, in the one way in which it is compared: twelve digits, E.164, lower case.

use crate::{
    identifier::{civic::CivicNumber, lex::is_invisible, number::LATEST},
    label::Label,
    span::Span,
};

/// What the identifier `span` of `text` is: of a personnummer twelve characters, of a telephone number `+46701234567`, of an e-mail
/// address the address in lower case with its signs, of other numbers the letters in capitals and no spaces. None where the
/// number is not right in itself, for short telephone numbers, and for labels that are no identifiers.
pub fn value(text: &str, span: &Span) -> Option<String> {
    let words = span.text(text);
    match span.label {
        Label::Personnummer => civic(words),
        Label::Phone => phone(words),
        Label::Email => Some(email(words)),
        Label::OtherId => Some(other(words)),
        Label::Address => Some(words.split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => None,
    }
}

fn civic(words: &str) -> Option<String> {
    let ascii: String = words.chars().filter_map(plain).filter(|c| !matches!(c, '.' | '/')).collect();
    CivicNumber::parse(&ascii, LATEST).ok().map(|number| number.value())
}

/// A character with full-width digits made ASCII; nothing for what cannot be seen.
fn plain(character: char) -> Option<char> {
    match character {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(character) - 0xff10 + 0x30),
        _ if is_invisible(character) => None,
        _ => Some(character),
    }
}

fn phone(words: &str) -> Option<String> {
    let plus = words.trim_start_matches('(').starts_with('+');
    let digits: String = words.chars().filter_map(plain).filter(char::is_ascii_digit).collect();
    let abroad = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let number = match (abroad, digits.strip_prefix('0')) {
        (Some(abroad), _) => match abroad.strip_prefix("460") {
            Some(rest) => format!("+46{rest}"),
            None => format!("+{abroad}"),
        },
        (None, Some(national)) => format!("+46{national}"),
        (None, None) => return None,
    };
    Some(number)
}

/// Ways to write `@` and the dot, with what they mean.
const SIGNS: [(&str, &str); 15] = [
    ("(at)", "@"),
    ("[at]", "@"),
    ("(a)", "@"),
    ("[a]", "@"),
    ("(snabel-a)", "@"),
    ("[snabel-a]", "@"),
    ("snabel-a", "@"),
    (" snabela ", "@"),
    (" snabel a ", "@"),
    (" at ", "@"),
    (" punkt ", "."),
    ("(punkt)", "."),
    ("[punkt]", "."),
    (" dot ", "."),
    ("(dot)", "."),
];

fn email(words: &str) -> String {
    let lower = words.to_lowercase();
    if lower.contains('@') {
        return lower.replace(' ', "");
    }
    SIGNS.iter().fold(lower, |text, (sign, meaning)| text.replace(sign, meaning)).replace(' ', "")
}

/// Handles and addresses in networks keep to lower case; accounts and plates to capitals.
fn other(words: &str) -> String {
    let compact: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let lower = compact.contains(['@', '/', '_', ':', '.'])
        || compact.chars().any(char::is_lowercase) && !is_plate(&compact);
    if lower { compact.to_lowercase() } else { compact.to_uppercase() }
}

fn is_plate(compact: &str) -> bool {
    let (letters, digits) = compact.split_at_checked(3).unwrap_or_default();
    let iban = compact.len() > 14 && compact.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit());
    iban || (compact.len() == 6
        && letters.bytes().all(|b| b.is_ascii_alphabetic())
        && digits.starts_with(|c: char| c.is_ascii_digit()))
}
