//! What everybody can read, without signing in: accounts, approved apps and learning services.

use crate::house::{House, Reply, between, house, houses};
use crate::office::registers::{Filled, body, filled, keeper, made, sent};
use axum::http::StatusCode;
use varsam_model::Id;
use varsam_model::register::{Kind, Register, Value};

/// Takes a step with an entry, as whoever may; what it asks for is filled in, with the last day far ahead.
pub(crate) async fn stepped(
    house: &House,
    register: &'static Register,
    entry: &str,
    step: &str,
    until: &str,
) {
    let done = tried(house, register, entry, step, until).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{entry} {step}: {}", done.text);
}

/// The same, whatever comes of it.
pub(crate) async fn tried(
    house: &House,
    register: &'static Register,
    entry: &str,
    step: &str,
    until: &str,
) -> Reply {
    let cookie = house.as_role(keeper(register)).await;
    let path = format!("{entry}/step/{step}");
    let page = house.get(&path, &cookie).await.text;
    let mut form = Filled::new();
    form.insert("version".to_owned(), vec![between(&page, "name=\"version\" value=\"", "\"").to_owned()]);
    for field in register.step(step).unwrap().asks.iter().filter_map(|name| register.field(name)) {
        let text = match field.kind {
            Kind::Date if ["valid_until", "review_on", "ends_on"].contains(&field.name) => until.to_owned(),
            Kind::Person => {
                let select = between(&page, &format!("name=\"{}\"", field.name), "</select>");
                select.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned()
            }
            Kind::LongText => format!("Prövat: {}", field.name),
            kind => match kind.good().into_iter().next().unwrap() {
                Value::Text(text) => text,
                other => panic!("{other:?}"),
            },
        };
        form.insert(field.name.to_owned(), vec![text]);
    }
    house.post(&path, &cookie, &body(&form)).await
}

/// The open address of the first organiser.
pub(crate) async fn hall(house: &House) -> String {
    format!("/open/{}", house.office.store.organisers().await.unwrap()[0])
}

