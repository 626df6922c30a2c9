//! Whoever is hidden after an entry has named them: programs and forms are not told of them, and do not take them out.

use super::register_api::{address, call, values};
use super::registers::{Filled, body, filled, keeper, made};
use crate::house::{NOW, between, house, houses};
use axum::http::StatusCode;
use serde_json::json;
use varsam_model::person::Person;
use varsam_model::register::{Entry, Register};
use varsam_model::{Id, Mark, id};

#[tokio::test]
async fn dan_02_programs_are_not_told_of_whom_is_hidden_and_do_not_take_them_out() {
    let house = house().await;
    let register = Register::of("account").unwrap();
    made(&house, register, "Den före").await;
    let cookie = house.as_role(keeper(register)).await;
    let body = json!({ "values": values(&house, register, "Skolans sida").await });
    let entry = call(&house, &format!("POST {}", address(register)), &cookie, "", &body).await.to;
    let before = house.get(&entry, &cookie).await.json();
    let hidden = before["values"]["planning"][0].as_str().unwrap().to_owned();
    house.hide(hidden.parse().unwrap()).await;
    let read = house.get(&entry, &cookie).await;
    let mut next = read.json()["values"].clone();
    next["purpose"] = json!("Ett annat syfte");
    let put = call(&house, &format!("PUT {entry}"), &cookie, &read.tag, &json!({ "values": next })).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
    let list = house.get(&address(register), &cookie).await;
    let history = house.get(&format!("{entry}/history"), &cookie).await;
    for reply in [&read, &put, &list, &history] {
        assert_eq!(reply.status, StatusCode::OK);
        assert!(!reply.text.contains(&hidden), "{}", reply.text);
    }
    let id: Id<id::Record> = entry.rsplit('/').next().unwrap().parse().unwrap();
    let kept = house.tenant().await.read::<Entry>(id).await.unwrap().body.values;
    assert!(kept.all("planning").contains(&hidden), "{kept:?}");
    assert_eq!(kept.text("purpose"), "Ett annat syfte");
}

