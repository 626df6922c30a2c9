//! What a board is told, by URL: figures of a school year beside those before, how things stand now, what the officer has
//! written, and for whom (ACM-04).

use super::open::stepped;
use super::registers::made;
use super::statistics::{acts, at, begun, unit};
use super::upkeep::here;
use crate::house::{House, NOW, between, furnished, house, houses, seconds_pass};
use axum::http::StatusCode;
use jiff::civil::date;
use std::collections::BTreeSet;
use varsam_model::case::{Act, Case, Event};
use varsam_model::register::{Entry, Register, Value};
use varsam_model::routine::Facts;
use varsam_model::unit::Unit;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Document, Filter, Head, TrailFilter};

const OFFICER: &str = "Lena Granfors";
const TOP: &str = "Norrviks kommun";

/// A breach that was reported and discovered at a moment.
async fn reported(house: &House, place: &str, since: &str, event: &str) -> Document<Case> {
    let facts = [("breach_data", "yes"), ("breach_event", event), ("breach_cause", "by_accident")];
    begun(house, (place, "breach"), since, &facts).await
}

fn stated(facts: &[(&str, &str)]) -> Facts {
    facts.iter().map(|(fact, value)| ((*fact).to_owned(), (*value).to_owned())).collect()
}

/// It is one, and what the risk is.
async fn confirmed(house: &House, case: &mut Document<Case>, when: &str) {
    let yes = |event: &mut Event| event.decision = Some(true);
    acts(house, case, ("assess", Act::Done, when), yes).await;
    let found = [("breach_risk", "some_risk"), ("protected_concerned", "no"), ("security_act", "no")];
    acts(house, case, ("severity", Act::Done, when), |event| event.facts = stated(&found)).await;
}

/// It was weighed, which comes to 2.25.
async fn weighed(house: &House, case: &mut Document<Case>, when: &str) {
    let said = [
        ("content", "simple"),
        ("vulnerable", "1"),
        ("ease", "maximum"),
        ("confidentiality", "known"),
        ("integrity", "kept"),
        ("availability", "kept"),
    ];
    acts(house, case, ("severity", Act::Noted, when), |event| event.facts = stated(&said)).await;
}

/// What is decided of a step, and of those concerned.
async fn decided(house: &House, case: &mut Document<Case>, (step, when): (&str, &str), decision: bool) {
    acts(house, case, (step, Act::Done, when), |event| event.decision = Some(decision)).await;
}

async fn advised(house: &House, case: &mut Document<Case>, when: &str) {
    let found = [("notice_exemption", "no_exemption")];
    acts(house, case, ("advise", Act::Done, when), |event| event.facts = stated(&found)).await;
}

/// Breaches of this school year and one of the year before, and one that is made up.
async fn filled(house: &House) {
    let (bjork, strand) = ("Björkskolan", "Strandskolan");
    let mut in_time = reported(house, bjork, "2026-09-14T08:00", "shared").await;
    weighed(house, &mut in_time, "2026-09-14T09:00").await;
    confirmed(house, &mut in_time, "2026-09-14T10:00").await;
    decided(house, &mut in_time, ("decide-authority", "2026-09-15T07:00"), true).await;
    acts(house, &mut in_time, ("notify-authority", Act::Done, "2026-09-15T08:00"), |_| {}).await;
    advised(house, &mut in_time, "2026-09-15T09:00").await;
    decided(house, &mut in_time, ("decide-persons", "2026-09-15T10:00"), true).await;
    acts(house, &mut in_time, ("letters", Act::Done, "2026-09-15T11:00"), |_| {}).await;

    let mut late = reported(house, bjork, "2026-10-12T08:00", "shared").await;
    confirmed(house, &mut late, "2026-10-12T10:00").await;
    decided(house, &mut late, ("decide-authority", "2026-10-15T09:00"), true).await;
    acts(house, &mut late, ("notify-authority", Act::Done, "2026-10-15T16:00"), |_| {}).await;
    advised(house, &mut late, "2026-10-15T16:00").await;
    decided(house, &mut late, ("decide-persons", "2026-10-16T10:00"), false).await;

    let mut none = reported(house, strand, "2026-10-20T08:00", "lost").await;
    decided(house, &mut none, ("assess", "2026-10-20T09:00"), false).await;
    reported(house, strand, "2026-11-24T08:00", "changed").await;
    reported(house, "Övningsskolan", "2026-11-24T08:00", "shared").await;

    let mut former = reported(house, bjork, "2026-03-10T08:00", "shared").await;
    confirmed(house, &mut former, "2026-03-10T10:00").await;
    decided(house, &mut former, ("decide-authority", "2026-03-11T07:00"), false).await;
}

