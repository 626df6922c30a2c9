//! Units by URL: the tree, changes to it, and which one somebody works with (DAN-02 keeps its people out of counts).

use crate::house::{NOW, between, house, houses_with, link};
use crate::office::statistics::{begun, unit};
use axum::http::StatusCode;
use varsam_model::case::Case;
use varsam_model::grant::Given;
use varsam_model::person::Person;
use varsam_model::unit::Unit;
use varsam_model::{Id, Role, id};
use varsam_store::{Filter, Head};

#[tokio::test]
async fn each_sees_the_own_part_of_the_tree_with_its_head() {
    let house = house().await;
    let teacher = house.as_role("Jonas Flodmark").await;
    let tree = house.get("/units", &teacher).await.text;
    let tree = between(&tree, "class=\"tree\"", "</section>");
    assert!(tree.contains("Björkskolan") && !tree.contains("Strandskolan"), "{tree}");
    let unit = link(tree, "Björkskolan").to_owned();
    let page = house.get(&unit, &teacher).await.text;
    assert!(page.contains("Karin Ekhammar") && !page.contains("/edit"), "{page}");
    let above = house.as_role("Petra Isbrand").await;
    let all = house.get("/units", &above).await.text;
    let other = link(between(&all, "class=\"tree\"", "</section>"), "Strandskolan").to_owned();
    assert_eq!(house.get(&other, &teacher).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&format!("{other}/edit"), &teacher).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&format!("{other}/edit"), &above).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_unit_is_added_renamed_moved_and_closed_and_the_tree_never_bites_its_tail() {
    let house = house().await;
    let above = house.as_role("Petra Isbrand").await;
    let tree = house.get("/units", &above).await.text;
    let tree = between(&tree, "class=\"tree\"", "</section>");
    let (top, school) = (link(tree, "Norrviks kommun"), link(tree, "Björkskolan"));
    let added = house.post(&format!("{top}/add"), &above, "name=Norra+området").await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let area = added.to;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let form = format!("name=Björkskolan&parent={}", id(&area));
    let edit = format!("{school}/edit");
    let moved = house.post_with_version(&edit, &edit, &above, &form).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    assert!(house.get(&area, &above).await.text.contains("Björkskolan"));
    for parent in [school, area.as_str()] {
        let form = format!("name=Norra&parent={}", id(parent));
        let edit = format!("{area}/edit");
        let bitten = house.post_with_version(&edit, &edit, &above, &form).await;
        assert_eq!(bitten.status, StatusCode::UNPROCESSABLE_ENTITY, "below {parent}");
    }
    let full = house.post_with_version(&format!("{area}/edit"), &format!("{area}/close"), &above, "").await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY, "a school stands below it");
    let leaf = house.post(&format!("{area}/add"), &above, "name=Tomma+skolan").await.to;
    let closed = house.post_with_version(&leaf, &format!("{leaf}/close"), &above, "").await;
    assert_eq!((closed.status, closed.to.as_str()), (StatusCode::SEE_OTHER, "/units"), "{}", closed.text);
    assert!(!house.get("/units", &above).await.text.contains("Tomma skolan"));
    let nameless = house.post(&format!("{area}/add"), &above, "name=+").await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_comes_to_answer_for_a_school_by_moving_it() {
    let house = house().await;
    let above = house.as_role("Petra Isbrand").await;
    let tree = house.get("/units", &above).await.text;
    let tree = between(&tree, "class=\"tree\"", "</section>");
    let (own, other) = (link(tree, "Björkskolan").to_owned(), link(tree, "Strandskolan").to_owned());
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let (edit, form) = (format!("{other}/edit"), format!("name=Strandskolan&parent={}", id(&own)));
    let tenant = house.tenant().await;
    let filter = Filter { register: "grant", state: "active", limit: 999, ..Filter::default() };
    let grants = tenant.list::<Given>(&filter).await.unwrap();
    let of = |role| grants.iter().find(|given| given.body.grant.role == role).unwrap();
    let head = of(Role::Head).head.clone();
    let mut given = of(Role::HeadOfOperations).body.clone();
    given.grant.id = house.office.store.new_id(NOW).unwrap();
    (given.grant.role, given.grant.unit) = (Role::Head, id(&own).parse().unwrap());
    let head =
        Head { id: given.grant.id.of(), unit: given.grant.unit, subject: given.grant.person.uuid(), ..head };
    let mut change = tenant.change(given.grant.person, NOW).await.unwrap();
    change.create(&head, &given).await.unwrap();
    change.commit().await.unwrap();
    let moved = house.post_with_version(&edit, &edit, &above, &form).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY, "a head of the one does not take the other");
}

