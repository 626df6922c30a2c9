//! What no list and no school system can do: be somebody else, open a hidden person, reach another school, show what has not
//! come in full, or bring back who was erased.

use super::lists::{HEADS, civic, now, people, pupil, pupils};
use crate::house::{House, NOW, house};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;
use varsam::office::intake::{Desk, LastRun, Progress, School as Source, Stopped, synchronise};
use varsam::sync::{Fetch, FetchFault, Reply, Request};
use varsam_model::import::Limits;
use varsam_model::person::Person;
use varsam_model::unit::Unit;
use varsam_model::{Id, Mark, RecordClass, id};
use varsam_store::Document;

pub(crate) const ADMINISTRATOR: &str = "Systemadministratör";
pub(crate) const DECIDES: &str = "Handläggare";

/// A source that says what it is told to, and has one list that cannot be read.
#[derive(Default)]
pub(crate) struct Says {
    pub(crate) lists: HashMap<&'static str, Vec<Value>>,
    fails: &'static str,
}

impl Fetch for Says {
    async fn fetch(&self, question: &Request, _: &str) -> Result<Reply, FetchFault> {
        let status = if question.path == self.fails { 403 } else { 200 };
        let things = self.lists.get(question.path.as_str()).cloned().unwrap_or_default();
        let name = if question.path == "organisations" { "organisations" } else { "data" };
        let page = match question.path.as_str() {
            "deletedEntities" => json!({ "data": {}, "pageToken": null }),
            _ => json!({ name: things, "pageToken": null }),
        };
        Ok(Reply { status, body: page.to_string().into_bytes(), retry_after: None })
    }

    async fn token(&self) -> Result<String, FetchFault> {
        Ok("token".to_owned())
    }

    async fn pause(&self, _: std::time::Duration) {}
}

pub(crate) fn uuid(number: u128) -> Uuid {
    Uuid::from_u128((0xface << 96) + number)
}

pub(crate) fn school(number: u128) -> Value {
    json!({ "id": uuid(number), "displayName": format!("Källskolan {number}"), "organisationType": "Skolenhet" })
}

pub(crate) fn child(number: u128, school: u128, mark: Option<&str>) -> Value {
    let mut child = json!({
        "id": uuid(number),
        "givenName": format!("Källbarn{number}"),
        "familyName": "Källsson",
        "civicNo": { "value": civic(u32::try_from(number).unwrap()), "nationality": "SE" },
        "enrolments": [{ "enroledAt": { "id": uuid(school) }, "schoolType": "GR", "schoolYear": 3, "startDate": "2022-08-15", "cancelled": false }],
    });
    if let Some(mark) = mark {
        child["securityMarking"] = json!(mark);
    }
    child
}

pub(crate) fn says(persons: Vec<Value>) -> Says {
    Says {
        lists: HashMap::from([("organisations", vec![school(1), school(2)]), ("persons", persons)]),
        fails: "",
    }
}

pub(crate) async fn asked(house: &House, name: &str, says: &Says, silence: Mark) -> Result<LastRun, Stopped> {
    let (organiser, by) = (house.organiser().await, Id::new(Uuid::nil()));
    let desk = Desk::open(&house.office.store, organiser, name, by, now).await.unwrap();
    let source = Source { name: name.into(), page: 50, limits: Limits::default(), silence };
    let run = Box::pin(synchronise(&desk, says, &source, true, false, &Progress::default())).await;
    desk.close().await.unwrap();
    run
}

/// Has a source ask for everything; it comes to its end.
pub(crate) async fn synced(house: &House, name: &str, says: &Says) -> LastRun {
    let run = asked(house, name, says, Mark::None).await.unwrap();
    assert!(run.is_done(), "{run:?}");
    run
}

pub(crate) async fn record(house: &House, number: u128) -> Document<Person> {
    house.tenant().await.read(Id::new(uuid(number))).await.unwrap()
}

pub(crate) async fn named(house: &House, given: &str) -> Document<Person> {
    let all = people(&house.tenant().await, "").await;
    all.into_iter().find(|person| person.body.given == given).unwrap_or_else(|| panic!("no {given}"))
}

pub(crate) async fn unit(house: &House, name: &str) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    directory.units().iter().find(|unit| unit.name == name).unwrap_or_else(|| panic!("no {name}")).id
}

