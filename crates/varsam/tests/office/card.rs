//! Smart cards, over real sockets under TLS: which are believed, and what the pages make of them (ACM-55).

use crate::authority::{Authority, Like, Made, write};
use crate::house::{House, NOW, Reply, house_with};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use axum_server::tls_rustls::RustlsConfig;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::ExtendedKeyUsagePurpose;
use std::net::SocketAddr;
use std::sync::Arc;
use tempfile::TempDir;
use varsam::data::config::{self, Attribute, MetBy, Tls};
use varsam::office::Card;

/// Where those go who have to start over.
const STALE: &str = "/sign-in/outside/stale";

/// Pages, and a port that cards are shown at.
struct Met {
    house: House,
    authority: Authority,
    folder: TempDir,
    card: Arc<Card>,
    shown: RustlsConfig,
}

fn configured(folder: &TempDir, met_by: MetBy, address: &str) -> config::Card {
    config::Card {
        address: Some(address.parse().unwrap()),
        met_by,
        roots: vec![folder.path().join("roots.pem")],
        revoked: vec![folder.path().join("revoked.pem")],
        number_from: Some(Attribute::SerialNumber),
    }
}

/// Writes what an authority issues for the program.
fn issued(authority: &Authority) -> (TempDir, Tls) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let server = authority.server();
    write(&path("roots.pem"), &authority.pem());
    write(&path("revoked.pem"), &authority.list(&[99], 2060));
    write(&path("server.pem"), &server.certificate);
    write(&path("server.key"), &server.key);
    let tls = Tls { certificate: path("server.pem"), key: path("server.key") };
    (folder, tls)
}

async fn met() -> Met {
    varsam::tls::choose_library();
    let authority = Authority::new("An authority");
    let (folder, tls) = issued(&authority);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = configured(&folder, MetBy::Port { port, tls }, &format!("https://localhost:{port}"));
    let card = Arc::new(Card::open(config, &crate::house::address()).unwrap());
    let shared = Arc::clone(&card);
    let house = house_with(|| NOW, |office| office.card = Some(shared)).await;
    let shown = RustlsConfig::from_config(Arc::new(card.server().unwrap().unwrap()));
    let pages = varsam::web::card_router(&house.office);
    let (config, handle) = (shown.clone(), axum_server::Handle::new());
    tokio::spawn(async move { varsam::listen::cards(listener, pages, config, handle).await.unwrap() });
    Met { house, authority, folder, card, shown }
}

impl Met {
    /// Begins; gives where the browser is sent and the cookie that it has then.
    async fn begin(&self, cookie: &str) -> (String, String) {
        let reply = self.house.get("/sign-in/card?next=/people", cookie).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        let going = reply.cookie.split(';').next().unwrap();
        (reply.to, format!("{cookie}; {going}"))
    }

    /// Shows a card, or none, and comes back to the pages; an error when the connection was refused.
    async fn show(&self, card: Option<&Made>) -> Result<Reply, reqwest::Error> {
        let (way, cookie) = self.begin("").await;
        let back = self.shown_at(&way, card).await?;
        Ok(self.house.told(self.house.get(&back, &cookie).await).await)
    }

    /// Shows a card; gives the path of the pages that the browser is sent back to.
    async fn shown_at(&self, way: &str, card: Option<&Made>) -> Result<String, reqwest::Error> {
        let root = reqwest::Certificate::from_pem(self.authority.pem().as_bytes())?;
        let mut client = reqwest::Client::builder().tls_certs_only([root]);
        client = client.redirect(reqwest::redirect::Policy::none());
        if let Some(card) = card {
            let pem = format!("{}{}", card.certificate, card.key);
            client = client.identity(reqwest::Identity::from_pem(pem.as_bytes())?);
        }
        let reply = client.build()?.get(way).send().await?;
        assert_eq!(reply.headers()["cache-control"], "no-store");
        let to = reply.headers()["location"].to_str().unwrap().to_owned();
        Ok(to.strip_prefix("http://localhost:8080").unwrap().to_owned())
    }
}

