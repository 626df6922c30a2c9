//! Cases that are worked on by a program that is killed at any moment: no step that was acknowledged is lost, none is half
//! done, and nobody is written to twice; the program sends its mail all the while, to a server that is not killed.
//!
//! The test starts itself as a program that walks cases and says what it did; `KILLS` sets how often it is killed (6), and
//! `STEPS` how many steps it takes at least (150).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use varsam::data::config::{Mail, MailTls};
use varsam::data::mail::Mailer;
use varsam::data::{Config, Env};
use varsam::library::{Library, Origin};
use varsam::office::Office;
use varsam::office::cases::{plan, write};
use varsam::office::letters::{finish, send_due};
use varsam_model::case::{Act, Case, Event, Standing};
use varsam_model::deadline::OfficeHours;
use varsam_model::person::{Contact, Person};
use varsam_model::routine::{Facts, Routine, Takes};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Filter};

/// Names the folder for the part of this test that works and is killed, and the port of its mail server.
const FOLDER: &str = "VARSAM_CASES_FOLDER";
const PORT: &str = "VARSAM_CASES_PORT";

/// How many cases are open at a time.
const OPEN: usize = 12;

fn now() -> Instant {
    Instant(1_795_939_200_000_000)
}

/// When the leases of those who were killed have ended.
fn later() -> Instant {
    now().plus_seconds(3600)
}

async fn office(folder: &Path, clock: fn() -> Instant) -> Office {
    varsam::tls::choose_library();
    let config = Config::read(None, Some(folder), &Env::new()).unwrap();
    let address = "http://localhost:8080".parse().unwrap();
    Office::demonstrating(&config, address, clock, None).await.unwrap()
}

/// An office whose people can be written to.
async fn begun_office(folder: &Path) -> Office {
    let office = office(folder, now).await;
    let tenant = office.store.tenant(organiser(&office).await);
    let people = Filter { register: "person", limit: 10_000, ..Filter::default() };
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), now()).await.unwrap();
    for document in tenant.list::<Person>(&people).await.unwrap() {
        let mut person = document.body;
        let value = format!("{}.{}@example.se", person.given, person.family);
        let value = value.chars().filter(char::is_ascii).collect::<String>().replace(' ', "-");
        person.emails = vec![Contact { value, kind: String::new() }];
        change.update(&document.head, &person).await.unwrap();
    }
    change.commit().await.unwrap();
    office
}

/// A mail as its server took it: its own name, to whom, about what.
type Taken = (String, String, String);

/// A mail server that takes all there is.
struct MailServer {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl MailServer {
    fn start() -> Self {
        Self::answering_after(Duration::ZERO)
    }

    /// One that thinks for a while before it says that it has taken a mail.
    fn answering_after(wait: Duration) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (port, taken) = (listener.local_addr().unwrap().port(), Arc::default());
        let server = Self { port, taken: Arc::clone(&taken) };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let taken = Arc::clone(&taken);
                // Who is killed hangs up: that is no fault here.
                std::thread::spawn(move || drop(take(stream.unwrap(), &taken, wait)));
            }
        });
        server
    }

    fn mailer(port: u16) -> Mailer {
        let from = "Varsam <varsam@example.se>".parse().unwrap();
        let server = Ipv4Addr::LOCALHOST.to_string();
        Mailer::new(&Mail { server, port, tls: MailTls::None, user: None, from, ca_file: None }).unwrap()
    }
}

/// Speaks with one that sends mail, until it hangs up. A mail is taken before its sender hears of it.
fn take(mut stream: TcpStream, taken: &Mutex<Vec<Taken>>, wait: Duration) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 here\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut mail = Vec::new();
                loop {
                    match lines.next().transpose()? {
                        Some(line) if line == "." => break,
                        Some(line) => mail.push(line),
                        None => return Ok(()),
                    }
                }
                let field =
                    |name: &str| mail.iter().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
                let fields = (field("Message-ID: "), field("To: "), field("Subject: "));
                taken.lock().unwrap().push(fields);
                std::thread::sleep(wait);
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 yes\r\n",
        };
        stream.write_all(answer)?;
    }
    Ok(())
}

fn routines() -> Vec<Routine> {
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let shelf = library.shelf();
    let stack = shelf.books.stack("municipality").unwrap();
    shelf.books.routines_of(stack).map(|routine| plan::frozen(&shelf.books, routine)).collect()
}

