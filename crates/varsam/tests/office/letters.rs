//! Mail that goes out because of a change, to a real mail server: once, safely, and naming nobody.

use crate::house::{House, Lines, houses_with};
use crate::mail_server::MailServer;
use crate::office::log_review::person;
use lettre::message::Mailbox;
use std::cell::Cell;
use std::path::Path;
use varsam::data::config::{Mail, MailTls};
use varsam::data::mail::Mailer;
use varsam::data::{Config, Env, Site, open};
use varsam::office::letters::{Sent, send_due};
use varsam::office::{Entry, Office};
use varsam_model::person::{Contact, Person};
use varsam_model::{Id, Instant, Mark, RecordClass, id};
use varsam_store::{Letter, MAIL, Notice};

/// What a letter is about that tells of a login.
const REVEAL: &str = "reveal_secret";

thread_local! {
    /// What time it is, in one of these tests: each runs in a thread of its own.
    static AT: Cell<Instant> = const { Cell::new(crate::house::NOW) };
}

fn now() -> Instant {
    AT.get()
}

/// An office in which `holder` has an address.
async fn office(folder: &Path, address: &str) -> (Office, Id<id::Organiser>, Id<id::Person>) {
    let config = Config::read(None, Some(folder), &Env::new()).unwrap();
    let store = open(&config, now()).await.unwrap();
    let organiser = store.new_id(now()).unwrap();
    store.add_organiser(organiser, now()).await.unwrap();
    let mut holder = Person::named(store.new_id(now()).unwrap(), "Almaviva", "Kanariegren", Mark::None);
    if !address.is_empty() {
        holder.emails.push(Contact { value: address.to_owned(), kind: String::new() });
    }
    let mut change = store.tenant(organiser).change(holder.id, now()).await.unwrap();
    change.create(&Entry::head(&holder, store.new_id(now()).unwrap()), &holder).await.unwrap();
    change.commit().await.unwrap();
    let office = Office::over(store, &Site::default(), crate::house::address(), now).unwrap();
    (office, organiser, holder.id)
}

async fn put(office: &Office, organiser: Id<id::Organiser>, to: Id<id::Person>, count: usize) {
    let mut change = office.store.tenant(organiser).change(to, now()).await.unwrap();
    for number in 0..count {
        let body = Letter { to, about: REVEAL.to_owned(), path: "/my/log".to_owned() };
        let (kind, once) = (MAIL.to_owned(), format!("event {number} {to}"));
        let (subject, class) = (to.uuid(), RecordClass::Identity);
        let notice = Notice { kind, once, due: now(), subject, class, body };
        change.notify(office.store.new_id(now()).unwrap(), &notice).await.unwrap();
    }
    change.commit().await.unwrap();
}

/// How mail goes out by a server that speaks in this way.
pub(crate) fn mail(server: &MailServer, tls: MailTls) -> Mail {
    Mail {
        server: "localhost".to_owned(),
        port: server.port,
        tls,
        user: None,
        from: "Varsam <varsam@example.se>".parse::<Mailbox>().unwrap(),
        ca_file: None,
    }
}

const LATER: Sent = Sent { sent: 0, later: 1, given_up: 0 };

#[tokio::test]
async fn a_letter_waits_while_the_server_is_away_and_goes_out_once() {
    let Some(mut server) = MailServer::place("none") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (office, organiser, holder) = office(&folder.path().join("data"), "holder@example.se").await;
    let mailer = Mailer::new(&mail(&server, MailTls::None)).unwrap();
    put(&office, organiser, holder, 1).await;
    let start = now();
    let at = |seconds: i64| AT.set(start.plus_seconds(seconds));
    assert_eq!(send_due(&office, &mailer).await.unwrap(), LATER);
    at(30);
    assert_eq!(send_due(&office, &mailer).await.unwrap(), Sent::default(), "it is not its time yet");
    at(61);
    assert_eq!(send_due(&office, &mailer).await.unwrap(), LATER);
    let figures = office.store.figures(now()).await.unwrap();
    assert_eq!((figures.waiting, figures.failing), (1, 1));
    server.start();
    at(61 + 121);
    let (one, other) = tokio::join!(send_due(&office, &mailer), send_due(&office, &mailer));
    assert_eq!(one.unwrap().sent + other.unwrap().sent, 1);
    at(100_000);
    assert_eq!(send_due(&office, &mailer).await.unwrap(), Sent::default());
    let taken = server.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert_eq!(taken[0]["to"], serde_json::json!(["holder@example.se"]));
    let text = taken[0].to_string();
    assert!(text.contains("http://localhost:8080/my/log") && text.contains("inloggning"), "{text}");
    for word in ["Almaviva", "Kanariegren", &holder.to_string()] {
        assert!(!text.contains(word), "`{word}` is in a mail");
    }
}

