//! What is owed follows those who hold roles: steps lie with whoever is there, and go up when nobody is.

use crate::house::{House, NOW, between, day, days_pass, houses_with, link, now, seconds_pass};
use crate::office::breach::reported;
use crate::office::statistics::acts;
use axum::http::StatusCode;
use varsam::office::cases::reckon::Seen;
use varsam_model::case::{Act, Case, Event};
use varsam_model::grant::{Competence, Given, Grant};
use varsam_model::{Id, Role, id};
use varsam_store::{Deed, Filter, Head};

const PETRA: &str = "Petra Isbrand";

/// The id of a unit.
async fn unit(house: &House, name: &str) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let units = directory.units();
    units.into_iter().find(|unit| unit.name == name).unwrap().id
}

/// A case at Björkskolan whose steps lie with its head, and have no clock.
async fn begin(house: &House) -> String {
    begin_at(house, ("Karin Ekhammar", "Björkskolan"), "November").await
}

/// The same, at a unit, by somebody, called so.
async fn begin_at(house: &House, (name, place): (&str, &str), title: &str) -> String {
    let (cookie, place) = (house.as_role(name).await, unit(house, place).await);
    let form = format!("title={title}&text=Som+varje+manad&unit={place}");
    let begun = house.post("/cases/new/account-watch?stack=municipality", &cookie, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.to
}

/// The roles that owe something at Björkskolan.
async fn owing(house: &House) -> Vec<Role> {
    owing_at(house, "Björkskolan").await
}

/// The same at a unit.
async fn owing_at(house: &House, place: &str) -> Vec<Role> {
    let owed = house.tenant().await.owed_at(&[unit(house, place).await]).await.unwrap();
    assert!(owed.iter().all(|task| task.due.is_none()), "no clock would notice");
    let mut roles: Vec<_> = owed.iter().filter_map(|task| task.role).collect();
    roles.dedup();
    roles
}

async fn has_to_do(house: &House, name: &str, case: &str) -> bool {
    let cookie = house.as_role(name).await;
    house.get("/cases", &cookie).await.text.contains(&format!("{case}/checked/done"))
}

#[tokio::test]
async fn steps_move_when_a_role_is_ended_and_back_when_it_is_given() {
    for house in houses_with(false).await {
        let case = begin(&house).await;
        assert_eq!(owing(&house).await, [Role::Head]);
        assert!(has_to_do(&house, "Karin Ekhammar", &case).await && !has_to_do(&house, PETRA, &case).await);
        let above = house.as_role(PETRA).await;
        let grants = house.get("/grants?role=head", &above).await.text;
        let grant = link(&grants, "Ekhammar, Karin").to_owned();
        let ended = house.post_with_version(&grant, &format!("{grant}/end"), &above, "").await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
        assert_eq!(owing(&house).await, [Role::HeadOfOperations], "at once");
        assert!(has_to_do(&house, PETRA, &case).await, "it goes up");
        let found = house.post("/grants/new", &above, "q=jon+flod").await;
        let form = link(&found.text, "Jonas Flodmark").to_owned();
        let page = house.get(&form, &above).await.text;
        let until = between(&page, "type=\"date\" value=\"", "\"").to_owned();
        let school = unit(&house, "Björkskolan").await;
        let given = house.post(&form, &above, &format!("unit={school}&role=head&until={until}")).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
        assert_eq!(owing(&house).await, [Role::Head]);
        assert!(
            has_to_do(&house, "Jonas Flodmark", &case).await && !has_to_do(&house, PETRA, &case).await,
            "and comes down again"
        );
    }
}

/// Lets the grants of a role at Björkskolan end in so many days, as an import does: by no page.
async fn end_in(house: &House, role: Role, days: i64) {
    let (tenant, school) = (house.tenant().await, unit(house, "Björkskolan").await);
    let filter = Filter { register: "grant", units: &[school], limit: 9999, ..Filter::default() };
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), now()).await.unwrap();
    for mut given in tenant.list::<Given>(&filter).await.unwrap() {
        if given.body.grant.role == role {
            given.body.grant.until = NOW.plus_seconds(days * 86_400);
            change.update(&given.head, &given.body).await.unwrap();
        }
    }
    change.log(Deed::new("end_grant")).await.unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn a_role_that_ends_by_itself_is_noticed_within_a_day_and_one_that_is_ended_elsewhere_soon() {
    for house in houses_with(false).await {
        begin(&house).await;
        let mut seen = Seen::default();
        assert_eq!(seen.keep_up(&house.office).await.unwrap(), 0, "all is as it is");
        end_in(&house, Role::Head, 1).await;
        assert_eq!(seen.keep_up(&house.office).await.unwrap(), 0, "it still counts");
        days_pass(2);
        assert_eq!(seen.keep_up(&house.office).await.unwrap(), 1);
        assert_eq!(owing(&house).await, [Role::HeadOfOperations]);
        assert_eq!(seen.keep_up(&house.office).await.unwrap(), 0, "once");
        // Another server looks for the first time.
        assert_eq!(Seen::default().keep_up(&house.office).await.unwrap(), 0);
        end_in(&house, Role::Head, 30).await;
        assert_eq!(seen.keep_up(&house.office).await.unwrap(), 1, "what was written is looked at");
        assert_eq!(owing(&house).await, [Role::Head]);
        days_pass(-2);
    }
}