/// The figures of a row in the table of a section: of the year, and of the one before.
fn figures<'a>(page: &'a str, section: &str, label: &str) -> Vec<&'a str> {
    let table = between(page, &format!("<caption id=\"{section}\">"), "</tbody>");
    let head = format!("<th scope=\"row\">{label}</th>");
    let row = table.split("<tr>").find(|row| row.contains(&head));
    let row = row.unwrap_or_else(|| panic!("no {label} in {table}"));
    row.split("<td><bdi>").skip(1).map(|cell| cell.split('<').next().unwrap()).collect()
}

async fn page(house: &House, who: &str, query: &str) -> String {
    let reply = house.get(&format!("/board{query}"), &house.as_role(who).await).await;
    assert_eq!(reply.status, StatusCode::OK, "{who} {query}: {}", reply.text);
    reply.text
}

#[tokio::test]
async fn a_breach_that_was_reported_in_time_and_noted_late_is_in_time() {
    let house = house().await;
    let mut case = reported(&house, "Björkskolan", "2026-10-16T08:00", "shared").await;
    confirmed(&house, &mut case, "2026-10-16T10:00").await;
    decided(&house, &mut case, ("decide-authority", "2026-10-16T11:00"), true).await;
    let friday = [("reported", "2026-10-16T13:00:00Z")];
    let sent = |event: &mut Event| event.facts = stated(&friday);
    acts(&house, &mut case, ("notify-authority", Act::Done, "2026-10-19T12:00"), sent).await;
    let page = page(&house, OFFICER, "").await;
    assert_eq!(figures(&page, "board-authority", "Anmälda i tid"), ["1"]);
    assert_eq!(figures(&page, "board-authority", "Anmälda för sent"), ["0"]);
}

#[tokio::test]
async fn acm_04_a_board_is_told_of_breaches_beside_those_of_the_year_before() {
    for house in houses().await {
        filled(&house).await;
        let page = page(&house, OFFICER, "").await;
        assert!(page.contains("Dataskydd läsåret 2026/27 · <bdi>Norrviks kommun</bdi></h1>"), "{page}");
        let shared = "Uppgifter har delats med någon obehörig (till exempel mejl till fel person)";
        for (section, label, expected) in [
            ("board-breaches", "Rapporterade hos oss", ["4", "1"]),
            ("board-breaches", "Visade sig inte vara någon incident", ["1", "0"]),
            ("board-months", "sep", ["1", "0"]),
            ("board-months", "okt", ["2", "0"]),
            ("board-months", "nov", ["1", "0"]),
            ("board-months", "mars", ["0", "1"]),
            ("board-events", shared, ["2", "1"]),
            ("board-events", "Uppgifter har ändrats", ["1", "0"]),
            ("board-levels", "Medel", ["1", "0"]),
            ("board-levels", "Hög", ["0", "0"]),
            ("board-levels", "Inte bedömt", ["2", "1"]),
            ("board-authority", "Anmälda i tid", ["1", "0"]),
            ("board-authority", "Anmälda för sent", ["1", "0"]),
            ("board-authority", "Anmäldes inte", ["0", "1"]),
            ("board-authority", "Inte klart", ["1", "0"]),
            ("board-persons", "Har fått veta", ["1", "0"]),
            ("board-persons", "Fick inte veta", ["1", "0"]),
            ("board-persons", "Inte klart", ["1", "1"]),
            ("board-emergencies", "Alla", ["0", "0"]),
            ("board-questions", "Frågor", ["0", "0"]),
        ] {
            assert_eq!(figures(&page, section, label), expected, "{section} {label}");
        }
        assert!(!page.contains("Uppgifter har gått förlorade"), "it was found to be none");
        // Of each something is left to do; the one of a made-up school is not among them.
        assert_eq!(figures(&page, "board-present", "Pågående ärenden"), ["5"]);
        assert!(!page.contains("Hemlig"), "no case is told of");
        assert_eq!(page.matches("<svg role=\"img\"").count(), 2);
        assert_eq!(page.matches("<rect ").count(), 12 + 4);

        let cookie = house.as_role(OFFICER).await;
        let file = house.get("/board/export/csv", &cookie).await;
        assert_eq!(file.status, StatusCode::OK);
        for row in [
            "Avsnitt;Uppgift;2026/27;2025/26\n",
            "\nPersonuppgiftsincidenter;Rapporterade hos oss;4;1\n",
            "\nAnmälan till Integritetsskyddsmyndigheten;Anmälda för sent;1;0\n",
            "\nÄrenden, biträden och konton;Pågående ärenden;5;\n",
        ] {
            assert!(file.text.contains(row), "{row}: {}", file.text);
        }
        let told = async |kind: &str| {
            let filter = TrailFilter { kind, limit: 1, ..Default::default() };
            let deeds = house.tenant().await.trail(&filter).await.unwrap();
            deeds.into_iter().next().unwrap().note.unwrap_or_default()
        };
        assert_eq!(told("view_figures").await, "board 2026/27");
        assert!(told("export").await.starts_with("board "));
    }
}

