//! Who is signed in: the cookie, and the reader that pages ask for; and who sends a request, signed in or not.

use super::Shared;
use super::error::Failure;
use super::site::cookie;
use crate::metrics::Outcome;
use crate::office::{Office, Reader};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, header};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use varsam_model::Instant;
use varsam_store::{Fault, Outside, Ticket};

/// The name of the cookie. The prefix makes browsers refuse one that another host or path set.
pub(crate) const COOKIE: &str = "__Host-varsam";
/// Its name in the demonstration, which speaks no TLS and is reached on this machine only.
pub(crate) const DEMO_COOKIE: &str = "varsam-demo";

/// How long what asks for a fresh sign-in is open after one, in seconds: ten minutes.
pub(crate) const FRESH: i64 = 600;

/// The most of what a browser calls itself that is looked at, in characters.
const LONGEST_NAME: usize = 1000;

/// What is open to everybody where the guidelines are for those who are signed in: the door, the calendars behind their
/// links, and what watches over the program. A path that ends in a slash stands for all below it.
const OPEN: [&str; 12] = [
    "/sign-in",
    "/sign-in/",
    "/sign-out",
    "/set-up/",
    "/invitation/",
    "/calendar/",
    "/accessibility",
    "/open",
    "/open/",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// Whether a page is open to everybody, whoever reads the guidelines.
pub(crate) fn is_open(path: &str) -> bool {
    OPEN.iter().any(|open| if open.ends_with('/') { path.starts_with(open) } else { path == *open })
}

/// The name of the cookie that remembers which unit somebody works with, by its id.
pub(crate) const UNIT: &str = "unit";

/// A page behind sign-in: the office, and who asks.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) office: Arc<Office>,
    pub(crate) reader: Reader,
}

/// The office alone, for the pages that sign somebody in.
pub(crate) struct Door(pub(crate) Arc<Office>);

/// Who sends a request.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// From where, as tries are counted: an address, or half of one of the long kind, which a household has many of.
    pub(crate) from: String,
    /// What the browser calls itself.
    browser: String,
    /// The token that came along, whatever it is worth.
    token: Option<String>,
}

impl Client {
    fn of(office: &Office, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let from = peer.map(|peer| place(sender(peer, headers, &office.trusted_proxies)));
        let browser = headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default();
        Self {
            from: from.unwrap_or_default(),
            browser: browser.chars().take(LONGEST_NAME).collect(),
            token: cookie(headers, name(office)),
        }
    }
}

/// Who sent a request that came from `peer`: the last address in `X-Forwarded-For` that a trusted proxy has put there.
fn sender(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok());
    let entries: Vec<_> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut sender = peer;
    for entry in entries.into_iter().rev().filter(|entry| !entry.is_empty()) {
        let address = entry.parse().or_else(|_| entry.parse().map(|at: SocketAddr| at.ip()));
        match address {
            Ok(address) if trusted.contains(&sender) => sender = IpAddr::to_canonical(&address),
            _ => break,
        }
    }
    sender
}

fn place(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

impl FromRequestParts<Shared> for Door {
    type Rejection = Failure;

    async fn from_request_parts(_: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        shared.0.settings.office.clone().map(Self).ok_or(Failure::NoSuchPage)
    }
}

impl FromRequestParts<Shared> for Client {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let Door(office) = Door::from_request_parts(parts, shared).await?;
        Ok(Self::of(&office, &parts.headers, &parts.extensions))
    }
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let Door(office) = Door::from_request_parts(parts, shared).await?;
        let reader = parts.extensions.get::<Reader>().cloned();
        let next = parts.uri.path().to_owned();
        reader.map(|reader| Self { office, reader }).ok_or(Failure::NotSignedIn(next))
    }
}

impl Signed {
    /// Who is signed in, as the store knows them.
    pub(crate) fn who(&self) -> Ticket {
        who(&self.reader)
    }
}

/// Who a reader is, as the store knows them.
pub(crate) fn who(reader: &Reader) -> Ticket {
    Ticket { organiser: reader.session.organiser, person: reader.session.person }
}

