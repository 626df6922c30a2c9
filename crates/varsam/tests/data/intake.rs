//! `varsam import` and `varsam sync`: what they say and how they end.

use super::home::{Home, wait};
use super::postgres::{config, database, env, run};
use varsam::clock;
use varsam::data::open;
use varsam::office::intake::{Desk, PROGRAM, Progress, School as Source, synchronise};
use varsam::sync::mock::{Faults, School, router};
use varsam::sync::{Http, SignIn};
use varsam_model::Mark;
use varsam_model::import::Limits;
use varsam_model::person::Person;
use varsam_model::school::UnitKind;
use varsam_model::unit::Unit;
use varsam_model::{Id, RecordClass};
use varsam_store::{Filter, Head, Store};

/// An installation with an organiser that has a unit of its own.
pub(crate) fn with_unit() -> Home {
    let home = Home::of(0);
    home.work(add_unit);
    home
}

/// The unit of the organiser itself.
async fn add_unit(store: &Store) {
    let organiser = store.organisers().await.unwrap()[0];
    let id = store.new_id(clock::now()).unwrap();
    let name = "Norrviks kommun".to_owned();
    let top =
        Unit { id, kind: UnitKind::Organiser, name, parent: None, code: None, forms: vec![], hours: None };
    let head = Head::about(id.of(), "unit", id, id.uuid(), RecordClass::Unit).in_state("active");
    let mut change = store.tenant(organiser).change(Id::new(uuid::Uuid::nil()), clock::now()).await.unwrap();
    change.create(&head, &top).await.unwrap();
    change.commit().await.unwrap();
}

