//! What recurs reminds of itself: by letters, and on the first page of those who may start it.

use crate::house::{House, between, day, days_pass, houses_with};
use crate::office::registers::sent;
use axum::http::StatusCode;
use std::sync::Arc;
use varsam::library::{Library, Origin, Shelf};
use varsam::office::cases::clocks::ring;
use varsam::office::wheel::remind::remind;
use varsam_model::register::{Entry, Register};
use varsam_model::{Id, id};

fn shelf() -> Arc<Shelf> {
    Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap().shelf()
}

async fn unit(house: &House, name: &str) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let units = directory.units();
    units.into_iter().find(|unit| unit.name == name).unwrap().id
}

/// Who signs in by this name.
async fn person(house: &House, name: &str) -> Id<id::Person> {
    let page = house.get("/sign-in", "").await.text;
    let form = page.split("<form").find(|form| form.contains(name)).unwrap();
    form.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
}

/// A letter: to whom, about what, and where it leads.
type Sent = (Id<id::Person>, String, String);

/// The letters that have gone out since the last time.
async fn letters(house: &House) -> Vec<Sent> {
    house.letters().await.into_iter().map(|letter| (letter.to, letter.about, letter.path)).collect()
}

/// What somebody was written about, at a unit.
fn to(letters: &[Sent], person: Id<id::Person>, unit: Id<id::Unit>) -> Vec<&str> {
    leading(letters, person, &format!("/wheel?unit={unit}"))
}

/// What somebody was written about in letters that lead to a place.
fn leading<'a>(letters: &'a [Sent], person: Id<id::Person>, path: &str) -> Vec<&'a str> {
    let theirs = letters.iter().filter(|(to, _, at)| *to == person && at == path);
    theirs.map(|(_, about, _)| about.as_str()).collect()
}

/// Looks as two servers do that were restarted meanwhile.
async fn look(house: &House) -> Vec<Sent> {
    look_by(house, "company").await
}

/// The same by the rules of an organisation.
async fn look_by(house: &House, stack: &str) -> Vec<Sent> {
    let shelf = shelf();
    for _ in 0..3 {
        remind(&house.office, &shelf.books, stack).await.unwrap();
    }
    letters(house).await
}