async fn organiser(office: &Office) -> Id<id::Organiser> {
    office.store.organisers().await.unwrap()[0]
}

fn begun(routine: &Routine, by: Id<id::Person>) -> Case {
    Case {
        routine: routine.clone(),
        stack: "municipality".to_owned(),
        title: "Prov".to_owned(),
        text: "Prov".to_owned(),
        by: Some(by),
        at: now(),
        dates: routine.dates.iter().map(|moment| (moment.id.clone(), now())).collect(),
        facts: Facts::new(),
        despite: String::new(),
        events: vec![],
    }
}

/// The first step that is open, done; facts are as the seed has them.
fn done(case: &Case, by: Id<id::Person>, seed: usize) -> Option<Event> {
    let walked = case.walk(OfficeHours::default());
    let open = walked.iter().find(|stood| matches!(stood.standing, Standing::Open { .. }))?;
    let mut event = Event::new(&open.step.id, Act::Done, Some(by), now());
    event.decision = Some(seed.is_multiple_of(2));
    for fact in &open.step.asks {
        let value = match &fact.takes {
            Takes::YesNo => if seed.is_multiple_of(3) { "no" } else { "yes" }.to_owned(),
            Takes::OneOf(choices) => choices[seed % choices.len()].id.clone(),
            Takes::Number(least, _) => least.to_string(),
        };
        event.facts.insert(fact.id.clone(), value);
    }
    Some(event)
}

async fn cases(office: &Office) -> Vec<Document<Case>> {
    let filter = Filter { register: "case", limit: 1_000_000, ..Filter::default() };
    office.store.tenant(organiser(office).await).list(&filter).await.unwrap()
}

/// The part that works until it is killed: it says what is done once it is.
#[tokio::test]
async fn works_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let office = office(Path::new(&folder), now).await;
    let mailer = MailServer::mailer(std::env::var(PORT).unwrap().parse().unwrap());
    tokio::join!(work(&office), send(&office, &mailer));
}