#[tokio::test]
async fn acm_55_a_card_signs_in_and_counts_as_one() {
    let met = met().await;
    assert!(met.house.get("/sign-in", "").await.text.contains("Logga in med kort"));
    let reply = met.show(Some(&met.authority.card(&Like::default()))).await.unwrap();
    assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/people"), "{}", reply.text);
    let cookie = reply.cookie.split(';').next().unwrap();
    assert!(met.house.get("/people", cookie).await.text.contains("Jonas Flodmark"));
    let token = cookie.split('=').nth(1).unwrap();
    let session = met.house.office.store.session(token, NOW).await.unwrap().unwrap();
    assert_eq!((session.level.as_str(), session.fresh_until), ("smart_card", NOW.plus_seconds(600)));
    let (way, cookie) = met.begin(cookie).await;
    let again = met.shown_at(&way, Some(&met.authority.card(&Like::default()))).await.unwrap();
    assert_eq!(met.house.get(&again, &cookie).await.to, "/people");
    assert!(met.house.office.store.session(token, NOW).await.unwrap().is_none(), "another took its place");
}

#[tokio::test]
async fn a_browser_without_a_card_is_told_what_to_do() {
    let met = met().await;
    let reply = met.show(None).await.unwrap();
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert!(reply.text.contains("Inget kort hittades"), "{}", reply.text);
    let unknown = met.authority.card(&Like { serial: "SE2321000016-9Z9Z", ..Like::default() });
    let reply = met.show(Some(&unknown)).await.unwrap();
    assert!(reply.text.contains("Du har inget konto här"), "{}", reply.text);
}

#[tokio::test]
async fn a_card_that_is_not_good_gets_no_connection() {
    let met = met().await;
    let stranger = Authority::new("An authority");
    for (card, what) in [
        (met.authority.card(&Like { until: 2021, ..Like::default() }), "expired"),
        (stranger.card(&Like::default()), "of another authority that has the same name"),
        (met.authority.card(&Like { number: 99, ..Like::default() }), "revoked"),
        (
            met.authority.card(&Like { usage: Some(ExtendedKeyUsagePurpose::ServerAuth), ..Like::default() }),
            "for another use",
        ),
    ] {
        assert!(met.show(Some(&card)).await.is_err(), "{what}");
    }
    let unused = met.authority.card(&Like { usage: None, ..Like::default() });
    let reply = met.show(Some(&unused)).await.unwrap();
    assert!(reply.text.contains("Kortet går inte att använda"), "for no use: {}", reply.text);
    let mut stolen = met.authority.card(&Like::default());
    stolen.key = met.authority.card(&Like::default()).key;
    assert!(met.show(Some(&stolen)).await.is_err(), "the certificate, and not its key");
}

#[tokio::test]
async fn a_list_is_taken_in_and_one_that_is_too_old_lets_nobody_in() {
    let met = met().await;
    let card = met.authority.card(&Like::default());
    assert_eq!(met.show(Some(&card)).await.unwrap().status, StatusCode::SEE_OTHER);
    let revoked = met.folder.path().join("revoked.pem");
    for (list, what) in
        [(met.authority.list(&[7], 2060), "revoked"), (met.authority.list(&[], 2021), "too old")]
    {
        write(&revoked, &list);
        met.card.take_in().unwrap();
        // The port still lets the card through; what it stands for is asked with each sign-in.
        let reply = met.show(Some(&card)).await.unwrap();
        assert!(reply.text.contains("Kortet går inte att använda"), "{what}: {}", reply.text);
        met.shown.reload_from_config(Arc::new(met.card.server().unwrap().unwrap()));
        assert!(met.show(Some(&card)).await.is_err(), "{what}, and no connection either");
        write(&revoked, &met.authority.list(&[], 2060));
        met.card.take_in().unwrap();
        met.shown.reload_from_config(Arc::new(met.card.server().unwrap().unwrap()));
        assert_eq!(met.show(Some(&card)).await.unwrap().status, StatusCode::SEE_OTHER, "in order again");
    }
    write(&revoked, "no list");
    assert!(met.card.take_in().is_err());
    assert_eq!(met.show(Some(&card)).await.unwrap().status, StatusCode::SEE_OTHER, "the former goes on");
}