/// The reader whose cookie came along, if there is one.
pub(crate) async fn reader(
    shared: &Shared,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<Option<Reader>, Failure> {
    let Some(office) = &shared.0.settings.office else { return Ok(None) };
    let client = Client::of(office, headers, extensions);
    let Some(token) = &client.token else { return Ok(None) };
    let unit = super::site::cookie(headers, UNIT);
    Ok(Reader::of(office, token, &client.browser, unit.as_deref()).await?)
}

/// Lets somebody in, in a way given as a code: with a new token, and the session that the browser had before ended.
/// Gives the cookie. `is_fresh` opens what asks for a fresh sign-in, for a while.
pub(crate) async fn let_in(
    office: &Office,
    client: &Client,
    who: Ticket,
    level: &str,
    is_fresh: bool,
) -> Result<(header::HeaderName, HeaderValue), Failure> {
    let now = office.now();
    let fresh_until = if is_fresh { now.plus_seconds(FRESH) } else { now };
    let_in_until(office, client, who, (level, fresh_until), None).await
}

/// The same, with what asks for a fresh sign-in open until a time, and who outside vouched for it and may end it.
pub(crate) async fn let_in_until(
    office: &Office,
    client: &Client,
    who: Ticket,
    (level, fresh_until): (&str, Instant),
    outside: Option<Outside<'_>>,
) -> Result<(header::HeaderName, HeaderValue), Failure> {
    if !is_open_to(office, who).await? {
        office.metrics.sign_in(level, Outcome::Refused);
        return Err(Failure::NotOpen);
    }
    if let Some(former) = &client.token {
        office.store.end_session(former).await?;
    }
    let tenant = office.store.tenant(who.organiser);
    let token = tenant.sign_in(who.person, level, &client.browser, office.now(), fresh_until).await?;
    if let Some(outside) = outside {
        tenant.vouched(&token, &outside).await?;
    }
    office.metrics.sign_in(level, Outcome::In);
    Ok(set_cookie(office, Some(&token)))
}

/// Whether somebody can be signed in at all. Whoever is erased or hidden since could not go on from any page, and is told
/// here, once it is shown who they are.
async fn is_open_to(office: &Office, who: Ticket) -> Result<bool, Failure> {
    match office.directory(who.organiser).await?.person(who.person).await {
        Ok(entry) => Ok(!entry.is_quarantined),
        Err(Fault::Missing | Fault::Erased) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

/// Opens what asks for a fresh sign-in, for a while.
pub(crate) async fn freshen(office: &Office, reader: &Reader) -> Result<(), Failure> {
    let until = office.now().plus_seconds(FRESH);
    Ok(reader.tenant(office).freshen(reader.session.person, &reader.session.name, until).await?)
}

/// What the cookie is called.
pub(crate) fn name(office: &Office) -> &'static str {
    if office.is_demo { DEMO_COOKIE } else { COOKIE }
}

/// The cookie that carries a token; without one, the cookie that takes it away.
pub(crate) fn set_cookie(office: &Office, token: Option<&str>) -> (header::HeaderName, HeaderValue) {
    let secure = if office.is_demo { "" } else { "; Secure" };
    let (value, age) = token.map_or(("", "; Max-Age=0"), |token| (token, ""));
    let text = format!("{}={value}; Path=/; SameSite=Lax; HttpOnly{secure}{age}", name(office));
    (header::SET_COOKIE, HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("")))
}

/// What browsers leave out of an address, or take for a slash.
fn is_odd(char: char) -> bool {
    char == '\\' || char.is_control()
}

/// A path of ours; anything else leads to the people. An address that leads elsewhere after a form would help thieves.
pub(crate) fn within(next: &str) -> String {
    let is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(is_odd);
    if is_ours { next.to_owned() } else { "/people".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_believed_only_when_it_is_trusted_and_only_the_last_word() {
        let trusted: Vec<IpAddr> = vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        let from = |peer: &str, forwarded: &'static str| {
            let line =
                (header::HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static(forwarded));
            let headers = HeaderMap::from_iter([line]);
            place(sender(peer.parse::<IpAddr>().unwrap().to_canonical(), &headers, &trusted))
        };
        for (peer, forwarded, expected) in [
            ("192.0.2.9", "203.0.113.7", "192.0.2.9"),
            ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
            ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
            ("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
            ("10.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
            ("10.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
            ("10.0.0.1", "nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("2001:db8:1:2:3:4:5:6", "203.0.113.7", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(from(peer, forwarded), expected, "{peer} {forwarded}");
        }
    }

    #[test]
    fn the_door_is_open_and_no_other_page() {
        for path in
            ["/sign-in", "/sign-in/passkey", "/set-up/x", "/invitation/x", "/calendar/x.ics", "/healthz"]
        {
            assert!(is_open(path), "{path}");
        }
        for path in ["/", "/sign-ins", "/people", "/guidelines", "/api/questions", "/step-up", "/health"] {
            assert!(!is_open(path), "{path}");
        }
    }

    #[test]
    fn nobody_is_led_elsewhere_after_signing_in() {
        for (next, to) in [
            ("/people/1", "/people/1"),
            ("https://elsewhere.example", "/people"),
            ("//elsewhere.example", "/people"),
            ("/\\elsewhere.example", "/people"),
            ("/\t/elsewhere.example", "/people"),
            ("/\u{b}/elsewhere.example", "/people"),
            ("", "/people"),
        ] {
            assert_eq!(within(next), to);
        }
    }
}