/// Whoever decides says what.
pub(crate) async fn decided(house: &House, what: &str) {
    let cookie = house.as_role(DECIDES).await;
    let queue = house.get("/marked", &cookie).await.text;
    let task =
        queue.split("<tr>").find(|row| !row.contains("<th") && row.contains("href=\"/marked/")).unwrap();
    let path = task.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = house.get(path, &cookie).await.text;
    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let version = version.unwrap_or_default();
    let form = format!("decision={what}&reason=utrett+med+handlingar&version={version}");
    let reply = house.post(path, &cookie, &form).await;
    assert_eq!(reply.to, "/marked", "{}", reply.text);
}

/// Decides on everybody of the demonstration who waits, so that the queue is empty.
pub(crate) async fn all_decided(house: &House) {
    let waiting = people(&house.tenant().await, "quarantined").await.len();
    for _ in 0..waiting {
        decided(house, "keep").await;
    }
}

#[tokio::test]
async fn a_heads_list_lets_nobody_sign_in_as_somebody_else() {
    let house = house().await;
    let (head, tenant) = (house.as_role("Rektor").await, house.tenant().await);
    let administrator = "19800808TF07";
    let whose = tenant.whose_number(administrator).await.unwrap().unwrap();
    let heads = "Id;Personnummer;Förnamn;Efternamn;Klass;Årskurs;Skola;Skyddad identitet";
    let list = format!(
        "{heads}\nzz;{administrator};Ett;Namn;7A;7;Björkskolan;Nej\nzz;{};Ett;Namn;7A;7;Björkskolan;Nej\n\
         yy;{};Två;Namn;7A;7;Björkskolan;Nej\nyy;{};Två;Namn;7A;7;Björkskolan;Nej",
        civic(1),
        civic(2),
        civic(3)
    );
    for _ in 0..2 {
        house.taken(&head, list.as_bytes()).await;
    }
    assert_eq!(tenant.whose_number(administrator).await.unwrap(), Some(whose), "no number is moved");
    for number in [civic(1), civic(2), civic(3)] {
        assert_ne!(tenant.whose_number(&number).await.unwrap(), Some(whose), "{number}");
    }
}

#[tokio::test]
async fn what_one_round_left_out_of_sight_no_other_lets_be_seen() {
    let house = house().await;
    let broken =
        Says { fails: "groups", ..says(vec![child(10, 1, Some("Ingen")), child(11, 1, Some("Ingen"))]) };
    let run = asked(&house, "school", &broken, Mark::None).await.unwrap();
    assert!(run.fault.is_some(), "{run:?}");
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, pupils(0..3).as_bytes()).await;
    assert_eq!(
        record(&house, 10).await.head.state,
        "arriving",
        "another import has ended, and this one has not"
    );
    let registrar = house.as_role("Registrator").await;
    assert!(!house.post("/people", &registrar, "q=Källbarn10").await.text.contains("Källsson"));
    let only_one = says(vec![child(10, 1, Some("Ingen"))]);
    synced(&house, "school", &only_one).await;
    assert_eq!(record(&house, 10).await.head.state, "active", "it came again in a round that has ended");
    assert_eq!(record(&house, 11).await.head.state, "ended", "and this one did not");
    assert!(house.post("/people", &registrar, "q=Källbarn10").await.text.contains("Källsson"));
}

#[tokio::test]
async fn a_written_yes_counts_after_silence_was_decided_upon() {
    let house = house().await;
    all_decided(&house).await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let list = |said: &str| format!("{HEADS}\n{}", pupil(1).replace(";Nej", &format!(";{said}")));
    house.taken(&cookie, list("").as_bytes()).await;
    assert_eq!(named(&house, "Ada1").await.head.state, "quarantined", "silence is no proof");
    decided(&house, "open").await;
    house.taken(&cookie, list("").as_bytes()).await;
    assert_eq!(named(&house, "Ada1").await.head.state, "active", "decided is decided");
    house.taken(&cookie, list("Ja").as_bytes()).await;
    assert_eq!(named(&house, "Ada1").await.head.state, "quarantined", "nobody has decided on a yes");
    decided(&house, "open").await;
    house.taken(&cookie, list("Ja").as_bytes()).await;
    assert_eq!(named(&house, "Ada1").await.head.state, "active");
    synced(&house, "school", &says(vec![child(1, 1, Some("Fingerad"))])).await;
    assert_eq!(
        named(&house, "Ada1").await.head.state,
        "quarantined",
        "what another source says was not decided upon"
    );
}