#[tokio::test]
async fn two_who_send_at_once_send_each_letter_once() {
    let Some(mut server) = MailServer::place("none") else { return };
    server.start();
    let folder = tempfile::tempdir().unwrap();
    let (office, organiser, holder) = office(&folder.path().join("data"), "holder@example.se").await;
    let mailer = Mailer::new(&mail(&server, MailTls::None)).unwrap();
    put(&office, organiser, holder, 12).await;
    let (one, other) = tokio::join!(send_due(&office, &mailer), send_due(&office, &mailer));
    assert_eq!(one.unwrap().sent + other.unwrap().sent, 12);
    let names: std::collections::BTreeSet<_> =
        server.taken().iter().map(|mail| mail["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!((server.taken().len(), names.len()), (12, 12));
}

#[tokio::test]
async fn a_letter_that_nobody_can_get_is_given_up_and_told() {
    let Some(mut server) = MailServer::place("none") else { return };
    server.start();
    let lines = Lines::default();
    let kept = lines.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || kept.clone()).finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    for (address, expected) in [
        ("nobody@example.se", Sent { given_up: 1, ..Sent::default() }),
        ("", Sent { given_up: 1, ..Sent::default() }),
        ("later@example.se", LATER),
        ("relay@example.se", LATER),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (office, organiser, holder) = office(&folder.path().join("data"), address).await;
        let mailer = Mailer::new(&mail(&server, MailTls::None)).unwrap();
        put(&office, organiser, holder, 1).await;
        assert_eq!(send_due(&office, &mailer).await.unwrap(), expected, "{address}");
        let figures = office.store.figures(now()).await.unwrap();
        assert_eq!((figures.waiting, figures.given_up), (expected.later as u64, expected.given_up as u64));
    }
    let text = String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned();
    assert!(text.contains("a letter is given up") && text.contains("550"), "{text}");
    assert!(!text.contains("@example.se"), "the server's answer holds the address: {text}");
}

#[tokio::test]
async fn a_letter_that_cannot_be_read_is_given_up_and_holds_up_no_other() {
    let Some(mut server) = MailServer::place("none") else { return };
    server.start();
    let folder = tempfile::tempdir().unwrap();
    let (office, organiser, holder) = office(&folder.path().join("data"), "holder@example.se").await;
    let mailer = Mailer::new(&mail(&server, MailTls::None)).unwrap();
    let mut change = office.store.tenant(organiser).change(holder, now()).await.unwrap();
    let (kind, once, subject) = (MAIL.to_owned(), "odd".to_owned(), holder.uuid());
    let notice = Notice { kind, once, due: now(), subject, class: RecordClass::Identity, body: "no letter" };
    change.notify(office.store.new_id(now()).unwrap(), &notice).await.unwrap();
    change.commit().await.unwrap();
    put(&office, organiser, holder, 2).await;
    let done = send_due(&office, &mailer).await.unwrap();
    assert_eq!(done, Sent { sent: 2, later: 0, given_up: 1 });
    assert_eq!(send_due(&office, &mailer).await.unwrap(), Sent::default(), "nobody tries it again");
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear_or_to_a_server_that_is_not_the_one() {
    for (mode, tls) in [("tls", MailTls::Tls), ("starttls", MailTls::Starttls)] {
        let Some(mut server) = MailServer::place(mode) else { return };
        server.start();
        let folder = tempfile::tempdir().unwrap();
        let (office, organiser, holder) = office(&folder.path().join("data"), "holder@example.se").await;
        put(&office, organiser, holder, 1).await;
        let good = Mail {
            ca_file: Some(server.certificate()),
            user: Some(("varsam".to_owned(), "s3cret".to_owned())),
            ..mail(&server, tls)
        };
        let strange = Mail { ca_file: None, ..good.clone() };
        let wrong = Mail { user: Some(("varsam".to_owned(), "s3kret".to_owned())), ..good.clone() };
        for bad in [&strange, &wrong] {
            let told = Mailer::new(bad).unwrap().probe().await.unwrap_err().to_string();
            assert!(told.contains("no safe connection") && !told.contains("s3kret"), "{mode}: {told}");
        }
        assert_eq!(send_due(&office, &Mailer::new(&strange).unwrap()).await.unwrap(), LATER, "{mode}");
        assert!(server.taken().is_empty());
        let mailer = Mailer::new(&good).unwrap();
        mailer.probe().await.unwrap();
        AT.set(now().plus_seconds(61));
        assert_eq!(send_due(&office, &mailer).await.unwrap().sent, 1, "{mode}");
        assert_eq!((&server.taken()[0]["tls"], &server.taken()[0]["user"]), (&true.into(), &"varsam".into()));
        assert!(!format!("{good:?}").contains("s3cret"));
    }
    // A server that offers no TLS gets nothing where TLS is asked for.
    let Some(mut server) = MailServer::place("none") else { return };
    server.start();
    assert!(Mailer::new(&mail(&server, MailTls::Starttls)).unwrap().probe().await.is_err());
}

/// What the first page says of mail that did not go out; nothing where it says nothing.
async fn said(house: &House, who: &str) -> String {
    let page = house.get("/", &house.as_role(who).await).await.text;
    let section = page.split_once("id=\"unsent\"").map(|(_, rest)| rest.split("</section>").next().unwrap());
    section.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn who_gives_roles_reads_that_mail_did_not_go_out_and_of_nobody_who_is_hidden() {
    let (officer, teacher, head, operations) =
        ("Lena Granfors", "Jonas Flodmark", "Karin Ekhammar", "Petra Isbrand");
    for house in houses_with(false).await {
        let (store, organiser) = (&house.office.store, house.office.store.organisers().await.unwrap()[0]);
        assert_eq!(said(&house, operations).await, "");
        let teaches = person(&house, teacher).await;
        for to in [person(&house, officer).await, teaches] {
            put(&house.office, organiser, to, 1).await;
        }
        while let Some(claimed) = store.claim(MAIL, now(), 60).await.unwrap() {
            store.give_up(claimed.id, "no_address", now()).await.unwrap();
        }
        let told = said(&house, operations).await;
        assert!(told.contains(officer) && told.contains("Ingen e-postadress är känd."), "{told}");
        let told = said(&house, head).await;
        assert!(told.contains(teacher) && !told.contains(officer), "of her own school: {told}");
        assert_eq!(said(&house, teacher).await, "");
        house.hide(teaches).await;
        for who in [head, operations] {
            assert!(!said(&house, who).await.contains(teacher), "{who}");
        }
    }
}