async fn start(house: &House, name: &str, routine: &str, unit: Id<id::Unit>) {
    let cookie = format!("{}; stack=company", house.as_role(name).await);
    let form = format!("title=I+tid&text=Som+varje+termin&unit={unit}");
    let begun = house.post(&format!("/cases/new/{routine}"), &cookie, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
}

#[tokio::test]
async fn a_routine_reminds_before_its_day_on_it_and_once_after_until_it_is_started() {
    for house in houses_with(false).await {
        let (school, other) = (unit(&house, "Björkskolan").await, unit(&house, "Kyrkbyns gymnasium").await);
        let (karin, henrik, petra) = (
            person(&house, "Karin Ekhammar").await,
            person(&house, "Henrik Stenvik").await,
            person(&house, "Petra Isbrand").await,
        );
        // Disposal at each school is to be started by 10 December.
        let first = look(&house).await;
        assert_eq!(to(&first, karin, school), ["yearly_before"]);
        assert_eq!(to(&first, henrik, other), ["yearly_before"]);
        assert!(to(&first, karin, other).is_empty() && to(&first, petra, school).is_empty());
        let made_up = unit(&house, "Övningsskolan").await;
        assert!(first.iter().all(|(_, _, path)| !path.contains(&made_up.to_string())), "an exercise");
        // At a school without a head, whoever answers for it.
        assert_eq!(to(&first, petra, unit(&house, "Strandskolan").await), ["yearly_before"]);
        assert!(look(&house).await.is_empty(), "once");
        days_pass(1);
        assert!(look(&house).await.iter().all(|(_, about, _)| about != "yearly_before"), "not each day");
        start(&house, "Henrik Stenvik", "disposal", other).await;
        letters(&house).await;
        days_pass(10);
        let day = look(&house).await;
        assert_eq!((to(&day, karin, school), to(&day, henrik, other)), (vec!["yearly_due"], vec![]));
        assert!(to(&day, petra, school).is_empty());
        days_pass(3);
        assert!(to(&look(&house).await, karin, school).is_empty());
        days_pass(4);
        let after = look(&house).await;
        assert_eq!((to(&after, karin, school), to(&after, henrik, other)), (vec!["yearly_after"], vec![]));
        // Of this school and of the one without a head: one letter.
        assert_eq!(leading(&after, petra, "/wheel"), ["yearly_after"], "others are told then");
        for _ in 0..20 {
            days_pass(1);
            assert!(to(&look(&house).await, karin, school).is_empty(), "no more");
        }
        days_pass(-38);
    }
}

#[tokio::test]
async fn whoever_stands_in_for_somebody_who_is_away_is_reminded_as_well() {
    for house in houses_with(false).await {
        let (school, other) = (unit(&house, "Björkskolan").await, unit(&house, "Kyrkbyns gymnasium").await);
        let (karin, lena) = (person(&house, "Karin Ekhammar").await, person(&house, "Lena Granfors").await);
        let cookie = house.as_role("Karin Ekhammar").await;
        let form = format!("from={}&until={}&stand_in={lena}", day(0), day(2));
        let away = house.post("/my/tasks/away", &cookie, &form).await;
        assert_eq!(away.status, StatusCode::SEE_OTHER, "{}", away.text);
        letters(&house).await;
        let first = look(&house).await;
        assert_eq!(to(&first, karin, school), ["yearly_before"]);
        assert_eq!(to(&first, lena, school), ["yearly_before"]);
        assert!(to(&first, lena, other).is_empty(), "another's");
        let cookie = house.as_role("Lena Granfors").await;
        assert_eq!(house.get(&format!("/wheel?unit={school}"), &cookie).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn after_an_outage_only_the_last_word_is_said_and_an_unknown_organisation_means_the_first() {
    for house in houses_with(false).await {
        let (school, karin) = (unit(&house, "Björkskolan").await, person(&house, "Karin Ekhammar").await);
        days_pass(20);
        let late = look(&house).await;
        assert_eq!(to(&late, karin, school), ["yearly_after"]);
        days_pass(1);
        remind(&house.office, &shelf().books, "nobodys").await.unwrap();
        let (top, ewa) = (unit(&house, "Norrviks kommun").await, person(&house, "Ewa Jonstam").await);
        // The check of the health record's logs is in every organisation; it was told of already.
        assert_eq!(to(&late, ewa, top), ["yearly_due"]);
        assert!(to(&letters(&house).await, ewa, top).is_empty());
        days_pass(-21);
    }
}

#[tokio::test]
async fn the_first_page_tells_those_who_may_start_it_and_leads_to_where_it_is_started() {
    for house in houses_with(false).await {
        let school = unit(&house, "Björkskolan").await;
        let head = format!("{}; stack=company", house.as_role("Karin Ekhammar").await);
        let page = house.get("/", &head).await.text;
        let begin = |routine: &str| format!("href=\"/cases/new/{routine}?unit={school}\"");
        for (routine, by) in
            [("consent-renewal", "2026-08-31"), ("inform-yearly", "2026-08-31"), ("disposal", "2026-12-10")]
        {
            assert!(page.contains(&begin(routine)), "{routine}: {page}");
            assert!(page.contains(&format!("starta senast {by}")), "{routine}: {page}");
        }
        start(&house, "Karin Ekhammar", "disposal", school).await;
        let page = house.get("/", &head).await.text;
        assert!(!page.contains(&begin("disposal")), "the next is in June: {page}");
        assert!(page.contains(&begin("inform-yearly")));
        let teacher = format!("{}; stack=company", house.as_role("Jonas Flodmark").await);
        assert!(!house.get("/", &teacher).await.text.contains("starta senast"), "not theirs");
        let guardian = format!("{}; stack=company", house.as_role("Nour Almklint").await);
        assert!(!house.get("/", &guardian).await.text.contains("starta senast"));
    }
}

/// What was begun after its day once was due a year later: nobody was reminded of it.
#[tokio::test]
async fn what_is_started_after_its_day_is_overdue_at_once_and_somebody_is_told() {
    for house in houses_with(false).await {
        let (school, karin) = (unit(&house, "Björkskolan").await, person(&house, "Karin Ekhammar").await);
        // By 31 August; it is the end of November.
        start(&house, "Karin Ekhammar", "inform-yearly", school).await;
        letters(&house).await;
        ring(&house.office).await.unwrap();
        let rang = letters(&house).await;
        let late = rang.iter().find(|(to, about, _)| *to == karin && about == "case_after");
        let (.., case) = late.unwrap_or_else(|| panic!("{rang:?}"));
        let head = format!("{}; stack=company", house.as_role("Karin Ekhammar").await);
        let page = house.get(case, &head).await.text;
        assert!(page.contains("Försenat"), "{page}");
    }
}

/// The row of the disposal by a day, on the wheel of a school.
async fn row(house: &House, school: Id<id::Unit>, day: &str) -> String {
    let cookie = format!("{}; stack=company", house.as_role("Karin Ekhammar").await);
    let page = house.get(&format!("/wheel?unit={school}"), &cookie).await.text;
    let time = format!("<time>{day}</time>");
    let mut rows = between(&page, "<tbody>", "</tbody>").split("<tr>");
    let row = rows.find(|row| row.contains("Gallring på skolan") && row.contains(&time));
    row.unwrap_or_else(|| panic!("no {day} in {page}")).to_owned()
}

#[tokio::test]
async fn what_is_started_late_in_june_counts_for_june_for_as_long_as_letters_ask_for_it() {
    for house in houses_with(false).await {
        let (school, karin) = (unit(&house, "Björkskolan").await, person(&house, "Karin Ekhammar").await);
        start(&house, "Karin Ekhammar", "disposal", school).await;
        letters(&house).await;
        // 2027-06-17: what was to be started by 10 June was not.
        days_pass(200);
        assert_eq!(to(&look(&house).await, karin, school), ["yearly_after"]);
        let begin = format!("/cases/new/disposal?unit={school}");
        let missed = row(&house, school, "2027-06-10").await;
        assert!(
            missed.contains("Försenat") && missed.contains(&begin),
            "where the letter leads to: {missed}"
        );
        start(&house, "Karin Ekhammar", "disposal", school).await;
        let begun = row(&house, school, "2027-06-10").await;
        assert!(begun.contains("href=\"/cases/") && !begun.contains(&begin), "{begun}");
        days_pass(60);
        let next = row(&house, school, "2027-12-10").await;
        assert!(next.contains("Att göra") && next.contains(&begin), "it is not for December: {next}");
        days_pass(-260);
    }
}

/// An account of a school, in use.
async fn account(house: &House, school: Id<id::Unit>, name: &str) {
    let made = sent(house, Register::of("account").unwrap(), name, |form| {
        form.insert("unit".to_owned(), vec![school.to_string()]);
    });
    let made = made.await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let id: Id<id::Record> = made.to.rsplit('/').next().unwrap().parse().unwrap();
    let tenant = house.tenant().await;
    let mut entry = tenant.read::<Entry>(id).await.unwrap();
    assert_eq!(entry.head.unit, school);
    "open".clone_into(&mut entry.head.state);
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), house.office.now()).await.unwrap();
    change.update(&entry.head, &entry.body).await.unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn whoever_may_start_it_at_many_units_gets_one_letter_and_a_school_without_accounts_none_about_them() {
    for house in houses_with(false).await {
        let (school, other) = (unit(&house, "Björkskolan").await, unit(&house, "Kyrkbyns gymnasium").await);
        let (karin, henrik, disa) = (
            person(&house, "Karin Ekhammar").await,
            person(&house, "Henrik Stenvik").await,
            person(&house, "Disa Ripskog").await,
        );
        account(&house, school, "Skolans sida").await;
        account(&house, unit(&house, "Strandskolan").await, "Strandens sida").await;
        letters(&house).await;
        // The accounts are to be looked at by 30 November.
        let first = look_by(&house, "municipality").await;
        let of = |letters: &[Sent]| {
            let hers = letters.iter().filter(|(to, ..)| *to == disa);
            hers.map(|(_, about, path)| format!("{about} {path}")).collect::<Vec<_>>()
        };
        assert_eq!(of(&first), ["yearly_before /wheel"]);
        assert_eq!(to(&first, karin, school), ["yearly_before"]);
        assert!(to(&first, henrik, other).is_empty(), "there is no account");
        days_pass(1);
        let second = look_by(&house, "municipality").await;
        assert_eq!(of(&second), ["yearly_due /wheel"]);
        days_pass(-1);
    }
}
