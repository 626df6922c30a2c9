//! The first page of whoever heads a unit: each number leads to a list that has as many.

use crate::house::{House, between, days_pass, houses_with};
use axum::http::StatusCode;
use varsam_model::case::Case;
use varsam_model::routine::Step;
use varsam_model::{Id, id};
use varsam_store::Task;

async fn unit(house: &House, name: &str) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let units = directory.units();
    units.into_iter().find(|unit| unit.name == name).unwrap().id
}

/// The figure that leads to a place, by the beginning of its address; 0 where it leads nowhere.
fn figure(page: &str, words: &str) -> (usize, String) {
    let value = between(page, &format!("<dt>{words}</dt><dd>"), "</dd>");
    match value.split_once("<a href=\"") {
        Some((_, link)) => {
            let (href, rest) = link.split_once("\">").unwrap();
            let href = href.replace("&amp;", "&").replace("&#38;", "&");
            (rest.split('<').next().unwrap().parse().unwrap(), href)
        }
        None => (value.parse().unwrap(), String::new()),
    }
}

async fn start(house: &House, name: &str, routine: &str, more: &str) -> String {
    let cookie = house.as_role(name).await;
    let form = format!("title=Prov&text=Prov&{more}");
    let begun = house.post(&format!("/cases/new/{routine}?stack=municipality"), &cookie, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.to
}

fn rows(page: &str, id: &str) -> usize {
    let Some((_, table)) = page.split_once(&format!("<caption id=\"{id}\">")) else { return 0 };
    table.split("</table>").next().unwrap().matches("<th scope=\"row\">").count()
}

/// A question that is to be answered by the morning of 30 November, and a look at accounts, which has no clock.
async fn start_both(house: &House, school: Id<id::Unit>) {
    let question = format!(
        "unit={school}&at-asked=2026-11-27T12:00&fact-message_kind=question&fact-special_competence=no"
    );
    start(house, "Jonas Flodmark", "social-question", &question).await;
    start(house, "Jonas Flodmark", "account-watch", &format!("unit={school}")).await;
}

#[tokio::test]
async fn the_numbers_follow_what_happens() {
    for house in houses_with(false).await {
        let school = unit(&house, "Björkskolan").await;
        let head = house.as_role("Karin Ekhammar").await;
        let page = house.get("/", &head).await.text;
        assert_eq!(figure(&page, "Pågående ärenden"), (0, String::new()));
        assert_eq!(figure(&page, "Försenade steg"), (0, String::new()));
        start_both(&house, school).await;
        let page = house.get("/", &head).await.text;
        assert_eq!(figure(&page, "Pågående ärenden").0, 2);
        assert_eq!(figure(&page, "Försenade steg").0, 0);
        assert!(page.contains("Nästa steg ska vara klart <bdi>2026-11-30 11:30</bdi>"), "{page}");
        days_pass(3);
        let head = house.as_role("Karin Ekhammar").await;
        let page = house.get("/", &head).await.text;
        assert_eq!(figure(&page, "Försenade steg").0, 1);
        assert!(!page.contains("Nästa steg ska vara klart"), "no clock runs any more");
        assert!(figure(&page, "Försenat på årshjulet").0 > 0, "accounts were to be attested in October");
        days_pass(-3);
    }
}

#[tokio::test]
async fn each_number_leads_to_a_list_with_as_many() {
    for house in houses_with(true).await {
        let school = unit(&house, "Björkskolan").await;
        start_both(&house, school).await;
        days_pass(3);
        let head = house.as_role("Karin Ekhammar").await;
        let page = house.get("/", &head).await.text;
        let (open, href) = figure(&page, "Pågående ärenden");
        let list = house.get(href.split('#').next().unwrap(), &head).await.text;
        assert!(open >= 2, "{open}");
        assert_eq!(open, rows(&list, "open"), "{list}");
        let (late, href) = figure(&page, "Försenade steg");
        let list = house.get(href.split('#').next().unwrap(), &head).await.text;
        assert!(late >= 1, "{late}");
        assert_eq!(late, between(&list, "id=\"late\"", "</ul>").matches("<li>").count(), "{list}");
        let (missed, href) = figure(&page, "Försenat på årshjulet");
        let wheel = house.get(&href, &head).await.text;
        assert!(missed >= 1, "{missed}");
        assert_eq!(missed, between(&wheel, "<tbody>", "</tbody>").matches("Försenat").count(), "{wheel}");
        for (words, place) in [("Saknar något", 0), ("Går ut inom 60 dagar", 1), ("Tiden har gått ut", 2)]
        {
            let (count, href) = figure(&page, &format!("Register: {words}"));
            let href = if href.is_empty() { format!("/upkeep?unit={school}") } else { href };
            let sums = house.get(&href, &head).await.text;
            assert_eq!(figure(&sums, words).0, count, "{words}, {place}");
        }
        days_pass(-3);
    }
}

#[tokio::test]
async fn a_head_sees_the_own_unit_alone_and_others_none() {
    for house in houses_with(false).await {
        let head = house.as_role("Karin Ekhammar").await;
        let page = house.get("/my/units", &head).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("Björkskolan</a></h2>") && !page.text.contains("Strandskolan</a></h2>"));
        for other in ["Jonas Flodmark", "Nour Almklint", "Lena Granfors"] {
            let cookie = house.as_role(other).await;
            assert_eq!(house.get("/my/units", &cookie).await.status, StatusCode::NOT_FOUND, "{other}");
            assert!(!house.get("/", &cookie).await.text.contains("Läget på mina enheter"), "{other}");
        }
        let foreign = unit(&house, "Strandskolan").await;
        for unit in [foreign.to_string(), "nobodys".to_owned()] {
            let closed = house.get(&format!("/cases?unit={unit}"), &head).await;
            assert_eq!(closed.status, StatusCode::NOT_FOUND, "{unit}");
        }
    }
}