#[tokio::test]
async fn what_was_reckoned_anew_changes_nothing_of_the_case_itself() {
    for house in houses_with(false).await {
        let case = begin(&house).await;
        let id: Id<id::Record> = case.strip_prefix("/cases/").unwrap().parse().unwrap();
        let head = house.as_role("Karin Ekhammar").await;
        let form = format!("{case}/checked/done");
        let page = house.get(&form, &head).await.text;
        let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
        end_in(&house, Role::Head, -1).await;
        assert_eq!(Seen::default().keep_up(&house.office).await.unwrap(), 1);
        let before = house.tenant().await.read::<serde_json::Value>(id).await.unwrap();
        assert_eq!(
            (before.head.version.to_string(), before.head.owner_role.as_str()),
            (version, "head_of_operations")
        );
        // Whoever had the form open still saves what they wrote, where they may.
        let above = house.as_role(PETRA).await;
        let done = house.post(&form, &above, &format!("version={}&note=Sett", before.head.version)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
}

/// Puts something else in the place of what a case says, as another server may, or somebody at the database.
async fn rewrite(house: &House, case: &str, into: impl FnOnce(serde_json::Value) -> serde_json::Value) {
    let id: Id<id::Record> = case.strip_prefix("/cases/").unwrap().parse().unwrap();
    let tenant = house.tenant().await;
    let document = tenant.read::<serde_json::Value>(id).await.unwrap();
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), now()).await.unwrap();
    change.update(&document.head, &into(document.body)).await.unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn a_case_that_cannot_be_read_keeps_no_other_waiting_and_no_wheel() {
    for house in houses_with(false).await {
        let at = ("Karin Ekhammar", "Björkskolan");
        let newer = begin_at(&house, at, "Nyare").await;
        let broken = begin_at(&house, at, "Trasigt").await;
        rewrite(&house, &newer, |mut case| {
            case["routine"]["steps"][0]["does"] = "what_only_a_newer_server_knows".into();
            case
        })
        .await;
        // Nobody has looked at it before: what is known of it stays known.
        rewrite(&house, &broken, |_| serde_json::json!({ "nothing": true })).await;
        let sound = begin_at(&house, at, "Helt").await;
        end_in(&house, Role::Head, -1).await;
        assert_eq!(Seen::default().keep_up(&house.office).await.unwrap(), 1, "the one that can be read");
        let officer = house.as_role("Lena Granfors").await;
        let school = unit(&house, "Björkskolan").await;
        let wheel = house.get(&format!("/wheel?unit={school}&stack=municipality"), &officer).await;
        assert_eq!(wheel.status, StatusCode::OK, "{}", wheel.text);
        let link = |case: &str| wheel.text.contains(&format!("href=\"{case}\""));
        assert_eq!((link(&newer), link(&broken), link(&sound)), (false, false, true), "{}", wheel.text);
        for page in ["/", "/cases"] {
            let page = house.get(page, &officer).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        }
        let cases = house.get("/cases", &officer).await.text;
        assert_eq!((cases.contains(&sound), cases.contains(&broken)), (true, false), "{cases}");
        // Two count, for the ends of September and of October: only the next may be begun.
        let of = house.as_role("Disa Ripskog").await;
        let page = house.get(&format!("/wheel?unit={school}&stack=municipality"), &of).await.text;
        let may_begin = |day: &str| {
            let is_meant = |row: &&str| row.contains("Månadens titt") && row.contains(day);
            let mut rows = between(&page, "<tbody>", "</tbody>").split("<tr>");
            rows.find(is_meant).unwrap().contains("/cases/new/account-watch?")
        };
        assert_eq!(["2026-09-30", "2026-10-31", "2026-11-30"].map(may_begin), [false, false, true], "{page}");
    }
}

#[tokio::test]
async fn a_case_that_cannot_be_read_takes_no_register_and_no_figures_with_it() {
    for house in houses_with(false).await {
        let mut made = Vec::new();
        for title in ["Nyare", "Trasigt", "Helt"] {
            made.push(reported(&house, "Jonas Flodmark", "Björkskolan", title).await);
        }
        let [newer, broken, sound]: [String; 3] = made.try_into().unwrap();
        rewrite(&house, &newer, |mut case| {
            case["routine"]["steps"][0]["does"] = "what_only_a_newer_server_knows".into();
            case
        })
        .await;
        rewrite(&house, &broken, |_| serde_json::json!({ "nothing": true })).await;
        let officer = house.as_role("Lena Granfors").await;
        let two = "2 ärenden går inte att läsa";
        for (page, told) in
            [("/breaches", two), ("/board", two), ("/cases/statistics", "1 ärende går inte att läsa")]
        {
            let page = house.get(page, &officer).await;
            assert_eq!((page.status, page.text.contains(told)), (StatusCode::OK, true), "{}", page.text);
        }
        // What is taken out as a file says so as well.
        for (file, told) in [
            ("/breaches/export/csv", two),
            ("/breaches/export/json", two),
            ("/board/export/csv", two),
            ("/cases/statistics/export/csv", "1 ärende går inte att läsa"),
        ] {
            let file = house.get(file, &officer).await;
            assert_eq!((file.status, file.text.contains(told)), (StatusCode::OK, true), "{}", file.text);
        }
        let register = house.get("/breaches", &officer).await.text;
        let found = [&newer, &broken, &sound].map(|case| register.contains(&format!("href=\"{case}\"")));
        assert_eq!(found, [false, false, true], "{register}");
        // What is late at a school is told, too.
        days_pass(4);
        let (school, head) = (unit(&house, "Björkskolan").await, house.as_role("Karin Ekhammar").await);
        let late = house.get(&format!("/cases?unit={school}"), &head).await;
        assert_eq!((late.status, late.text.contains("id=\"late\"")), (StatusCode::OK, true), "{}", late.text);
        days_pass(-4);
    }
}

/// The grant of the head of Björkskolan, and the same at another unit, too.
async fn heads_both(house: &House, other: Id<id::Unit>) -> Grant {
    let (tenant, school) = (house.tenant().await, unit(house, "Björkskolan").await);
    let filter = Filter { register: "grant", units: &[school], limit: 9999, ..Filter::default() };
    let given = tenant.list::<Given>(&filter).await.unwrap();
    let head = given.into_iter().find(|given| given.body.grant.role == Role::Head).unwrap();
    let mut more = head.body.clone();
    (more.grant.id, more.grant.unit) = (house.office.store.new_id(NOW).unwrap(), other);
    let of_more = Head { id: more.grant.id.of(), unit: other, version: 0, ..head.head };
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), now()).await.unwrap();
    change.create(&of_more, &more).await.unwrap();
    change.commit().await.unwrap();
    head.body.grant
}