fn list(home: &Home, numbers: std::ops::Range<u32>) -> String {
    let mut text = "Personnummer;Förnamn;Efternamn;Skola;Skyddad identitet".to_owned();
    for number in numbers {
        text.push_str(&format!("\n20080101TF{number:02};Ada;Testsson;Nya skolan;Nej"));
    }
    let path = home.path("list.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn acm_49_a_list_is_taken_in_on_the_command_line() {
    let home = with_unit();
    let path = list(&home, 0..40);
    home.run(&["import", &path, "--dry-run"]).says(0, "persons: 40 new").says(0, "a dry run");
    assert_eq!(home.persons(), 0);
    home.run(&["import", &path]).says(0, "persons: 40 new").says(0, "done");
    assert_eq!(home.persons(), 40);
    home.run(&["import", &path]).says(0, "40 unchanged").says(0, "nothing to change");
    let fewer = list(&home, 0..5);
    home.run(&["import", &fewer]).says(1, "too_many_removed").says(1, "at most 10");
    home.run(&["import", &fewer, "--let-through", "the school closed"]).says(0, "35 ended");
    assert_eq!(home.persons(), 40, "ended, not erased");
}

#[test]
fn silence_on_the_command_line_is_no_written_mark() {
    let home = with_unit();
    let path = home.path("silent.csv");
    std::fs::write(&path, "Personnummer;Förnamn;Efternamn;Skola\n20080101TF01;Ada;Testsson;Nya skolan\n")
        .unwrap();
    home.run(&["import", &path]).says(0, "1 to be decided upon");
    home.work(async |store| {
        let tenant = store.tenant(store.organisers().await.unwrap()[0]);
        let filter = Filter { register: "person", limit: 9, ..Filter::default() };
        let all = tenant.list::<Person>(&filter).await.unwrap();
        let stand: Vec<_> = all.iter().map(|one| (one.head.state.as_str(), one.body.mark)).collect();
        assert_eq!(stand, [("quarantined", Mark::Unsaid)], "a decision on silence is none on a written mark");
    });
}

#[test]
fn what_is_wrong_with_a_list_is_told_by_row_and_says_nothing_of_anybody() {
    let home = with_unit();
    let path = home.path("wrong.csv");
    std::fs::write(&path, "Personnummer;Förnamn;Efternamn;Skola\n19990230-1234;Hemlig;Person;Skolan\n")
        .unwrap();
    let run = home.run(&["import", &path]);
    run.says(0, "row 2, `Personnummer`: civic (date) `00000000-0000`, left out");
    assert!(!run.out.contains("Hemlig") && !run.err.contains("Hemlig"));
    home.run(&["import", &home.path("none.csv")]).says(2, "cannot be read");
    home.run(&["import", &path, "--mapping", "other"]).says(2, "no mapping `other`");
    std::fs::write(&path, [0, 159, 146, 150, 0, 0, 0, 1]).unwrap();
    home.run(&["import", &path]).says(2, "is no table");
    std::fs::write(&path, "20080101TF01;Hemlig;Person;Skolan\n").unwrap();
    home.run(&["import", &path]).says(2, "has no headings in its first row");
    home.run(&["sync", "school"]).says(2, "no `[[source]]` is called `school`");
}

#[test]
fn a_source_is_configured_with_its_secret_in_a_file() {
    let home = with_unit();
    let config = home.path("varsam.toml");
    let secret = home.path("token");
    std::fs::write(&secret, "token-1").unwrap();
    super::home::set_mode(std::path::Path::new(&secret), 0o600);
    let write = |more: &str| {
        let text = format!("[[source]]\nname = \"school\"\nurl = \"http://127.0.0.1:9\"\n{more}");
        std::fs::write(&config, text).unwrap();
    };
    let sync = || home.run(&["sync", "school", "--config", &config]);
    write("");
    sync().says(2, "needs `token-file`");
    write(&format!("token-file = \"{secret}\"\npage = 0\n"));
    sync().says(2, "on a page");
    write(&format!("token-file = \"{secret}\"\nname = \"x\"\n"));
    sync().says(2, "duplicate key");
    write(&format!("token-file = \"{secret}\"\n"));
    let run = sync();
    run.says(1, "refused: `organisations`: no connection");
    assert!(!run.out.contains("token-1") && !run.err.contains("token-1"));
    std::fs::write(
        &config,
        "[[source]]\nname = \"a\"\nurl = \"http://school.example\"\ntoken-file = \"t\"\n",
    )
    .unwrap();
    home.run(&["sync", "a", "--config", &config]).says(2, "over https://");
    write(&format!(
        "token-url = \"http://school.example/token\"\nclient-id = \"a\"\nclient-secret-file = \"{secret}\"\n"
    ));
    sync().says(2, "a `token-url` that begins with https://");
}

/// A made-up school system on this machine, taken in over the wire.
async fn synced(store: &Store, school: School) -> varsam::office::intake::LastRun {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, router(school)).await });
    let (url, id) = (format!("{base}/token"), "test".to_owned());
    let http = Http::new(&base, SignIn::Client { url, id, secret: String::new(), scope: None }).unwrap();
    let organiser = store.organisers().await.unwrap()[0];
    let desk = Desk::open(store, organiser, "school", PROGRAM, clock::now).await.unwrap();
    let source =
        Source { name: "school".into(), page: 200, limits: Limits::default(), silence: Mark::Unsaid };
    let progress = Progress::default();
    let run = Box::pin(synchronise(&desk, &http, &source, true, false, &progress)).await.unwrap();
    desk.close().await.unwrap();
    serving.abort();
    run
}

#[test]
fn lists_and_school_systems_are_taken_in_on_postgresql() {
    let server = std::env::var("VARSAM_TEST_POSTGRES").ok();
    let Some(url) = server.as_deref().and_then(|server| database(server, "intake")) else {
        println!("skipped: VARSAM_TEST_POSTGRES names no server, or `psql` is not installed");
        return;
    };
    let home = Home::empty();
    let env_of = env(&url, &home);
    let school =
        |faults| School { persons: 1000, seed: 5, protected_every: Some(300), faults, ..School::default() };
    wait(async {
        let store = open(&config(&env_of), clock::now()).await.unwrap();
        let organiser = store.new_id(clock::now()).unwrap();
        store.add_organiser(organiser, clock::now()).await.unwrap();
        add_unit(&store).await;
        let faults = Faults { error_every: Some(9), turns_protected: Some(100), ..Faults::default() };
        let first = synced(&store, school(faults)).await;
        assert_eq!((first.tally.persons.add, first.tally.persons.quarantine), (996, 4), "{first:?}");
        let again = synced(&store, school(Faults::default())).await;
        assert!(again.is_done(), "{again:?}");
        assert_eq!((again.tally.persons.add, again.tally.persons.change), (0, 0), "{again:?}");
        store.close().await;
    });
    let path = list(&home, 0..40);
    run(&env_of, &["import", &path]).says(0, "persons: 40 new").says(0, "done");
    run(&env_of, &["import", &path]).says(0, "nothing to change");
}
