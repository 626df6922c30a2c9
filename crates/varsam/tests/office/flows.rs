//! The map of the ways of data by URL: it shows what the registers say, within bounds, and its table says the same.

use super::record::plain;
use super::registers::made;
use crate::house::{House, between, furnished, house};
use axum::http::StatusCode;
use varsam_model::register::{Entry, Register};
use varsam_store::{Document, Filter};

/// Where data is kept, and where an entry stands when it is.
const PLACES: [(&str, &[&str]); 4] = [
    ("system", &["in_use", "limited"]),
    ("service", &["approved", "conditional", "recommended", "compulsory"]),
    ("app", &["approved", "conditional"]),
    ("account", &["open", "handed_over"]),
];

async fn entries(house: &House, code: &str) -> Vec<Document<Entry>> {
    let filter = Filter { register: code, limit: 10_000, ..Filter::default() };
    house.tenant().await.list(&filter).await.unwrap()
}

/// The table of a page.
fn table(page: &str) -> &str {
    page.split_once("<caption id=\"ways\">")
        .map(|(_, rest)| between(rest, "<tbody>", "</tbody>"))
        .unwrap_or_default()
}

/// The row of an entry.
fn row<'a>(page: &'a str, entry: &str) -> &'a str {
    table(page)
        .split("<tr>")
        .find(|row| row.contains(entry))
        .unwrap_or_else(|| panic!("no {entry} in {page}"))
}

#[tokio::test]
async fn the_map_is_bounded_and_the_table_has_every_place_with_its_links() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/flows", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    let map = between(&page.text, "<svg role=\"img\" aria-labelledby=\"map-title map-about\"", "</svg>");
    assert!(map.contains("<title id=\"map-title\">") && map.contains("<desc id=\"map-about\">"));
    assert!(map.contains("var(--ds-color-") && !map.contains("style=") && !map.contains('#'), "{map}");
    let nodes = map.matches("<rect ").count();
    assert!((20..=60).contains(&nodes), "{nodes} nodes");
    let mut count = 0;
    let made_up = house.office.directory(house.organiser().await).await.unwrap();
    let made_up = made_up.units().iter().find(|unit| unit.name == "Övningsskolan").unwrap().id;
    for (code, states) in PLACES {
        for one in entries(&house, code).await {
            let link = format!("href=\"/registers/{code}/{}\"", one.head.id);
            let is_place = states.contains(&one.head.state.as_str()) && one.head.unit != made_up;
            assert_eq!(
                table(&page.text).contains(&link),
                is_place,
                "{code} {}",
                one.body.values.text("name")
            );
            count += usize::from(is_place);
        }
    }
    assert_eq!(table(&page.text).matches("<tr>").count(), count);
    // What does not fit is counted, and the same is drawn the next time.
    let places = between(&page.text, "</svg>", "<table");
    assert_eq!(places.contains("ryms inte i bilden"), map.contains(" till<"), "{places}");
    assert_eq!(house.get("/flows", &cookie).await.text, page.text);
}

#[tokio::test]
async fn a_way_goes_from_whose_data_it_is_to_the_country() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/flows", &cookie).await.text;
    let systems = entries(&house, "system").await;
    let id = |name: &str| {
        systems.iter().find(|one| one.body.values.text("name") == name).unwrap().head.id.to_string()
    };
    let processor = entries(&house, "processor").await;
    let mail = row(&page, &id("Molnvik, e-post"));
    let molnvik = processor.iter().find(|one| one.body.values.text("name").contains("Molnvik")).unwrap();
    assert!(mail.contains(&format!("href=\"/registers/processor/{}\"", molnvik.head.id)), "{mail}");
    assert!(plain(mail).contains("EttannatlandiEUellerEES"), "{mail}");
    // Whose data is in a system is said by the activities that lead to it.
    let register = row(&page, &id("Almregistret"));
    assert!(plain(register).contains("Barnochelever"), "{register}");
    let binder = row(&page, &id("Pärmar i arbetsrummet, Björkskolan"));
    assert!(binder.contains("Vi själva") && binder.contains("Står inte i något register"), "{binder}");
}

#[tokio::test]
async fn a_class_of_data_narrows_the_map_to_where_it_is() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/flows?data=health", &cookie).await.text;
    assert!(page.contains("<option value=\"health\" selected>"));
    let systems = entries(&house, "system").await;
    let id = |name: &str| {
        systems.iter().find(|one| one.body.values.text("name") == name).unwrap().head.id.to_string()
    };
    assert!(table(&page).contains(&id("Björkjournal")), "{}", table(&page));
    assert!(!table(&page).contains(&id("Skolornas webbplatser")), "{}", table(&page));
    for one in entries(&house, "app").await {
        let has = one.body.values.all("data").iter().any(|code| code == "health");
        let is_shown = table(&page).contains(&one.head.id.to_string());
        assert!(!is_shown || has, "{}", one.body.values.text("name"));
    }
    let none = house.get("/flows?data=union", &cookie).await.text;
    let all = house.get("/flows?data=ingenting", &cookie).await.text;
    assert!(table(&none).matches("<tr>").count() < table(&all).matches("<tr>").count());
}

#[tokio::test]
async fn a_unit_narrows_the_map_to_what_it_uses() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let unit = |name: &str| directory.units().iter().find(|unit| unit.name == name).unwrap().id;
    let (here, elsewhere) = (unit("Björkskolan"), unit("Strandskolan"));
    let (all, page) = (
        house.get("/flows", &cookie).await.text,
        house.get(&format!("/flows?unit={here}"), &cookie).await.text,
    );
    assert!(page.contains(&format!("<option value=\"{here}\" selected>")), "{page}");
    let mut counts = [0, 0];
    for (code, states) in PLACES {
        for one in entries(&house, code).await.iter().filter(|one| states.contains(&one.head.state.as_str()))
        {
            let id = one.head.id.to_string();
            if one.head.unit == here {
                assert!(table(&page).contains(&id), "{code} {}", one.body.values.text("name"));
                counts[0] += 1;
            } else if one.head.unit == elsewhere {
                assert!(table(&all).contains(&id) && !table(&page).contains(&id), "{code} {id}");
                counts[1] += 1;
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

#[tokio::test]
async fn what_entries_are_called_is_drawn_as_text() {
    let house = house().await;
    let name = "<script>alert(1)</script> & \"co\"";
    made(&house, Register::of("app").unwrap(), name).await;
    let cookie = house.as_role("Lena Granfors").await;
    assert!(!house.get("/flows", &cookie).await.text.contains("alert(1)"), "it is asked for only");
    let system = made(&house, Register::of("system").unwrap(), name).await;
    let put = house.post_with_version(&system, &format!("{system}/step/put_to_use"), &cookie, "").await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.text);
    let page = house.get("/flows", &cookie).await.text;
    assert!(page.contains("&#60;script&#62;alert(1)") && !page.contains("<script>alert"), "{page}");
    let map = between(&page, "<svg", "</svg>");
    assert!(map.contains("&#60;script&#62;") && map.contains("&#38;"), "{map}");
}
