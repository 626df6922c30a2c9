//! What a list may hold and who says what its columns are, by URL: nothing that hides somebody is passed over, and nobody
//! is mistaken for another.

use super::lists::{HEADS, chosen, civic, people, pupil, pupils, row};
use crate::house::{House, NOW, house};
use axum::http::StatusCode;
use varsam::office::intake::{Layout, drop_stale, remember};
use varsam_model::import::{Field, guess};
use varsam_model::school::UnitKind;
use varsam_model::unit::Unit;
use varsam_model::{Id, Mark, RecordClass, id};
use varsam_store::{Head, TrailFilter};

const ADMINISTRATOR: &str = "Systemadministratör";
const NOBODY: Id<id::Person> = Id::new(uuid::Uuid::nil());

/// The unit of the organiser itself.
async fn top(house: &House) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    directory.units().into_iter().find(|unit| unit.parent.is_none()).unwrap().id
}

async fn add_unit(house: &House, name: &str, code: &str) {
    let (tenant, id) = (house.tenant().await, house.office.store.new_id::<id::Unit>(NOW).unwrap());
    let (parent, code) = (Some(top(house).await), Some(code.to_owned()));
    let unit = Unit {
        id,
        kind: UnitKind::SchoolUnit,
        name: name.to_owned(),
        parent,
        code,
        forms: vec![],
        hours: None,
    };
    let head = Head::about(id.of(), "unit", id, id.uuid(), RecordClass::Unit).in_state("active");
    let mut change = tenant.change(NOBODY, NOW).await.unwrap();
    change.create(&head, &unit).await.unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn a_column_of_marks_is_never_passed_over() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let path = house.hand_over(&cookie, "a.csv", pupils(0..2).as_bytes()).await.to;
    let form = chosen(&house.get(&path, &cookie).await.text);
    for other in ["c6=", "c6=phone"] {
        let form = form.replace("c6=mark", other).replace("c3=group", "c3=");
        let refused = house.post(&format!("{path}/check"), &cookie, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
        assert!(refused.text.contains("säger vilka som är skyddade"), "{}", refused.text);
        assert!(chosen(&refused.text).contains("c3=&"), "nothing chosen is lost");
    }
    // One that was remembered without it, and with silence that hides nobody, counts for nothing.
    let heads: Vec<String> = HEADS.split(';').map(str::to_owned).collect();
    let mut mapping = guess(&heads);
    mapping.columns.remove(&Field::Mark);
    mapping.silence = Mark::None;
    let (tenant, top) = (house.tenant().await, top(&house).await);
    let layout = Layout { heads, mapping, of: None };
    remember(&house.office.store, &tenant, top, layout, (NOBODY, NOW)).await.unwrap();
    let list = pupils(0..2).replace("Ada1;Testsson;7A;7;Nya skolan;Nej", "Ada1;Testsson;7A;7;Nya skolan;Ja");
    let page = house.taken(&cookie, list.as_bytes()).await;
    assert_eq!(row(&page, "Personer").last(), Some(&"1"), "{page}");
}

#[tokio::test]
async fn what_a_head_says_of_columns_holds_for_that_head() {
    let house = house().await;
    let (head, administrator) = (house.as_role("Rektor").await, house.as_role(ADMINISTRATOR).await);
    let list = pupils(0..2);
    let said = async |cookie: &str, form: &str| {
        let path = house.hand_over(cookie, "a.csv", list.as_bytes()).await.to;
        let before = chosen(&house.get(&path, cookie).await.text);
        let form = before.replace("c3=group", form);
        assert_eq!(house.post(&format!("{path}/check"), cookie, &form).await.status, StatusCode::SEE_OTHER);
        before
    };
    said(&head, "c3=phone").await;
    assert!(said(&administrator, "c3=email").await.contains("c3=group"));
    assert!(said(&head, "c3=phone").await.contains("c3=phone"));
    assert!(said(&administrator, "c3=email").await.contains("c3=email"));
}

#[tokio::test]
async fn an_id_of_the_staff_is_no_id_of_a_pupil() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let pupil = "Id;Förnamn;Efternamn;Klass;Skola;Skyddad identitet\n1001;Ada;Nyberg;7A;Nya skolan;Nej";
    let staff =
        "Id;Förnamn;Efternamn;Befattning;Skola;Skyddad identitet\n1001;Bo;Nyberg;Lärare;Nya skolan;Nej";
    house.taken(&cookie, pupil.as_bytes()).await;
    house.taken(&cookie, staff.as_bytes()).await;
    let all = people(&tenant, "active").await;
    let mut given: Vec<_> =
        all.iter().filter(|one| one.body.family == "Nyberg").map(|one| one.body.given.as_str()).collect();
    given.sort_unstable();
    assert_eq!(given, ["Ada", "Bo"]);
}