#[tokio::test]
async fn a_mark_is_made_stronger_by_another_source_and_weaker_by_none() {
    let house = house().await;
    all_decided(&house).await;
    let marked = |mark| says(vec![child(10, 1, Some(mark))]);
    synced(&house, "a", &marked("Ingen")).await;
    synced(&house, "a", &marked("Sekretessmarkering")).await;
    decided(&house, "keep").await;
    let stands = async || {
        let record = record(&house, 10).await;
        (record.head.state, record.body.mark)
    };
    synced(&house, "a", &marked("Sekretessmarkering")).await;
    assert_eq!(stands().await, ("protected".into(), Mark::Secrecy), "decided is decided");
    synced(&house, "b", &marked("Skyddad folkbokföring")).await;
    assert_eq!(stands().await, ("quarantined".into(), Mark::ProtectedRegistration), "a stronger one is new");
    decided(&house, "keep").await;
    for _ in 0..2 {
        synced(&house, "a", &marked("Sekretessmarkering")).await;
        synced(&house, "c", &marked("Ingen")).await;
        assert_eq!(stands().await, ("protected".into(), Mark::ProtectedRegistration), "nobody weakens it");
    }
    let queue = house.get("/marked", &house.as_role(DECIDES).await).await.text;
    assert!(!queue.contains("href=\"/marked/"), "{queue}");
    synced(&house, "b", &marked("Ingen")).await;
    let queue = house.get("/marked", &house.as_role(DECIDES).await).await.text;
    assert!(!queue.contains("href=\"/marked/"), "another source still says so: {queue}");
    synced(&house, "a", &marked("Ingen")).await;
    assert_eq!(stands().await, ("protected".into(), Mark::ProtectedRegistration), "no import lifts one");
    let queue = house.get("/marked", &house.as_role(DECIDES).await).await.text;
    assert!(queue.contains("href=\"/marked/"), "the last one says none any more: somebody decides");
    decided(&house, "open").await;
    assert_eq!(stands().await.0, "active");
}

#[tokio::test]
async fn a_marked_record_of_the_school_system_hides_who_is_here_by_a_list() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, pupils(10..12).as_bytes()).await;
    assert_eq!(named(&house, "Ada10").await.head.state, "active");
    synced(&house, "school", &says(vec![child(10, 1, Some("Sekretessmarkering"))])).await;
    assert_eq!(named(&house, "Ada10").await.head.state, "quarantined");
    synced(
        &house,
        "school",
        &says(vec![child(10, 1, Some("Sekretessmarkering")), child(20, 1, Some("Sekretessmarkering"))]),
    )
    .await;
    house.taken(&cookie, pupils(20..22).as_bytes()).await;
    let all = people(&house.tenant().await, "").await;
    let seen =
        all.iter().filter(|person| person.body.given == "Ada20" && person.head.state == "active").count();
    assert_eq!(seen, 0, "the list comes second, and knows nothing of a mark");
}

#[tokio::test]
async fn a_hidden_child_who_moves_is_nobodys_business_at_the_school_they_left() {
    let house = house().await;
    synced(&house, "school", &says(vec![])).await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let list = |school: &str, mark: &str| {
        format!("{HEADS}\n{}", pupil(1).replace("Nya skolan", school).replace(";Nej", &format!(";{mark}")))
    };
    house.taken(&cookie, list("Björkskolan", "Nej").as_bytes()).await;
    house.taken(&cookie, list("Strandskolan", "Sekretessmarkering").as_bytes()).await;
    let (left, now_at) = (unit(&house, "Björkskolan").await, unit(&house, "Strandskolan").await);
    assert_eq!(named(&house, "Ada1").await.head.unit, now_at, "moved and hidden at once");
    house.taken(&cookie, list("Björkskolan", "Sekretessmarkering").as_bytes()).await;
    assert_eq!(named(&house, "Ada1").await.head.unit, left, "who is hidden moves too");
}