#[tokio::test]
async fn training_moves_steps_wherever_its_holder_has_a_role_and_not_only_where_it_was_recorded() {
    for house in houses_with(false).await {
        let other = "Strandskolan";
        let grant = heads_both(&house, unit(&house, other).await).await;
        begin_at(&house, ("Disa Ripskog", other), "November").await;
        assert_eq!(owing_at(&house, other).await, [Role::Head]);
        // What was written until now is not looked at again.
        seconds_pass(3600);
        let mut seen = Seen::default();
        assert_eq!(seen.keep_up(&house.office).await.unwrap(), 0);
        let tenant = house.tenant().await;
        let subject = Some(grant.person.uuid());
        let filter = Filter { register: "competence", subject, limit: 9, ..Filter::default() };
        let mut change = tenant.change(Id::new(uuid::Uuid::nil()), now()).await.unwrap();
        for mut trained in tenant.list::<Competence>(&filter).await.unwrap() {
            assert_eq!(trained.head.unit, grant.unit, "it was recorded at the first school");
            trained.body.held.until = Some(now());
            change.update(&trained.head, &trained.body).await.unwrap();
        }
        change.commit().await.unwrap();
        assert_eq!(seen.keep_up(&house.office).await.unwrap(), 1);
        assert_eq!(owing_at(&house, other).await, [Role::HeadOfOperations]);
        let above = house.as_role(PETRA).await;
        let form = format!("precondition=training&from={}&until={}&evidence=kurs", day(0), day(20));
        let path = format!("/grants/{}/competence", grant.id);
        let recorded = house.post(&path, &above, &form).await;
        assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text);
        assert_eq!(owing_at(&house, other).await, [Role::Head], "at once");
        seconds_pass(-3600);
    }
}

