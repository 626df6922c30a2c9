//! Signing in through others, and what is shown to browsers: whether the provider answers, until when certificates hold, and
//! how old the lists of revoked ones are.

use super::Check;
use crate::clock::day_of;
use crate::data::Config;
use crate::data::config::{self, MetBy, Tls};
use crate::fault::Fault;
use crate::office::card;
use crate::office::certificate::{holds_until, next_list};
use crate::office::provider::{Provider, Refused};
use crate::tls;
use std::path::{Path, PathBuf};
use varsam_model::Instant;

/// A certificate is renewed a month before it ends; a week before, it is late. In seconds.
const RENEW_LOOK: i64 = 30 * 86_400;
const RENEW_WRONG: i64 = 7 * 86_400;
/// A list of revoked certificates is fetched daily, some hours before the next is due. In seconds.
const FETCH_LOOK: i64 = 6 * 3600;

const RENEW: &str = "renew it; the program takes the new one in by itself";
const FETCH: &str = "fetch it anew, daily and by a timer: with an old one, no card lets anybody in";

/// Whether the provider answers, where there is one.
pub(super) async fn provider(config: &Config, now: Instant) -> Option<Check> {
    let provider = config.provider.clone()?;
    let issuer = provider.issuer.clone();
    let asked = match Provider::new(provider) {
        Ok(provider) => provider.ask(now).await,
        Err(error) => Err(Refused::Away(error.to_string())),
    };
    Some(match asked {
        Ok(()) => Check::ok("provider", format!("`{issuer}` answers")),
        Err(Refused::Away(why) | Refused::NotBelieved(why)) => Check::wrong(
            "provider",
            format!("`{issuer}`: {why}"),
            "see that it runs, and that its address is written as it writes it",
        ),
    })
}

/// What is shown to browsers.
pub(super) fn shown(config: &Config, now: Instant) -> Option<Check> {
    config.tls.as_ref().map(|tls| certificate("tls", tls, now))
}

fn certificate(check: &'static str, tls: &Tls, now: Instant) -> Check {
    match tls::server(tls).and_then(|_| until(&tls.certificate)) {
        Ok(until) => end(check, &tls.certificate, until, now),
        Err(fault) => Check::failed(check, &fault),
    }
}

/// Until when the first that ends holds, of the certificates in a file.
fn until(path: &Path) -> Result<i64, Fault> {
    let all = tls::certificates(path)?;
    let first = all.iter().map(|certificate| holds_until(certificate)).min().flatten();
    first.ok_or_else(|| {
        Fault::user(format!("`{}` holds a certificate that cannot be read; name another", path.display()))
    })
}

fn end(check: &'static str, path: &Path, until: i64, now: Instant) -> Check {
    let found = format!("`{}` holds until {}", path.display(), day_of(until));
    match until - now.seconds() {
        RENEW_LOOK.. => Check::ok(check, found),
        RENEW_WRONG.. => Check::look(check, found, RENEW),
        _ => Check::wrong(check, found, RENEW),
    }
}

/// Whose cards are trusted.
pub(super) fn card(config: &Config, now: Instant) -> Vec<Check> {
    let Some(card) = &config.card else { return Vec::new() };
    let mut checks = vec![trust(card, now)];
    if let MetBy::Port { tls, .. } = &card.met_by {
        checks.push(certificate("card_tls", tls, now));
    }
    if card.revoked.is_empty() {
        let todo = "name the lists of the authorities as `[card] revoked`, and fetch them daily";
        checks.push(Check::look("card_revoked", "a card that was blocked lets its holder in still", todo));
    }
    checks.extend(card.revoked.iter().map(|file| list(file, now)));
    checks
}

fn trust(card: &config::Card, now: Instant) -> Check {
    if let Err(fault) = card::trusted(card) {
        return Check::failed("card", &fault);
    }
    let ends = card.roots.iter().map(|file| Ok((file, until(file)?)));
    let ends = ends.collect::<Result<Vec<(&PathBuf, i64)>, Fault>>();
    match ends.map(|ends| ends.into_iter().min_by_key(|(_, until)| *until)) {
        Ok(Some((file, until))) => end("card", file, until, now),
        Ok(None) => Check::wrong("card", "no authority is trusted", "name them as `[card] roots`"),
        Err(fault) => Check::failed("card", &fault),
    }
}

fn list(file: &Path, now: Instant) -> Check {
    let lists = match tls::revocations(file) {
        Ok(lists) => lists,
        Err(fault) => return Check::failed("card_revoked", &fault),
    };
    let next = lists.iter().map(|list| next_list(list)).min().flatten();
    let found =
        |next: i64| format!("the next of `{}` is due at {}", file.display(), Instant(next * 1_000_000));
    match next {
        None => Check::wrong(
            "card_revoked",
            format!("`{}` does not say until when it is good", file.display()),
            FETCH,
        ),
        Some(next) if next <= now.seconds() => Check::wrong("card_revoked", found(next), FETCH),
        Some(next) if next <= now.seconds() + FETCH_LOOK => Check::look("card_revoked", found(next), FETCH),
        Some(next) => Check::ok("card_revoked", found(next)),
    }
}
