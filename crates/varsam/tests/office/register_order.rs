//! The order of lists: what stands in a column is ordered as it is read, in Swedish, and what is empty is last.

use super::open::stepped;
use super::registers::{keeper, made, sent};
use crate::house::{House, between, house, houses};
use axum::http::StatusCode;
use varsam_model::register::Register;

/// These names, in the order in which a page has them.
async fn ordered<'a>(house: &House, path: &str, names: &[&'a str]) -> Vec<&'a str> {
    let page = house.get(path, &house.as_role("Lena Granfors").await).await.text;
    let place = |name: &str| {
        let place = page.find(&format!("<bdi>{name}</bdi>"));
        place.unwrap_or_else(|| panic!("{path} has no {name}: {page}"))
    };
    let mut names = names.to_vec();
    names.sort_by_key(|name| place(name));
    names
}

/// Makes an entry with these texts in some of its fields. Gives its address.
async fn filled(house: &House, register: &'static Register, name: &str, texts: &[(&str, &str)]) -> String {
    let reply = sent(house, register, name, |form| {
        for (field, text) in texts {
            form.insert((*field).to_owned(), vec![(*text).to_owned()]);
        }
    })
    .await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{name}: {}", reply.text);
    reply.to
}

const NAMES: [&str; 4] = ["Äng", "Ål", "Zebra", "akvarell"];

#[tokio::test]
async fn lists_are_in_swedish_order_and_what_is_empty_is_last_both_ways() {
    let app = Register::of("app").unwrap();
    for house in houses().await {
        let mut entries = Vec::new();
        for (name, provider) in NAMES.iter().zip(["Beta", "zeta", "ålar", "Äpple"]) {
            entries.push(filled(&house, app, name, &[("provider", provider)]).await);
        }
        for (address, expected) in [
            ("", ["akvarell", "Zebra", "Ål", "Äng"]),
            ("?order=descending", ["Äng", "Ål", "Zebra", "akvarell"]),
            ("?sort=provider", ["Äng", "Ål", "Zebra", "akvarell"]),
            ("?sort=provider&order=descending", ["akvarell", "Zebra", "Ål", "Äng"]),
        ] {
            assert_eq!(
                ordered(&house, &format!("/registers/app{address}"), &NAMES).await,
                expected,
                "{address}"
            );
        }
        let dpo = house.as_role(keeper(app)).await;
        let list = house.get("/api/registers/app?sort=name", &dpo).await.json();
        let told: Vec<_> = list["entries"].as_array().unwrap().iter().collect();
        let told: Vec<_> = told.iter().map(|one| one["values"]["name"].as_str().unwrap()).collect();
        let told: Vec<_> = told.into_iter().filter(|name| NAMES.contains(name)).collect();
        assert_eq!(told, ["akvarell", "Zebra", "Ål", "Äng"]);
        stepped(&house, app, &entries[1], "approve", "2027-06-30").await;
        stepped(&house, app, &entries[3], "approve", "2027-01-31").await;
        let rising = ordered(&house, "/registers/app?sort=valid_until", &NAMES).await;
        assert_eq!(rising, ["akvarell", "Ål", "Zebra", "Äng"]);
        let falling = ordered(&house, "/registers/app?sort=valid_until&order=descending", &NAMES).await;
        assert_eq!(falling[..2], ["Ål", "akvarell"], "{falling:?}");
        // Begärd goes before Godkänd.
        let by_state = ordered(&house, "/registers/app?sort=state", &NAMES).await;
        assert_eq!(by_state, ["Zebra", "Äng", "akvarell", "Ål"]);
    }
}

#[tokio::test]
async fn a_list_is_sorted_by_the_words_for_codes_and_not_by_the_codes() {
    let house = house().await;
    let system = Register::of("system").unwrap();
    for (name, kind) in [("Ett", "phone"), ("Tre", "locker"), ("Två", "mail")] {
        filled(&house, system, name, &[("kind", kind)]).await;
    }
    // Telefon, Låst skåp, E-post.
    let found = ordered(&house, "/registers/system?sort=kind", &["Ett", "Tre", "Två"]).await;
    assert_eq!(found, ["Två", "Tre", "Ett"]);
}

#[tokio::test]
async fn a_list_is_sorted_by_the_names_of_units_and_entries_and_not_by_their_ids() {
    let house = house().await;
    let (agreement, processor) = (Register::of("agreement").unwrap(), Register::of("processor").unwrap());
    for (name, to) in [("1 avtal", "Zorro"), ("2 avtal", "Mitt"), ("3 avtal", "alfa")] {
        let link = made(&house, processor, to).await;
        filled(&house, agreement, name, &[("processor", link.rsplit('/').next().unwrap())]).await;
    }
    let found =
        ordered(&house, "/registers/agreement?sort=processor", &["1 avtal", "2 avtal", "3 avtal"]).await;
    assert_eq!(found, ["3 avtal", "2 avtal", "1 avtal"]);
    let system = Register::of("system").unwrap();
    made(&house, system, "Den första").await;
    let page = house.get("/registers/system/new", &house.as_role(keeper(system)).await).await.text;
    let select = between(&page, "name=\"unit\"", "</select>").to_owned();
    let options = select.split("<option value=\"").skip(2).filter_map(|option| option.split_once('"'));
    let mut units: Vec<(String, &str)> = options
        .map(|(id, rest)| {
            let name = between(rest, ">", "<").to_lowercase();
            (name.replace('å', "{").replace('ä', "|").replace('ö', "}"), id)
        })
        .collect();
    units.sort();
    assert!(units.len() > 2, "{select}");
    // What they are called is in the other order.
    let names: Vec<_> = (0..units.len()).map(|place| format!("{} pärm", 90 - place)).collect();
    for (name, (_, unit)) in names.iter().zip(&units) {
        filled(&house, system, name, &[("unit", *unit)]).await;
    }
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    assert_eq!(ordered(&house, "/registers/system?sort=unit", &names).await, names);
}