#[tokio::test]
async fn sol_14_sol_15_an_open_account_says_what_it_is_for_and_what_holds_there() {
    let house = house().await;
    let register = Register::of("account").unwrap();
    let entry = made(&house, register, "Skolans sida").await;
    let hall = hall(&house).await;
    let page = format!("{hall}/accounts/{}", entry.rsplit('/').next().unwrap());
    assert_eq!(house.get(&page, "").await.status, StatusCode::NOT_FOUND, "it is proposed only");
    stepped(&house, register, &entry, "approve", "").await;
    stepped(&house, register, &entry, "open", "").await;
    let shown = house.get(&page, "").await;
    assert_eq!(shown.status, StatusCode::OK);
    // SOL-43: who writes there is told; and no person is named.
    for words in ["Skolans sida", "Norrviks kommun", "allmän handling", "behandlas dina personuppgifter"] {
        assert!(shown.text.contains(words), "{words}: {}", shown.text);
    }
    let account = house.get(&entry, &house.as_role(keeper(register)).await).await.text;
    let planner = between(&account, "<dt>Planerar", "</dd>");
    let planner = between(planner, "<bdi>", "</bdi>");
    assert!(!planner.is_empty() && !shown.text.contains(planner), "{planner} stands on the open page");
    let list = house.get(&format!("{hall}/accounts"), "").await.text;
    assert!(list.contains("Skolans sida") && list.contains(&page), "SOL-01: {list}");
    let code = house.get(&format!("{page}/qr.svg"), "").await;
    assert!(code.status == StatusCode::OK && code.text.contains("<svg"), "{}", code.text);
    stepped(&house, register, &entry, "close", "").await;
    assert_eq!(house.get(&page, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn acm_13_acm_14_what_is_approved_can_be_read_by_all_while_it_is() {
    let house = house().await;
    let hall = hall(&house).await;
    for (code, list) in [("app", "apps"), ("service", "services")] {
        let register = Register::of(code).unwrap();
        let entry = made(&house, register, "Räkneboken").await;
        let (page, feed) = (format!("{hall}/{list}"), format!("{hall}/feed/{list}.json"));
        let names = async || (house.get(&page, "").await.text, house.get(&feed, "").await.text);
        let before = names().await;
        assert!(
            !before.0.contains("Räkneboken") && !before.1.contains("Räkneboken"),
            "{list}: asked for only"
        );
        stepped(&house, register, &entry, "approve", "2027-06-30").await;
        let after = names().await;
        assert!(after.0.contains("Räkneboken") && after.1.contains("Räkneboken"), "{list}: {}", after.1);
        let search = format!("{page}?q=");
        assert!(house.get(&format!("{search}räkne"), "").await.text.contains("Räkneboken"));
        assert!(!house.get(&format!("{search}skrivboken"), "").await.text.contains("Räkneboken"));
        let feed: serde_json::Value = serde_json::from_str(&after.1).unwrap();
        let ours = feed.as_array().unwrap().iter().find(|one| one["name"] == "Räkneboken").unwrap();
        assert_eq!(ours["may_be_compulsory"], false, "{list}: only from the list of recommended ones");
        stepped(&house, register, &entry, "withdraw", "").await;
        assert!(!names().await.0.contains("Räkneboken"), "{list}");
    }
    // An approval whose time is over is in no list.
    let register = Register::of("app").unwrap();
    let entry = made(&house, register, "Den gamla appen").await;
    stepped(&house, register, &entry, "approve", "2026-11-28").await;
    assert!(!house.get(&format!("{hall}/apps"), "").await.text.contains("Den gamla appen"));
    assert_eq!(
        house.get("/open/01900000-0000-7000-8000-000000000001", "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn acm_13_the_list_opens_in_a_spreadsheet_and_holds_no_formula() {
    let house = house().await;
    let (hall, dpo) = (hall(&house).await, house.as_role("Lena Granfors").await);
    for (code, list) in [("app", "apps"), ("service", "services")] {
        let register = Register::of(code).unwrap();
        let entry = made(&house, register, "=1+1;\"Räkneboken\"").await;
        stepped(&house, register, &entry, "approve", "2027-06-30").await;
        let page = house.get(&format!("{hall}/{list}"), "").await.text;
        let feed = format!("{hall}/feed/{list}.csv");
        assert!(page.contains(&format!("href=\"{feed}\"")), "{page}");
        let file = house.get(&feed, "").await;
        assert_eq!(file.status, StatusCode::OK);
        let lines: Vec<_> = file.text.lines().collect();
        assert_eq!(lines.len(), 2, "{}", file.text);
        let heads =
            "\u{feff}Namn;Leverantör;Läge;Villkor;Gäller för;Godkänd till;Används av;Får vara obligatorisk";
        assert_eq!(lines[0], heads);
        assert!(lines[1].starts_with("\"'=1+1;\"\"Räkneboken\"\"\";"), "{}", lines[1]);
        assert!(lines[1].ends_with(";Norrviks kommun;2027-06-30;1;nej"), "{}", lines[1]);
        stepped(&house, register, &entry, "withdraw", "").await;
        assert_eq!(house.get(&feed, "").await.text.lines().count(), 1, "{list}");
    }
    for file in ["apps.xlsx", "apps", "people.csv"] {
        assert_eq!(
            house.get(&format!("{hall}/feed/{file}"), &dpo).await.status,
            StatusCode::NOT_FOUND,
            "{file}"
        );
    }
}

#[tokio::test]
async fn acm_14_a_service_becomes_compulsory_from_the_list_of_recommended_ones_only() {
    let house = house().await;
    let register = Register::of("service").unwrap();
    let entry = made(&house, register, "Läseboken").await;
    stepped(&house, register, &entry, "approve", "2027-06-30").await;
    let dpo = house.as_role(keeper(register)).await;
    let early = house
        .post_with_version(
            &entry_form(&entry),
            &format!("{entry}/step/make_compulsory"),
            &dpo,
            "compulsory_from=2027-01-01",
        )
        .await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    stepped(&house, register, &entry, "recommend", "2027-06-30").await;
    stepped(&house, register, &entry, "make_compulsory", "").await;
    let feed = house.get(&format!("{}/feed/services.json", hall(&house).await), "").await.text;
    assert!(feed.contains("\"standing\":\"compulsory\""), "{feed}");
}

/// What everybody reads is read by the guard first, lines too; no reason puts an identity number there.
#[tokio::test]
async fn sol_34_no_reason_publishes_an_identity_number() {
    const NUMBER: &str = "Elsa Lundgren 20121130-2389";
    for house in houses().await {
        for (code, field) in [
            ("account", "public_purpose"),
            ("account", "answers_en"),
            ("account", "name"),
            ("app", "provider"),
            ("service", "subject"),
        ] {
            let told = sent(&house, Register::of(code).unwrap(), "Den sida", |form| {
                form.insert(field.to_owned(), vec![NUMBER.to_owned()]);
                form.insert("despite".to_owned(), vec!["Det är påhittat".to_owned()]);
            })
            .await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{code} {field}");
            let summary = between(&told.text, "ds-error-summary", "</div>");
            assert!(summary.contains(&format!("href=\"#{field}\"")), "{code} {field}: {summary}");
            assert!(summary.contains("personnummer") && told.text.contains(NUMBER), "{code} {field}");
        }
    }
}

/// What was written before the guard read it is published by no step.
#[tokio::test]
async fn sol_34_no_step_publishes_an_identity_number_that_was_there_before() {
    for house in houses().await {
        for (code, field, first, last) in
            [("account", "rules", Some("approve"), "open"), ("app", "provider", None, "approve")]
        {
            let register = Register::of(code).unwrap();
            let entry = made(&house, register, "Den gamla").await;
            let mut old = house.kept_entry(&entry).await;
            old.body.values.set(field, Some("Elsa Lundgren 20121130-2389".into()));
            let tenant = house.tenant().await;
            let mut change = tenant.change(Id::new(uuid::Uuid::nil()), house.office.now()).await.unwrap();
            change.update(&old.head, &old.body).await.unwrap();
            change.commit().await.unwrap();
            if let Some(step) = first {
                stepped(&house, register, &entry, step, "2027-06-30").await;
            }
            let told = tried(&house, register, &entry, last, "2027-06-30").await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}: {}", told.text);
            assert!(between(&told.text, "ds-error-summary", "</div>").contains("personnummer"), "{code}");
            let edit = format!("{entry}/edit");
            assert!(told.text.contains(&format!("href=\"{edit}\"")), "{code}: {}", told.text);
            // Without it, the step is taken.
            let cookie = house.as_role(keeper(register)).await;
            let form = filled(register, &house.get(&edit, &cookie).await.text, "Den gamla");
            let saved = house.post_with_version(&edit, &edit, &cookie, &body(&form)).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{code}: {}", saved.text);
            stepped(&house, register, &entry, last, "2027-06-30").await;
        }
    }
}

#[tokio::test]
async fn a_reason_is_read_by_the_guard_too() {
    let house = house().await;
    let saved = async |despite: &'static str| {
        sent(&house, Register::of("app").unwrap(), "Den appen", |form| {
            form.insert("purpose".to_owned(), vec!["Gäller Elsa Lundgren 20121130-2389.".to_owned()]);
            form.insert("despite".to_owned(), vec![despite.to_owned()]);
        })
        .await
    };
    let told = saved("Det är Elsa Lundgren 20121130-2389").await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(between(&told.text, "ds-error-summary", "</div>").contains("I skälet"), "{}", told.text);
    assert!(told.text.contains("name=\"despite\""), "the reason can be written anew: {}", told.text);
    assert_eq!(saved("Numret är påhittat").await.status, StatusCode::SEE_OTHER);
}

/// A page of an entry that carries its version.
fn entry_form(entry: &str) -> String {
    format!("{entry}/edit")
}