#[tokio::test]
async fn a_heads_list_reaches_no_other_school_and_tells_nothing_of_one() {
    let house = house().await;
    let (cookie, head) = (house.as_role(ADMINISTRATOR).await, house.as_role("Rektor").await);
    let at = |number: u32, school: &str| pupil(number).replace("Nya skolan", school);
    let both = format!("{HEADS}\n{}\n{}", at(1, "Björkskolan"), at(2, "Strandskolan"));
    house.taken(&cookie, both.as_bytes()).await;
    let guardians = |children: &[u32]| {
        let row = |child: &u32| format!("\n{};Bo;Testsson;{};Vårdnadshavare;Nej", civic(900), civic(*child));
        let heads = "Personnummer;Förnamn;Efternamn;Elevens personnummer;Relation;Skyddad identitet";
        heads.to_owned() + &children.iter().map(row).collect::<String>()
    };
    house.taken(&cookie, guardians(&[1, 2]).as_bytes()).await;
    let answers = async |given: &str| named(&house, given).await.body.responsibles.len();
    assert_eq!((answers("Ada1").await, answers("Ada2").await), (1, 1));
    // Everyday: each school's list of guardians names that school's children only.
    house.taken(&head, guardians(&[1]).as_bytes()).await;
    assert_eq!(
        (answers("Ada1").await, answers("Ada2").await),
        (1, 1),
        "the other school's child keeps theirs"
    );
    let groups =
        format!("Gruppnamn;Grupptyp;Skola;Elevens personnummer\nB;Undervisning;Strandskolan;{}", civic(2));
    house.taken(&cookie, groups.as_bytes()).await;
    let count = async || {
        house
            .tenant()
            .await
            .count(&varsam_store::Filter { register: "group", ..Default::default() })
            .await
            .unwrap()
    };
    let before = count().await;
    assert!(before > 0);
    let theirs = groups.replace(&civic(2), &civic(1)).replace("\nB;", "\nC;");
    house.looked(&head, theirs.as_bytes()).await;
    house.taken(&head, theirs.as_bytes()).await;
    assert_eq!(count().await, before, "no group at another school");
    // Of whom is elsewhere, whom is hidden, a list tells the same.
    let hidden = format!("{HEADS}\n{}", at(3, "Strandskolan").replace(";Nej", ";Ja"));
    house.taken(&cookie, hidden.as_bytes()).await;
    let told = async |number: u32| {
        let list = format!("{HEADS}\n{}", at(number, "Björkskolan"));
        let page = house.looked(&head, list.as_bytes()).await.1;
        page.split("<main").nth(1).unwrap().split("</main").next().unwrap().replace(&civic(number), "")
    };
    let shape = |page: String| {
        page.split("/import/").map(|part| part.get(36..).unwrap_or(part).to_owned()).collect::<String>()
    };
    let told_of_elsewhere = told(2).await;
    assert!(told_of_elsewhere.contains("En person hör till en enhet"), "{told_of_elsewhere}");
    assert_eq!(shape(told_of_elsewhere), shape(told(3).await));
}

#[tokio::test]
async fn who_waits_for_a_child_answers_for_it_only_where_the_list_counted() {
    let house = house().await;
    let (cookie, head) = (house.as_role(ADMINISTRATOR).await, house.as_role("Rektor").await);
    let heads = "Personnummer;Förnamn;Efternamn;Elevens personnummer;Relation;Skyddad identitet";
    let list = format!(
        "{heads}\n{};Bo;Testsson;{};Vårdnadshavare;Nej\n{};Bo;Testsson;{};Vårdnadshavare;Nej",
        civic(900),
        civic(1),
        civic(900),
        civic(2)
    );
    house.taken(&head, list.as_bytes()).await;
    let at = |number: u32, school: &str| pupil(number).replace("Nya skolan", school);
    let both = format!("{HEADS}\n{}\n{}", at(1, "Björkskolan"), at(2, "Strandskolan"));
    house.taken(&cookie, both.as_bytes()).await;
    assert_eq!(named(&house, "Ada1").await.body.responsibles.len(), 1);
    assert!(
        named(&house, "Ada2").await.body.responsibles.is_empty(),
        "a head says nothing of another school's child"
    );
}

#[tokio::test]
async fn an_id_that_is_something_elses_here_stops_no_import() {
    let house = house().await;
    let somebody = named(&house, "Jonas").await;
    let mut taken = child(12, 1, Some("Ingen"));
    taken["id"] = json!(unit(&house, "Björkskolan").await);
    let mut marked = child(13, 1, Some("Sekretessmarkering"));
    marked["id"] = json!(unit(&house, "Strandskolan").await);
    let mut source = says(vec![child(10, 1, Some("Ingen")), taken, marked]);
    let duty = json!({ "id": somebody.body.id, "person": { "id": uuid(10) }, "dutyAt": { "id": uuid(1) }, "dutyRole": "Lärare", "startDate": "2020-01-01" });
    source.lists.insert("duties", vec![duty]);
    let mut unit_of_person = school(3);
    unit_of_person["id"] = json!(somebody.body.id);
    source.lists.get_mut("organisations").unwrap().push(unit_of_person);
    synced(&house, "school", &source).await;
    assert_eq!(record(&house, 10).await.head.state, "active");
    assert_eq!(named(&house, "Jonas").await.body, somebody.body);
}