#[tokio::test]
async fn acm_17_clocks_of_breaches_come_first_for_the_officer() {
    for house in houses_with(false).await {
        let school = unit(&house, "Björkskolan").await;
        let officer = house.as_role("Lena Granfors").await;
        let steps = async || {
            let page = house.get("/", &officer).await.text;
            let list = between(&page, "id=\"owes\"", "</section>").to_owned();
            list.split("card-link")
                .skip(1)
                .map(|card| between(card, "<bdi>", "</bdi>").to_owned())
                .collect::<Vec<_>>()
        };
        // Something else of hers, with a clock that is over long before that of a breach.
        let tenant = house.tenant().await;
        let other = start(
            &house,
            "Lena Granfors",
            "board-report",
            &format!("unit={}", unit(&house, "Norrviks kommun").await),
        )
        .await;
        let other: Id<id::Record> = other.strip_prefix("/cases/").unwrap().parse().unwrap();
        let mut owed = tenant.owed_at(&[unit(&house, "Norrviks kommun").await]).await.unwrap();
        owed.iter_mut().for_each(|task| task.due = Some(house.office.now().plus_seconds(60)));
        // And more of these than are looked through for anybody else.
        let more = |at: i64| Task {
            step: format!("more-{at}"),
            due: Some(house.office.now().plus_seconds(60 + at)),
            ..owed[0].clone()
        };
        let more: Vec<_> = (1..=250).map(more).collect();
        owed.extend(more);
        let mut change = tenant.change(Id::new(uuid::Uuid::nil()), house.office.now()).await.unwrap();
        change.owe(other, &owed).await.unwrap();
        change.commit().await.unwrap();
        assert!(
            !steps().await.is_empty()
                && steps().await.iter().all(|step| !step.starts_with("Personuppgiftsincident"))
        );
        let teacher = house.as_role("Jonas Flodmark").await;
        let page = house.get("/cases/new/breach?stack=municipality", &teacher).await.text;
        let mut form = format!("unit={school}");
        let mut named = std::collections::BTreeSet::new();
        for radio in page.split("type=\"radio\"").skip(1) {
            let (name, value) = (between(radio, "name=\"", "\""), between(radio, "value=\"", "\""));
            if named.insert(name) {
                form.push_str(&format!("&{name}={value}"));
            }
        }
        for moment in page.split("name=\"at-").skip(1) {
            form.push_str(&format!("&at-{}=2026-11-28T16:40", moment.split('"').next().unwrap()));
        }
        let breach = start(&house, "Jonas Flodmark", "breach", &form).await;
        let first = steps().await;
        assert!(first[0].starts_with("Personuppgiftsincident"), "{first:?}");
        assert!(first.iter().any(|step| !step.starts_with("Personuppgiftsincident")), "{first:?}");
        let list = house.get(&format!("/cases?unit={school}"), &officer).await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(
            list.text.contains(&format!("{breach}/assess/done")),
            "c4: not hidden behind what is elsewhere"
        );
        assert!(!list.text.contains(&format!("/cases/{other}/")), "{}", list.text);
    }
}

#[tokio::test]
async fn s7_no_more_late_steps_are_listed_than_a_page_can_bear() {
    for house in houses_with(false).await {
        let school = unit(&house, "Björkskolan").await;
        let begun = start(&house, "Karin Ekhammar", "account-watch", &format!("unit={school}")).await;
        let id: Id<id::Record> = begun.strip_prefix("/cases/").unwrap().parse().unwrap();
        let tenant = house.tenant().await;
        let mut document = tenant.read::<Case>(id).await.unwrap();
        let like = tenant.owed_at(&[school]).await.unwrap().remove(0);
        let step = document.body.routine.steps[0].clone();
        let ids: Vec<_> = (0..250).map(|at| format!("late-{at}")).collect();
        let steps = ids.iter().map(|id| Step { id: id.clone(), ..step.clone() });
        document.body.routine.steps.extend(steps);
        let due = Some(house.office.now().plus_seconds(-60));
        let tasks: Vec<_> =
            ids.into_iter().map(|step| Task { step, due, rings: None, ..like.clone() }).collect();
        let mut change = tenant.change(Id::new(uuid::Uuid::nil()), house.office.now()).await.unwrap();
        change.update(&document.head, &document.body).await.unwrap();
        change.owe(id, &tasks).await.unwrap();
        change.commit().await.unwrap();
        let head = house.as_role("Karin Ekhammar").await;
        let list = house.get(&format!("/cases?unit={school}"), &head).await.text;
        assert_eq!(between(&list, "id=\"late\"", "</ul>").matches("<li>").count(), 200);
    }
}