#[tokio::test]
async fn dan_02_a_unit_with_somebody_hidden_is_not_closed_and_does_not_say_why() {
    let house = house().await;
    let above = house.as_role("Petra Isbrand").await;
    let tree = house.get("/units", &above).await.text;
    let top = link(between(&tree, "class=\"tree\"", "</section>"), "Norrviks kommun").to_owned();
    let added = house.post(&format!("{top}/add"), &above, "name=Tomma+skolan").await.to;
    let tenant = house.tenant().await;
    let filter = Filter { register: "person", state: "quarantined", limit: 1, ..Filter::default() };
    let mut hidden = tenant.list::<Person>(&filter).await.unwrap().remove(0);
    hidden.head.unit = added.rsplit('/').next().unwrap().parse().unwrap();
    let mut change = tenant.change(hidden.body.id, NOW).await.unwrap();
    change.update(&hidden.head, &hidden.body).await.unwrap();
    change.commit().await.unwrap();
    let close = format!("{added}/close");
    let closed = house.post_with_version(&added, &close, &above, "").await;
    assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!closed.text.contains(&hidden.body.family), "{}", closed.text);
}

#[tokio::test]
async fn of_two_who_change_a_unit_the_second_sees_both_and_loses_nothing() {
    let house = house().await;
    let above = house.as_role("Petra Isbrand").await;
    let tree = house.get("/units", &above).await.text;
    let school = link(between(&tree, "class=\"tree\"", "</section>"), "Strandskolan").to_owned();
    let edit = format!("{school}/edit");
    let page = house.get(&edit, &above).await.text;
    let version = between(&page, "name=\"version\" value=\"", "\"");
    let parent = page.split("<option").find(|option| option.contains(" selected>Norrviks")).unwrap();
    let parent = between(parent, "value=\"", "\"");
    let first = format!("version={version}&parent={parent}&name=Strandens+skola");
    assert_eq!(house.post(&edit, &above, &first).await.status, StatusCode::SEE_OTHER);
    let second = format!("version={version}&parent={parent}&name=Nya+Strandskolan");
    let both = house.post(&edit, &above, &second).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    for said in ["Någon annan hann före", "Strandens skola", "value=\"Nya Strandskolan\""] {
        assert!(both.text.contains(said), "{said}: {}", both.text);
    }
    let version = between(&both.text, "name=\"version\" value=\"", "\"");
    let third = format!("version={version}&parent={parent}&name=Nya+Strandskolan");
    assert_eq!(house.post(&edit, &above, &third).await.status, StatusCode::SEE_OTHER);
    assert!(house.get(&school, &above).await.text.contains("Nya Strandskolan"));
}

