//! What is owed follows those who hold roles: steps lie with whoever is there, and go up when nobody is.

use crate::house::{House, NOW, between, days_pass, houses_with, link, now};
use axum::http::StatusCode;
use varsam::office::cases::reckon::Seen;
use varsam_model::grant::Given;
use varsam_model::{Id, Role, id};
use varsam_store::{Deed, Filter};

const PETRA: &str = "Petra Isbrand";

/// The id of a unit.
async fn unit(house: &House, name: &str) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let units = directory.units();
    units.into_iter().find(|unit| unit.name == name).unwrap().id
}

/// A case at Björkskolan whose steps lie with its head, and have no clock.
async fn begin(house: &House) -> String {
    let (head, school) = (house.as_role("Karin Ekhammar").await, unit(house, "Björkskolan").await);
    let form = format!("title=November&text=Som+varje+manad&unit={school}");
    let begun = house.post("/cases/new/account-watch?stack=municipality", &head, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.to
}

/// The roles that owe something at Björkskolan.
async fn owing(house: &House) -> Vec<Role> {
    let owed = house.tenant().await.owed_at(&[unit(house, "Björkskolan").await]).await.unwrap();
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