/// The ids that a page offers in a field.
fn offered(page: &str, field: &str) -> Vec<String> {
    let select = between(page, &format!("name=\"{field}\""), "</select>");
    let options = select.split("<option value=\"").skip(2);
    options.map(|option| option.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_list_is_changed_while_somebody_hidden_stands_in_it() {
    for house in houses().await {
        let register = Register::of("account").unwrap();
        let one = made(&house, register, "Skolans sida").await;
        let cookie = house.as_role(keeper(register)).await;
        let hidden = house.kept_entry(&one).await.body.values.all("planning")[0].clone();
        house.hide(hidden.parse().unwrap()).await;
        let edit = format!("{one}/edit");
        let page = house.get(&edit, &cookie).await.text;
        assert!(!page.contains(&hidden), "{page}");
        let [word, other] = [0, 1].map(|place| offered(&page, "planning")[place].clone());
        assert_ne!(word, offered(&page, "publishing")[0], "who stands in two fields is not seen to be one");
        let form = |page: &str, planning: &[&str]| {
            let mut form: Filled = filled(register, page, "Skolans sida");
            form.insert("planning".to_owned(), planning.iter().map(|id| (*id).to_owned()).collect());
            form.insert(
                "version".to_owned(),
                vec![between(page, "name=\"version\" value=\"", "\"").to_owned()],
            );
            body(&form)
        };
        // By their id they are not found, whether they stand there or not.
        let guessed = house.post(&edit, &cookie, &form(&page, &[&hidden, &other])).await;
        assert_eq!(guessed.status, StatusCode::UNPROCESSABLE_ENTITY);
        let saved = house.post(&edit, &cookie, &form(&page, &[&word, &other])).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", between(&saved.text, "<main", "</main>"));
        let kept = house.kept_entry(&one).await.body.values;
        assert_eq!(kept.all("planning"), [hidden.clone(), other.clone()]);
        assert_eq!(kept.all("publishing"), std::slice::from_ref(&hidden));
        let page = house.get(&edit, &cookie).await.text;
        let swapped = house.post(&edit, &cookie, &form(&page, &[&other, &word])).await;
        assert_eq!(swapped.status, StatusCode::SEE_OTHER);
        assert_eq!(house.kept_entry(&one).await.body.values.all("planning"), [other.clone(), hidden.clone()]);
        // Whoever means to take them out does.
        let page = house.get(&edit, &cookie).await.text;
        assert_eq!(house.post(&edit, &cookie, &form(&page, &[&other])).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.kept_entry(&one).await.body.values.all("planning"), std::slice::from_ref(&other));
    }
}

#[tokio::test]
async fn who_saves_second_may_have_left_standing_whom_the_first_took_out() {
    for house in houses().await {
        let register = Register::of("account").unwrap();
        let one = made(&house, register, "Skolans sida").await;
        let cookie = house.as_role(keeper(register)).await;
        let hidden = house.kept_entry(&one).await.body.values.all("planning")[0].clone();
        house.hide(hidden.parse().unwrap()).await;
        let edit = format!("{one}/edit");
        let page = house.get(&edit, &cookie).await.text;
        let [word, other] = [0, 1].map(|place| offered(&page, "planning")[place].clone());
        let send = async |page: &str, purpose: &str, planning: &str| {
            let mut form: Filled = filled(register, page, "Skolans sida");
            let version = between(page, "name=\"version\" value=\"", "\"");
            for (field, text) in [("purpose", purpose), ("planning", planning), ("version", version)] {
                form.insert(field.to_owned(), vec![text.to_owned()]);
            }
            house.post(&edit, &cookie, &body(&form)).await
        };
        let first = send(&page, "Ett syfte", &other).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
        // The second has left standing what stood there: that is not wrong.
        let second = send(&page, "Ett annat syfte", &word).await;
        assert_eq!(second.status, StatusCode::CONFLICT, "{}", second.text);
        assert!(!second.text.contains(&hidden), "{}", second.text);
        let planning = between(&second.text, "name=\"planning\"", "</select>");
        assert!(planning.contains(&format!("value=\"{other}\" selected")), "{planning}");
        // By their id they are not found, in what stood there either.
        assert_eq!(send(&page, "Ett annat syfte", &hidden).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = send(&second.text, "Ett annat syfte", &other).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let kept = house.kept_entry(&one).await.body.values;
        assert_eq!((kept.text("purpose"), kept.all("planning")), ("Ett annat syfte", &[other][..]));
    }
}

#[tokio::test]
async fn a_program_puts_back_what_it_read_and_adds_to_a_list_with_somebody_hidden() {
    let house = house().await;
    let register = Register::of("account").unwrap();
    made(&house, register, "Den före").await;
    let cookie = house.as_role(keeper(register)).await;
    let page = house.get("/registers/account/new", &cookie).await.text;
    let people = offered(&page, "planning");
    let [hidden, second, third] = [0, 1, 2].map(|place| people[place].clone());
    let mut values = values(&house, register, "Skolans sida").await;
    values.insert("planning".to_owned(), json!([hidden, second]));
    let post = format!("POST {}", address(register));
    let entry = call(&house, &post, &cookie, "", &json!({ "values": values })).await.to;
    house.hide(hidden.parse().unwrap()).await;
    let id: Id<id::Record> = entry.rsplit('/').next().unwrap().parse().unwrap();
    let put = async |planning: &[&String]| {
        let read = house.get(&entry, &cookie).await;
        let mut next = read.json()["values"].clone();
        next["planning"] = json!(planning);
        let body = json!({ "values": next });
        let reply = call(&house, &format!("PUT {entry}"), &cookie, &read.tag, &body).await;
        let kept = house.tenant().await.read::<Entry>(id).await.unwrap().body.values;
        (reply.status, kept.all("planning").to_vec())
    };
    let read = house.get(&entry, &cookie).await.json();
    assert_eq!(read["values"]["planning"], json!([second]));
    assert_eq!(put(&[&second]).await, (StatusCode::OK, vec![hidden.clone(), second.clone()]), "as it was");
    let more = vec![hidden.clone(), second.clone(), third.clone()];
    assert_eq!(put(&[&second, &third]).await, (StatusCode::OK, more.clone()));
    assert_eq!(put(&[&hidden, &second]).await, (StatusCode::UNPROCESSABLE_ENTITY, more), "nobody tells");
}

/// A mark that was decided on: they work on, and are hidden.
#[tokio::test]
async fn who_is_protected_decides_in_their_own_name() {
    for house in houses().await {
        let register = Register::of("platform").unwrap();
        let one = made(&house, register, "Torget").await;
        let step = format!("{one}/step/find_unusable");
        let dpo = house.as_role("Lena Granfors").await;
        let decides = |page: &str| {
            let select = between(page, "name=\"assessed_by\"", "</select>").to_owned();
            let before = select.split_once("\" selected>").unwrap().0.to_owned();
            before.rsplit_once('"').unwrap().1.to_owned()
        };
        let me = decides(&house.get(&step, &dpo).await.text);
        let tenant = house.tenant().await;
        let person: Id<id::Person> = me.parse().unwrap();
        let mut document = tenant.read::<Person>(person.of()).await.unwrap();
        document.body.mark = Mark::Secrecy;
        let mut change = tenant.change(person, NOW).await.unwrap();
        change.update(&document.head, &document.body).await.unwrap();
        change.commit().await.unwrap();
        let page = house.get(&step, &dpo).await.text;
        assert_eq!(decides(&page), me);
        let mut form = Filled::new();
        for (field, text) in [
            ("version", between(&page, "name=\"version\" value=\"", "\"")),
            ("verdict", "Villkoren går inte ihop med reglerna."),
            ("assessed_by", me.as_str()),
            ("assessed_on", "2026-11-29"),
            ("review_on", "2027-11-29"),
        ] {
            form.insert(field.to_owned(), vec![text.to_owned()]);
        }
        let done = house.post(&step, &dpo, &body(&form)).await;
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, one.as_str()), "{}", done.text);
        assert_eq!(house.kept_entry(&one).await.body.values.text("assessed_by"), me);
        // Others are not told who it was, and cannot choose them.
        let head = house.as_role("Petra Isbrand").await;
        let name = format!("{} {}", document.body.given, document.body.family);
        let new = house.get("/registers/account/new", &head).await.text;
        for page in [house.get(&one, &head).await.text, new] {
            assert!(!page.contains(&name) && !page.contains(&me), "{page}");
        }
    }
}