#[tokio::test]
async fn an_id_that_came_with_another_name_and_number_is_nobody() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let list = |civic: &str, given: &str| {
        format!(
            "Id;Personnummer;Förnamn;Efternamn;Klass;Skola;Skyddad identitet\n7;{civic};{given};Nyberg;7A;Nya skolan;Nej"
        )
    };
    house.taken(&cookie, list(&civic(0), "Ada").as_bytes()).await;
    let (_, page) = house.looked(&cookie, list(&civic(1), "Bo").as_bytes()).await;
    assert!(page.contains("Samma id är redan någon annan"), "{page}");
    assert_eq!(row(&page, "2").last(), Some(&"Raden hoppas över"));
    // Two in one list: the number of the second is not learnt as the first one's.
    let both = format!("{}\n7;{};Bo;Nyberg;7A;Nya skolan;Nej", list(&civic(0), "Ada"), civic(1));
    house.taken(&cookie, both.as_bytes()).await;
    assert_eq!(tenant.whose_number(&civic(1)).await.unwrap(), None);
    let renumbered = house.taken(&cookie, list(&civic(2), "Ada").as_bytes()).await;
    assert_eq!(row(&renumbered, "Personer")[1], "1", "a number that was put right: {renumbered}");
}

#[tokio::test]
async fn a_name_that_is_also_anothers_code_means_neither_unit() {
    let house = house().await;
    add_unit(&house, "Annan skola", "Björkskolan").await;
    let list = pupils(0..3).replace("Nya skolan", "Björkskolan");
    let cookie = house.as_role(ADMINISTRATOR).await;
    let (_, page) = house.looked(&cookie, list.as_bytes()).await;
    assert!(page.contains("Flera enheter heter så eller har den koden"), "{page}");
    assert!(page.contains("3 rader hoppades över"), "{page}");
    let head = house.as_role("Rektor").await;
    let page = house.taken(&head, list.as_bytes()).await;
    assert_eq!(row(&page, "Personer")[0], "3", "of a head only the own units are meant: {page}");
}

#[tokio::test]
async fn a_list_without_headings_is_not_kept() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let quote = pupils(0..3).replace("Förnamn", "\"Förnamn");
    let number = pupils(0..3).replace("Klass", &civic(9));
    for list in [pupil(0), format!("{}\n{}", pupil(0), pupil(1)), number, quote] {
        let refused = house.hand_over(&cookie, "a.csv", list.as_bytes()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{list}");
        assert!(refused.text.contains("Första raden är inga rubriker"), "{}", refused.text);
        assert!(!refused.text.contains("Ada"));
    }
    let named = house.hand_over(&cookie, &format!("{}.csv", civic(0)), pupils(0..2).as_bytes()).await.to;
    let page = house.get(&named, &cookie).await.text;
    assert!(page.contains("Lista utan namn") && !page.contains(&civic(0)), "{page}");
}

#[tokio::test]
async fn a_list_that_nobody_goes_on_with_is_thrown_away_after_a_week() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let path = house.hand_over(&cookie, "a.csv", pupils(0..2).as_bytes()).await.to;
    let file: Id<id::File> = path.rsplit('/').next().unwrap().parse().unwrap();
    let days = |days: i64| NOW.plus_seconds(days * 86_400);
    drop_stale(&house.office, days(6)).await.unwrap();
    assert!(tenant.file(file).await.is_ok());
    drop_stale(&house.office, days(8)).await.unwrap();
    assert!(tenant.file(file).await.is_err());
    assert!(house.get(&path, &cookie).await.text.contains("Listan är kastad"));
    drop_stale(&house.office, days(9)).await.unwrap();
    let trail = TrailFilter { kind: "import_dropped", limit: 9, ..TrailFilter::default() };
    let trail = tenant.trail(&trail).await.unwrap();
    assert_eq!(trail.iter().map(|passed| passed.by).collect::<Vec<_>>(), [NOBODY], "once, by the program");
}

#[tokio::test]
async fn a_list_whose_file_is_gone_can_be_thrown_away() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let path = house.hand_over(&cookie, "a.csv", pupils(0..2).as_bytes()).await.to;
    let file: uuid::Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
    tenant.erase(file, &[RecordClass::Identity], "test", NOBODY, NOW).await.unwrap();
    let page = house.get(&path, &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains(&format!("{path}/drop")), "{}", page.text);
    house.post(&format!("{path}/drop"), &cookie, "").await;
    assert!(house.get(&path, &cookie).await.text.contains("Listan är kastad"));
}

#[tokio::test]
async fn a_quotation_mark_that_is_never_closed_costs_its_row_and_nobody_who_follows() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, pupils(0..30).as_bytes()).await;
    let (_, page) = house.looked(&cookie, pupils(0..30).replace(";Ada2;", ";\"Ada2;").as_bytes()).await;
    assert!(page.contains("citattecken som inte avslutas"), "{page}");
    assert_eq!(row(&page, "4").last(), Some(&"Raden hoppas över"), "{page}");
    assert_eq!(row(&page, "Personer"), ["0", "0", "0", "30", "0"], "nobody is gone for it");
    let long = pupils(0..2).replace(";Ada1;", &format!(";{};", "x".repeat(501)));
    let (_, page) = house.looked(&cookie, long.as_bytes()).await;
    assert_eq!(row(&page, "3").last(), Some(&"Raden hoppas över"), "{page}");
}

#[tokio::test]
async fn what_a_column_is_said_to_be_uncovers_nobody() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let path = house.hand_over(&cookie, "a.csv", pupils(0..2).as_bytes()).await.to;
    let page = house.get(&path, &cookie).await.text;
    assert!(page.contains("Nya skolan"), "what a school is called may be seen");
    let form = chosen(&page).replace("c1=given", "c1=group_kind");
    house.post(&format!("{path}/check"), &cookie, &form).await;
    let page = house.settled(&path, &cookie).await;
    assert!(chosen(&page).contains("c1=group_kind") && !page.contains("Ada0"), "{page}");
}