#[tokio::test]
async fn what_a_card_was_seen_for_is_good_once_and_in_its_browser() {
    let met = met().await;
    let card = met.authority.card(&Like::default());
    let (way, cookie) = met.begin("").await;
    let back = met.shown_at(&way, Some(&card)).await.unwrap();
    let (other_way, other) = met.begin("").await;
    assert_eq!(met.house.get(&back, &other).await.to, STALE, "another browser");
    assert_eq!(met.house.get(&back, &cookie).await.to, STALE, "used up");
    // What was seen for one sign-in does for no other: nobody is signed in as somebody else by a link.
    let state = |address: &str| address.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (way, _) = met.begin("").await;
    let back = met.shown_at(&way, Some(&card)).await.unwrap().replace(&state(&way), &state(&other_way));
    assert_eq!(met.house.get(&back, &other).await.to, STALE, "another sign-in");
    assert_eq!(met.house.get("/sign-in/card/back", &cookie).await.to, STALE);
}

#[tokio::test]
async fn what_a_proxy_was_shown_is_believed_and_what_others_send_is_not() {
    varsam::tls::choose_library();
    let authority = Authority::new("An authority");
    let (folder, _) = issued(&authority);
    let met_by = MetBy::Proxies(vec!["10.0.0.5".parse().unwrap()]);
    let config = configured(&folder, met_by, "https://card.example");
    let card = Arc::new(Card::open(config, &crate::house::address()).unwrap());
    let house = house_with(|| NOW, |office| office.card = Some(card)).await;
    let good = authority.card(&Like::default());
    let header = |card: &Made| format!(":{}:", STANDARD.encode(&card.der));
    let show = async |peer: Option<&str>, sent: Option<String>| {
        let begun = house.get("/sign-in/card?next=/people", "").await;
        let cookie = begun.cookie.split(';').next().unwrap().to_owned();
        let path = begun.to.strip_prefix("https://card.example").unwrap();
        let mut request = Request::get(path);
        if let Some(sent) = sent {
            request = request.header("client-cert", sent);
        }
        if let Some(peer) = peer {
            request = request.extension(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 9)));
        }
        let reply = house.send(request, String::new()).await;
        (reply.status, reply.to, cookie)
    };
    for peer in [None, Some("10.0.0.6"), Some("::1"), Some("::ffff:10.0.0.6")] {
        let (status, ..) = show(peer, Some(header(&good))).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{peer:?}");
    }
    for (peer, sent, expected) in [
        ("10.0.0.5", Some(header(&good)), StatusCode::SEE_OTHER),
        ("::ffff:10.0.0.5", Some(header(&good)), StatusCode::SEE_OTHER),
        ("10.0.0.5", None, StatusCode::FORBIDDEN),
        ("10.0.0.5", Some("nonsense".to_owned()), StatusCode::FORBIDDEN),
        ("10.0.0.5", Some(":AAAA:".to_owned()), StatusCode::FORBIDDEN),
        (
            "10.0.0.5",
            Some(header(&Authority::new("An authority").card(&Like::default()))),
            StatusCode::FORBIDDEN,
        ),
        (
            "10.0.0.5",
            Some(header(&authority.card(&Like { until: 2021, ..Like::default() }))),
            StatusCode::FORBIDDEN,
        ),
    ] {
        let (status, to, cookie) = show(Some(peer), sent).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let back = to.strip_prefix("http://localhost:8080").unwrap();
        let reply = house.told(house.get(back, &cookie).await).await;
        assert_eq!(reply.status, expected, "{peer} {}", reply.text);
        assert_eq!(reply.cookie.contains("varsam-demo="), expected == StatusCode::SEE_OTHER);
    }
}