/// Sends what is to be sent, over and over.
async fn send(office: &Office, mailer: &Mailer) {
    loop {
        send_due(office, mailer).await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn work(office: &Office) {
    let directory = office.directory(organiser(office).await).await.unwrap();
    let school = directory.units().into_iter().find(|unit| unit.name == "Björkskolan").unwrap().id;
    let by = directory.people(school).await.unwrap()[0].person.id;
    let (routines, mut out) = (routines(), std::io::stdout());
    let mut seed = usize::try_from(std::process::id()).unwrap();
    let mut open: Vec<_> = cases(office).await.into_iter().filter(|case| case.head.state == "open").collect();
    let tenant = office.store.tenant(organiser(office).await);
    writeln!(out, "\nworking").unwrap();
    loop {
        seed += 1;
        if open.len() < OPEN {
            let case = begun(&routines[seed % routines.len()], by);
            let id = write::begin(office, &directory, school, &case).await.unwrap();
            writeln!(out, "did {id} 0").unwrap();
            open.push(tenant.read(id).await.unwrap());
            continue;
        }
        let at = seed % open.len();
        let document = &open[at];
        let Some(event) = done(&document.body, by, seed) else {
            open.remove(at);
            continue;
        };
        let after = write::act(office, &directory, document, event, None).await.unwrap();
        writeln!(out, "did {} {}", document.head.id, after.events.len()).unwrap();
        open[at] = tenant.read(document.head.id).await.unwrap();
    }
}

/// Starts the part that works, kills it a while after it has begun to, and gives what it said it had done.
fn killed_after(folder: &Path, port: u16, wait: Duration) -> Vec<(Id<id::Record>, usize)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "works_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .env(PORT, port.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "working"), "it never began");
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    let did = |line: String| {
        let mut words = line.strip_prefix("did ")?.split(' ').map(str::to_owned);
        Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    lines.filter_map(did).collect()
}

/// All mail that an office has sent when the rest of it has gone out, too: to whom and about what.
async fn sent(office: &Office, server: &MailServer) -> BTreeMap<(String, String), usize> {
    while send_due(office, &MailServer::mailer(server.port)).await.unwrap().sent > 0 {}
    let (mut names, mut sent) = (BTreeSet::new(), BTreeMap::new());
    for (name, to, about) in std::mem::take(&mut *server.taken.lock().unwrap()) {
        assert!(names.insert(name), "a letter about `{about}` came twice");
        *sent.entry((to, about)).or_default() += 1;
    }
    sent
}

/// The same done once more by an office that is never killed: all its mail.
async fn sent_by_the_calm(there: &[Document<Case>]) -> BTreeMap<(String, String), usize> {
    let folder = tempfile::tempdir().unwrap();
    let calm = begun_office(folder.path()).await;
    let directory = calm.directory(organiser(&calm).await).await.unwrap();
    for document in there {
        let case = Case { events: vec![], ..document.body.clone() };
        let id = write::begin(&calm, &directory, document.head.unit, &case).await.unwrap();
        for event in &document.body.events {
            let read = directory.tenant.read(id).await.unwrap();
            write::act(&calm, &directory, &read, event.clone(), None).await.unwrap();
        }
    }
    sent(&calm, &MailServer::start()).await
}

/// What was sent is what had to be, but for those letters that were on their way at a kill: these are counted.
fn none_came_twice(
    sent: &BTreeMap<(String, String), usize>,
    expected: &BTreeMap<(String, String), usize>,
    uncertain: u64,
) {
    for (letter, count) in sent {
        assert!(expected.get(letter).is_some_and(|most| count <= most), "{letter:?} came {count} times");
    }
    let all = |letters: &BTreeMap<_, usize>| letters.values().sum::<usize>() as u64;
    let missing = all(expected) - all(sent);
    assert!(missing <= uncertain, "{missing} letters are missing, {uncertain} are said to be");
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |number| number.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_moment_loses_no_step_and_sends_nothing_twice() {
    if std::env::var(FOLDER).is_ok() {
        return;
    }
    let (folder, server) = (tempfile::tempdir().unwrap(), MailServer::start());
    begun_office(folder.path()).await.store.close().await;
    let (kills, steps) = (number("KILLS", 6), number("STEPS", 150));
    let (mut acknowledged, mut times) = (BTreeMap::new(), 0);
    let mut wait = u64::from(std::process::id());
    while times < kills || acknowledged.values().sum::<usize>() < steps {
        wait = wait.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let said = killed_after(folder.path(), server.port, Duration::from_millis(wait >> 56));
        for (case, events) in said {
            acknowledged.insert(case, events);
        }
        times += 1;
    }
    let worked = office(folder.path(), later).await;
    let there = cases(&worked).await;
    let of = |id: &Id<id::Record>| {
        there.iter().find(|case| case.head.id == *id).map(|case| case.body.events.len())
    };
    for (case, events) in &acknowledged {
        assert!(of(case).is_some_and(|kept| kept >= *events), "{case}: {events} steps were acknowledged");
    }
    let (sent, uncertain) =
        (sent(&worked, &server).await, worked.store.figures(later()).await.unwrap().uncertain);
    none_came_twice(&sent, &Box::pin(sent_by_the_calm(&there)).await, uncertain);
    println!(
        "killed {times} times in {} steps of {} cases; {} letters went out, of {uncertain} it is not known",
        acknowledged.values().sum::<usize>(),
        there.len(),
        sent.values().sum::<usize>()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_the_letter_that_is_on_its_way() {
    if std::env::var(FOLDER).is_ok() {
        return;
    }
    let (folder, server) =
        (tempfile::tempdir().unwrap(), MailServer::answering_after(Duration::from_millis(700)));
    let office = Arc::new(begun_office(folder.path()).await);
    let directory = office.directory(organiser(&office).await).await.unwrap();
    let school = directory.units().into_iter().find(|unit| unit.name == "Björkskolan").unwrap().id;
    let by = directory.people(school).await.unwrap()[0].person.id;
    let routine = routines().into_iter().find(|routine| routine.id == "breach").unwrap();
    write::begin(&office, &directory, school, &begun(&routine, by)).await.unwrap();
    let (sender, mailer) = (Arc::clone(&office), MailServer::mailer(server.port));
    let sending = tokio::spawn(async move { send_due(&sender, &mailer).await });
    while server.taken.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    finish(&office).await;
    sending.abort();
    let figures = office.store.figures(later()).await.unwrap();
    assert_eq!((figures.uncertain, figures.given_up), (0, 0));
    let taken = server.taken.lock().unwrap().len();
    assert!(figures.waiting > 0 && taken == 1, "the others wait: {taken} went out");
}