#[tokio::test]
async fn the_chosen_unit_is_followed_and_a_strangers_is_not() {
    let house = house().await;
    let registrar = house.as_role("Registrator").await;
    let page = house.get("/people", &registrar).await.text;
    let form = between(&page, "action=\"/units/choose\"", "</form>");
    let unit = form.split("<option value=\"").find(|option| option.contains("Strandskolan")).unwrap();
    let unit = unit.split('"').next().unwrap().to_owned();
    let chosen = house.post("/units/choose", &registrar, &format!("unit={unit}&next=/people")).await;
    assert_eq!((chosen.status, chosen.to.as_str()), (StatusCode::SEE_OTHER, "/people"));
    assert!(chosen.cookie.starts_with(&format!("unit={unit};")) && chosen.cookie.contains("HttpOnly"));
    let both = format!("{registrar}; unit={unit}");
    let people = house.get("/people", &both).await.text;
    assert!(people.contains("<td>Strandskolan</td>") && !people.contains("<td>Björkskolan</td>"));
    let teacher = house.as_role("Jonas Flodmark").await;
    let page = house.get("/people", &format!("{teacher}; unit={unit}")).await.text;
    assert!(page.contains("<td>Björkskolan</td>") && !page.contains("Strandskolan"), "checked each time");
    let away = house.post("/units/choose", &registrar, "unit=&next=https://elsewhere.example").await;
    assert_eq!(away.to, "/people");
}

#[tokio::test]
async fn a_unit_with_an_open_case_is_not_closed_and_a_breach_stays_in_the_register_when_it_is() {
    for house in houses_with(false).await {
        let above = house.as_role("Petra Isbrand").await;
        let top = format!("/units/{}", unit(&house, "Norrviks kommun").await);
        let leaf = house.post(&format!("{top}/add"), &above, "name=Tomma+skolan").await.to;
        let facts = [("breach_data", "yes"), ("breach_event", "shared"), ("breach_cause", "by_accident")];
        let mut breach = begun(&house, ("Björkskolan", "breach"), "2026-11-20T09:00", &facts).await;
        breach.head.unit = leaf.rsplit('/').next().unwrap().parse().unwrap();
        let tenant = house.tenant().await;
        let close = format!("{leaf}/close");
        for (state, status) in [("open", StatusCode::UNPROCESSABLE_ENTITY), ("closed", StatusCode::SEE_OTHER)]
        {
            state.clone_into(&mut breach.head.state);
            let mut change = tenant.change(Id::new(uuid::Uuid::nil()), NOW).await.unwrap();
            change.update(&breach.head, &breach.body).await.unwrap();
            change.commit().await.unwrap();
            breach = tenant.read::<Case>(breach.head.id).await.unwrap();
            let closed = house.post_with_version(&leaf, &close, &above, "").await;
            assert_eq!(closed.status, status, "{state}: {}", closed.text);
            let says_why = closed.text.contains("Enheten har pågående ärenden");
            assert_eq!(says_why, state == "open", "{}", closed.text);
        }
        for name in ["Lena Granfors", "Petra Isbrand"] {
            let cookie = house.as_role(name).await;
            let list = house.get("/breaches", &cookie).await.text;
            assert!(list.contains("Tomma skolan") && list.contains("Hemlig rubrik"), "{name}: {list}");
        }
        let head = house.get("/breaches", &house.as_role("Karin Ekhammar").await).await.text;
        assert!(!head.contains("Tomma skolan"), "it was not below the school: {head}");
    }
}

#[tokio::test]
async fn of_very_many_units_the_first_are_shown_and_the_page_says_so() {
    let house = house().await;
    let (head, school) = (house.as_role("Karin Ekhammar").await, unit(&house, "Björkskolan").await);
    let looks = async || house.get("/my/units", &head).await.text;
    let cut = "Bara de första 50 enheterna visas";
    assert!(!looks().await.contains(cut));
    let tenant = house.tenant().await;
    let one = tenant.read::<Unit>(school.of()).await.unwrap();
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), NOW).await.unwrap();
    for number in 0..50 {
        let id: Id<id::Unit> = house.office.store.new_id(NOW).unwrap();
        let unit = Unit { id, name: format!("Enhet {number}"), parent: Some(school), ..one.body.clone() };
        let head = Head { id: id.of(), unit: id, subject: id.uuid(), version: 0, ..one.head.clone() };
        change.create(&head, &unit).await.unwrap();
    }
    change.commit().await.unwrap();
    let page = looks().await;
    assert!(page.contains(cut), "{page}");
    assert_eq!(page.matches("</a></h2>").count(), 50);
}