/// Who signs in by this name.
async fn person(house: &House, name: &str) -> Id<id::Person> {
    let page = house.get("/sign-in", "").await.text;
    let form = page.split("<form").find(|form| form.contains(name)).unwrap();
    between(form, "name=\"person\" value=\"", "\"").parse().unwrap()
}

#[tokio::test]
async fn what_was_written_is_not_lost_when_the_step_moves_meanwhile() {
    for house in houses_with(false).await {
        let path = reported(&house, "Jonas Flodmark", "Björkskolan", "Klasslista").await;
        let id: Id<id::Record> = path.strip_prefix("/cases/").unwrap().parse().unwrap();
        let mut case = house.tenant().await.read::<Case>(id).await.unwrap();
        let (head, other) = (person(&house, "Karin Ekhammar").await, person(&house, "Disa Ripskog").await);
        let hand_over = ("contain", Act::HandedOver, "2026-11-29T09:05");
        acts(&house, &mut case, hand_over, |event: &mut Event| event.to = Some(head)).await;
        let (cookie, form) = (house.as_role("Karin Ekhammar").await, format!("{path}/contain/done"));
        let page = house.get(&form, &cookie).await.text;
        let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
        // While the head writes, it is handed over to somebody else.
        acts(&house, &mut case, hand_over, |event: &mut Event| event.to = Some(other)).await;
        let sent = house.post(&form, &cookie, &format!("version={version}&note=Listan+är+hämtad.")).await;
        assert_eq!(sent.status, StatusCode::CONFLICT, "{}", sent.text);
        for told in ["Listan är hämtad.</textarea>", "Steget ligger inte längre hos dig"] {
            assert!(sent.text.contains(told), "{told}: {}", sent.text);
        }
        assert!(!sent.text.contains(">Klart</button>"), "there is nothing to send: {}", sent.text);
        let after = house.tenant().await.read::<Case>(id).await.unwrap();
        assert_eq!(after.body.events.len(), 2, "nothing was done");
        // Who never had the form open finds no such page.
        assert_eq!(house.post(&form, &cookie, "note=Nej").await.status, StatusCode::NOT_FOUND);
    }
}