#[tokio::test]
async fn a_number_that_two_have_makes_nobody_the_other() {
    let house = house().await;
    let mut other = child(11, 1, Some("Ingen"));
    other["civicNo"]["value"] = json!(civic(10));
    let both = says(vec![child(10, 1, Some("Ingen")), other]);
    for _ in 0..2 {
        synced(&house, "school", &both).await;
    }
    assert_eq!(record(&house, 10).await.body.given, "Källbarn10");
    assert_eq!(record(&house, 11).await.body.given, "Källbarn11");
    assert_eq!(house.tenant().await.whose_number(&civic(10)).await.unwrap(), Some(Id::new(uuid(10))));
}

#[tokio::test]
async fn units_that_stand_below_themselves_or_nowhere_stand_below_the_organiser() {
    let house = house().await;
    let mut source = says(vec![]);
    let below = |number: u128, parent: Uuid| {
        let mut unit = school(number);
        unit["parentOrganisation"] = json!({ "id": parent });
        unit
    };
    let all = vec![
        below(1, uuid(2)),
        below(2, uuid(1)),
        below(3, uuid(99)),
        below(4, uuid(5)),
        below(5, uuid(6)),
        school(6),
    ];
    source.lists.insert("organisations", all);
    synced(&house, "school", &source).await;
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let top = directory.units.top().unwrap().id;
    for number in 1..7 {
        let unit: &Unit = directory.unit(Id::new(uuid(number))).unwrap();
        assert!(directory.units.is_within(unit.id, top), "{unit:?}");
    }
    assert_eq!(
        directory.unit(Id::new(uuid(4))).unwrap().parent,
        Some(Id::new(uuid(5))),
        "what comes later is there"
    );
}

#[tokio::test]
async fn a_unit_in_which_somebody_is_left_is_not_closed_by_another_system() {
    let house = house().await;
    let mut without = says(vec![child(10, 1, Some("Ingen"))]);
    synced(&house, "school", &without).await;
    without.lists.insert("organisations", vec![school(2)]);
    let gone = asked(&house, "school", &without, Mark::None).await.unwrap();
    assert!(gone.is_done(), "{gone:?}");
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    assert!(directory.units().iter().any(|unit| unit.id == Id::new(uuid(1))), "somebody belongs to it still");
}

#[tokio::test]
async fn a_new_mark_hides_at_once_whatever_else_is_wrong() {
    let house = house().await;
    let all = |count: u128, of_two: &str| {
        says(
            (10..10 + count)
                .map(|number| child(number, 1, Some(if number == 12 { of_two } else { "Ingen" })))
                .collect(),
        )
    };
    synced(&house, "school", &all(40, "Ingen")).await;
    // Thirty-five are gone, which is stopped; one of the five has a mark now that nobody knows.
    let run = asked(&house, "school", &all(5, "Fingerad"), Mark::None).await.unwrap();
    assert!(run.breached.is_some(), "{run:?}");
    assert_eq!(record(&house, 12).await.head.state, "quarantined");
    // On everybody it is what is wrong with the data: somebody looks first.
    let garbled = (10..50).map(|number| child(number, 1, Some("???"))).collect();
    let run = asked(&house, "school", &says(garbled), Mark::None).await.unwrap();
    assert!(run.breached.is_some(), "{run:?}");
    assert_eq!(
        people(&house.tenant().await, "active")
            .await
            .iter()
            .filter(|of| of.body.family == "Källsson")
            .count(),
        29
    );
}

#[tokio::test]
async fn the_log_tells_of_nobody_that_there_is_a_mark() {
    let house = house().await;
    synced(&house, "school", &says(vec![child(10, 1, Some("Sekretessmarkering"))])).await;
    let who = uuid(10).to_string();
    let entries = house
        .tenant()
        .await
        .trail(&varsam_store::TrailFilter { limit: 1000, ..Default::default() })
        .await
        .unwrap();
    for entry in entries {
        assert!(!entry.kind.contains("hide") && !entry.kind.contains("mark"), "{}", entry.kind);
        assert!(entry.object.is_none_or(|object| object.to_string() != who), "unsealed, for ever");
    }
}

#[tokio::test]
async fn acm_45_who_was_erased_does_not_come_back_with_the_next_import() {
    let house = house().await;
    let both = says(vec![child(10, 1, Some("Ingen")), child(11, 1, Some("Ingen"))]);
    synced(&house, "school", &both).await;
    let tenant = house.tenant().await;
    tenant.erase(uuid(10), &[RecordClass::Identity], "asked", Id::new(Uuid::nil()), NOW).await.unwrap();
    let run = synced(&house, "school", &both).await;
    assert_eq!(run.tally.erased, 1, "it is told, so that somebody has it removed there");
    assert!(tenant.read::<Value>(Id::new(uuid(10))).await.is_err());
    assert_eq!(record(&house, 11).await.head.state, "active");
}