#[tokio::test]
async fn the_figures_are_for_those_who_supervise_and_of_their_units() {
    let house = house().await;
    filled(&house).await;
    let strand = unit(&house, "Strandskolan").await;
    let head = page(&house, "Karin Ekhammar", "").await;
    assert!(head.contains("<bdi>Björkskolan</bdi></h1>") && !head.contains("Strandskolan"), "{head}");
    assert_eq!(figures(&head, "board-breaches", "Rapporterade hos oss"), ["2", "1"]);
    let operations = page(&house, "Petra Isbrand", &format!("?unit={strand}")).await;
    // Nothing is known of that school from the year before.
    assert_eq!(figures(&operations, "board-breaches", "Rapporterade hos oss"), ["2"]);
    let cookie = house.as_role("Karin Ekhammar").await;
    let made_up = unit(&house, "Övningsskolan").await;
    for odd in [format!("unit={strand}"), format!("unit={made_up}"), "unit=nobodys".to_owned()] {
        for path in ["/board", "/board/export/csv"] {
            let reply = house.get(&format!("{path}?{odd}"), &cookie).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {odd}");
        }
    }
    let officer = house.as_role(OFFICER).await;
    let reply = house.get(&format!("/board?unit={made_up}"), &officer).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "what is made up is in no figures");
    assert!(house.get("/cases", &officer).await.text.contains("href=\"/board\""));
    for stranger in ["Jonas Flodmark", "Disa Ripskog", "Nour Almklint", "Anders Kvistorp", "Gun Ulvsand"] {
        let cookie = house.as_role(stranger).await;
        for path in ["/board", "/board/export/csv"] {
            let reply = house.get(path, &cookie).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{stranger} {path}");
        }
        assert!(!house.get("/cases", &cookie).await.text.contains("href=\"/board\""), "{stranger}");
    }
    assert_ne!(house.get("/board", "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_a_year_of_which_nothing_is_known_nothing_is_said() {
    let house = house().await;
    filled(&house).await;
    let empty = page(&house, OFFICER, "?year=2024").await;
    assert!(empty.contains("Här finns inga uppgifter från läsåret 2024/25."), "{empty}");
    assert!(!empty.contains("Rapporterade hos oss") && empty.contains("Läget i dag"), "{empty}");
    let former = page(&house, OFFICER, "?year=2025").await;
    assert_eq!(figures(&former, "board-breaches", "Rapporterade hos oss"), ["1"], "no year before it");
    let cookie = house.as_role(OFFICER).await;
    for odd in ["year=2020", "year=2027", "year=-1", "year=2026/27", "year=99999999"] {
        for path in ["/board", "/board/export/csv"] {
            let reply = house.get(&format!("{path}?{odd}"), &cookie).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {odd}");
        }
    }
    assert_eq!(house.get("/board/export/pdf", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn acm_04_what_the_officer_wrote_is_shown_and_a_report_is_begun_where_there_is_none() {
    let house = house().await;
    let top = unit(&house, TOP).await;
    let begin = format!("href=\"/cases/new/board-report?unit={top}\"");
    assert!(page(&house, OFFICER, "").await.contains(&begin));
    assert!(!page(&house, "Petra Isbrand", "").await.contains(&begin), "it is the officer's");
    assert!(!page(&house, OFFICER, "?year=2025").await.contains(&begin), "that year is over");

    let mut report = begun(&house, (TOP, "board-report"), "2026-11-20T09:00", &[]).await;
    let path = format!("/cases/{}", report.head.id);
    let case = house.get(&path, &house.as_role(OFFICER).await).await.text.replace("&#38;", "&");
    assert!(case.contains(&format!("href=\"/board?unit={top}&year=2026\"")), "the step leads here: {case}");
    acts(&house, &mut report, ("figures", Act::Noted, "2026-11-20T10:00"), |event| {
        "Två skolor saknar rutin.".clone_into(&mut event.note);
    })
    .await;
    acts(&house, &mut report, ("figures", Act::Done, "2026-11-20T11:00"), |event| {
        "Siffrorna är framtagna.".clone_into(&mut event.note);
    })
    .await;
    for who in [OFFICER, "Petra Isbrand"] {
        let shown = page(&house, who, "").await;
        assert!(!shown.contains(&begin) && shown.contains(&format!("href=\"{path}\"")), "{who}: {shown}");
        let notes = shown.split_once("Ta fram årets siffror</h3>").unwrap().1;
        assert!(notes.contains("Två skolor saknar rutin."), "{who}: {notes}");
        assert!(notes.contains("Siffrorna är framtagna."), "{who}: {notes}");
        assert!(!shown.contains("Hemlig"), "{who}: neither its title nor its text");
    }
    let filter = TrailFilter { kind: "view_case", limit: 9, ..Default::default() };
    let deeds = house.tenant().await.trail(&filter).await.unwrap();
    assert_eq!(deeds.len(), 3, "who reads the report has opened the case");
    // It is of the unit itself, and of its year.
    let strand = unit(&house, "Strandskolan").await;
    for other in [format!("?unit={strand}"), "?year=2025".to_owned()] {
        assert!(!page(&house, OFFICER, &other).await.contains("Två skolor saknar rutin."), "{other}");
    }
}

#[tokio::test]
async fn what_recurs_is_counted_as_the_wheel_has_it() {
    let house = house().await;
    let bjork = unit(&house, "Björkskolan").await;
    let mut watch = begun(&house, ("Björkskolan", "account-watch"), "2026-09-10T09:00", &[]).await;
    for step in ["checked", "fresh", "correct"] {
        acts(&house, &mut watch, (step, Act::Done, "2026-09-11T09:00"), |_| {}).await;
    }
    // One for the end of October, which comes too late, and one for the end of November.
    begun(&house, ("Björkskolan", "account-watch"), "2026-11-12T09:00", &[]).await;
    begun(&house, ("Björkskolan", "account-watch"), "2026-11-15T09:00", &[]).await;
    let wheel = house.get(&format!("/wheel?unit={bjork}"), &house.as_role(OFFICER).await).await.text;
    let rows = between(&wheel, "<tbody>", "</tbody>");
    let expected = ["Klart", "Pågår", "Att göra", "Försenat"]
        .map(|standing| rows.matches(&format!("\">{standing}</span>")).count().to_string());
    assert!(expected.iter().all(|count| count != "0"), "one of each at least: {expected:?}");
    let board = page(&house, OFFICER, &format!("?unit={bjork}")).await;
    let table = between(&board, "<caption id=\"duties\">", "</tbody>");
    let row = table.split("<bdi>Björkskolan</bdi></th>").nth(1).unwrap();
    let counts: Vec<_> = row.split("<td>").skip(1).map(|cell| cell.split('<').next().unwrap()).collect();
    assert_eq!(counts, expected);
    assert_eq!(figures(&board, "board-duties", "Klart"), [&expected[0]]);
    assert_eq!(figures(&board, "board-duties", "Försenat"), [&expected[3]]);
}

#[tokio::test]
async fn requests_and_emergencies_are_counted_by_what_became_of_them() {
    let house = house().await;
    let app = Register::of("app").unwrap();
    let (one, other) = (made(&house, app, "Appen").await, made(&house, app, "Spelet").await);
    stepped(&house, app, &one, "approve", "2027-08-01").await;
    stepped(&house, app, &other, "refuse", "").await;
    made(&house, Register::of("service").unwrap(), "Tjänsten").await;
    let head = house.as_role("Karin Ekhammar").await;
    let form = house.get("/emergency", &head).await.text;
    let school = between(between(&form, "action=\"/emergency\"", "</form>"), "option value=\"", "\"");
    let form = format!("unit={school}&hours=1&reason=eleven+är+försvunnen");
    assert_eq!(house.post("/emergency", &head, &form).await.status, StatusCode::SEE_OTHER);
    let shown = page(&house, OFFICER, "").await;
    for (label, expected) in [("Önskade under läsåret", "3"), ("Godkända", "1"), ("Avslagna", "1")] {
        assert_eq!(figures(&shown, "board-requests", label), [expected], "{label}");
    }
    for (label, expected) in [("Godkända men indragna", "0"), ("Väntar på besked", "1")] {
        assert_eq!(figures(&shown, "board-requests", label), [expected], "{label}");
    }
    assert_eq!(figures(&shown, "board-emergencies", "Alla"), ["1"]);
    assert_eq!(figures(&shown, "board-emergencies", "Inte bedömda"), ["1"]);
    assert!(!shown.contains("försvunnen") && !shown.contains("Appen"), "no reason, and no name");
    seconds_pass(3600);
    let auditor = house.as_role("Gun Ulvsand").await;
    let list = house.get("/emergency", &auditor).await.text;
    let path = format!("/emergency/{}/judge", between(&list, "action=\"/emergency/", "/judge"));
    let judged = house.post_with_version("/emergency", &path, &auditor, "verdict=within&note=rätt").await;
    assert_eq!(judged.status, StatusCode::SEE_OTHER, "{}", judged.text);
    let shown = page(&house, OFFICER, "").await;
    assert_eq!(figures(&shown, "board-emergencies", "Bedömda: inom befogenheten"), ["1"]);
    assert_eq!(figures(&shown, "board-emergencies", "Inte bedömda"), ["0"]);
}

/// The entries of a register at real units that stand in one of these states.
async fn used(house: &House, code: &str, states: &[&str]) -> Vec<Document<Entry>> {
    let made_up = unit(house, "Övningsskolan").await;
    let filter = Filter { register: code, limit: 10_000, ..Filter::default() };
    let mut entries = house.tenant().await.list::<Entry>(&filter).await.unwrap();
    entries.retain(|entry| states.contains(&entry.head.state.as_str()) && entry.head.unit != made_up);
    entries
}

#[tokio::test]
async fn how_things_stand_is_what_the_registers_say() {
    let house = furnished().await;
    let shown = page(&house, OFFICER, "").await;
    let (today, soon) = (date(2026, 11, 29), date(2027, 5, 29));
    let day =
        |entry: &Document<Entry>, field: &str| entry.body.values.get(field).and_then(Value::date).unwrap();
    let accounts = used(&house, "account", &["open", "handed_over"]).await;
    let mut at_risk = 0;
    for account in &accounts {
        at_risk += usize::from(here(&house, account).await.len() < 2);
    }
    let unattested = accounts.iter().filter(|entry| day(entry, "attested_until") < today).count();
    let agreements = used(&house, "agreement", &["in_force", "deficient"]).await;
    let ends: Vec<_> = agreements.iter().map(|entry| day(entry, "ends_on")).collect();
    let held = agreements.iter().zip(&ends).filter(|(_, end)| **end >= today);
    let held: BTreeSet<Id<id::Record>> =
        held.filter_map(|(entry, _)| entry.body.values.id("processor")).collect();
    let processors = used(&house, "processor", &["suitable", "with_remarks"]).await;
    let without = processors.iter().filter(|entry| !held.contains(&entry.head.id)).count();
    for (label, expected) in [
        ("Konton i bruk", accounts.len()),
        ("Konton som för få kan logga in på", at_risk),
        ("Konton utan gällande intyg", unattested),
        (
            "Biträdesavtal som går ut inom sex månader",
            ends.iter().filter(|end| (today..=soon).contains(end)).count(),
        ),
        ("Biträdesavtal som har gått ut", ends.iter().filter(|end| **end < today).count()),
        ("Biträden i bruk", processors.len()),
        ("Biträden utan gällande avtal", without),
    ] {
        assert_eq!(figures(&shown, "board-present", label), [expected.to_string()], "{label}");
    }
    assert!(
        at_risk > 0 && unattested > 0 && processors.len() > without,
        "the demonstration has some of each"
    );
}

#[tokio::test]
async fn a_file_of_figures_has_no_formula() {
    let house = house().await;
    let strand = unit(&house, "Strandskolan").await;
    let tenant = house.tenant().await;
    let mut document = tenant.read::<Unit>(strand.of()).await.unwrap();
    "=2+2".clone_into(&mut document.body.name);
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), NOW).await.unwrap();
    change.update(&document.head, &document.body).await.unwrap();
    change.commit().await.unwrap();
    let file = house.get("/board/export/csv", &house.as_role(OFFICER).await).await;
    assert!(file.text.contains(";'=2+2: Försenat;"), "{}", file.text);
    assert!(at("2026-11-29T09:00") == NOW, "the clock of these tests");
}

#[tokio::test]
async fn what_recurs_is_counted_whole_though_there_are_more_cases_than_are_opened() {
    let house = house().await;
    let mut watch = begun(&house, ("Björkskolan", "account-watch"), "2026-09-10T09:00", &[]).await;
    for step in ["checked", "fresh", "correct"] {
        acts(&house, &mut watch, (step, Act::Done, "2026-09-11T09:00"), |_| {}).await;
    }
    let done = async |who: &str| {
        let page = page(&house, who, "").await;
        assert!(!page.contains("posterna av varje slag"), "nothing is missing: {page}");
        figures(&page, "board-duties", "Klart")[0].to_owned()
    };
    let before = done(OFFICER).await;
    assert_ne!(before, "0");
    let (strand, tenant) = (unit(&house, "Strandskolan").await, house.tenant().await);
    let mut case = watch.body.clone();
    "another".clone_into(&mut case.routine.id);
    case.routine.steps.clear();
    case.events.clear();
    let body = serde_json::to_vec(&case).unwrap();
    let record = |_| {
        let id: Id<id::Record> = house.office.store.new_id(NOW.plus_seconds(1)).unwrap();
        let head = Head::about(id, "case", strand, strand.uuid(), RecordClass::Unit);
        (head.in_state("closed"), body.clone())
    };
    let sealed = tenant.seal((0..5001).map(record).collect()).await.unwrap();
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), NOW).await.unwrap();
    change.put(&sealed).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(done(OFFICER).await, before);
    let statistics = house.get("/cases/statistics", &house.as_role("Disa Ripskog").await).await.text;
    assert!(!statistics.contains("posterna av varje slag"), "{statistics}");
    let row = statistics.split("<tr>").find(|row| row.contains("<bdi>Björkskolan</bdi></th>")).unwrap();
    let cells: Vec<_> = row.split("<td><bdi>").skip(1).map(|cell| cell.split('<').next().unwrap()).collect();
    assert_eq!(cells[7], "1", "the check of September: {row}");
}
