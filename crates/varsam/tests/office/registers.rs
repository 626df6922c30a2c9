//! Registers by URL. What each consists of is declared once, so one test walks all of them: an entry is made, found,
//! narrowed to, changed, taken a step with, and tells what became of it.

use crate::house::{House, Reply, between, house, houses};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use varsam_model::register::{ALL, Area, Field, Kind, Register, Value};

/// Who may make, change and decide on entries of a register.
pub(crate) fn keeper(register: &Register) -> &'static str {
    match register.area {
        Area::Account => "Petra Isbrand",
        Area::Supplier | Area::Holding => "Lena Granfors",
    }
}

/// What a form is filled with, by field.
pub(crate) type Filled = BTreeMap<String, Vec<String>>;

/// The form as it is sent.
pub(crate) fn body(filled: &Filled) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    for (name, texts) in filled {
        texts.iter().for_each(|text| {
            body.append_pair(name, text);
        });
    }
    body.finish()
}

/// The first choice that a page offers in a field.
fn first_choice(page: &str, field: &str) -> String {
    let select = between(page, &format!("name=\"{field}\""), "</select>");
    let option =
        select.split("<option value=\"").nth(2).unwrap_or_else(|| panic!("nothing to choose in {field}"));
    option.split('"').next().unwrap().to_owned()
}

/// The choice that a page offers under these words.
pub(crate) fn choice(page: &str, field: &str, words: &str) -> String {
    // The head of each page has a choice of units, too.
    let main = page.split_once("<main").unwrap().1;
    let select = between(main, &format!("name=\"{field}\""), "</select>");
    let before =
        select.split_once(&format!(">{words}<")).unwrap_or_else(|| panic!("no {words} in {field}")).0;
    before.rsplit_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

fn offers(page: &str, field: &str, words: &str) -> bool {
    between(page, &format!("name=\"{field}\""), "</select>").contains(&format!(">{words}<"))
}

/// Good texts for a field, out of what its page offers.
pub(crate) fn texts(field: &Field, page: &str) -> Vec<String> {
    match field.kind {
        Kind::Unit if offers(page, field.name, "Norrviks kommun") => {
            vec![choice(page, field.name, "Norrviks kommun")]
        }
        Kind::Unit | Kind::Units | Kind::Person | Kind::People | Kind::Link(_) | Kind::Links(_) => {
            vec![first_choice(page, field.name)]
        }
        kind => match kind.good().into_iter().next().unwrap() {
            Value::Flag(flag) => vec![(if flag { "yes" } else { "no" }).to_owned()],
            Value::Number(number) => vec![number.to_string()],
            Value::Text(text) => vec![text],
            Value::List(list) => list,
            Value::Period(_) => vec![],
        },
    }
}

/// Fills all fields of a form that are not another entry's, with a name of its own.
pub(crate) fn filled(register: &Register, page: &str, name: &str) -> Filled {
    let mut filled = Filled::new();
    for field in register.filled().filter(|field| page.contains(&format!("name=\"{}\"", field.name))) {
        filled.insert(field.name.to_owned(), texts(field, page));
    }
    filled.insert(register.title().unwrap().name.to_owned(), vec![name.to_owned()]);
    // What is an entry's own differs with its name.
    if register.key.contains(&"address") {
        filled.insert(
            "address".to_owned(),
            vec![format!("https://exempel.se/{}", name.replace(char::is_whitespace, "-"))],
        );
    }
    filled
}

/// Makes an entry in a register, and in those that it leads to. Gives its address.
pub(crate) async fn made(house: &House, register: &'static Register, name: &str) -> String {
    let reply = sent(house, register, name, |_| {}).await;
    assert_eq!(
        reply.status,
        StatusCode::SEE_OTHER,
        "{}: {}",
        register.code,
        between(&reply.text, "ds-error-summary", "</div>")
    );
    reply.to
}

/// The same, with the form changed before it is sent, whatever comes of it.
pub(crate) async fn sent(
    house: &House,
    register: &'static Register,
    name: &str,
    change: impl FnOnce(&mut Filled),
) -> Reply {
    for field in register.fields {
        if let Kind::Link(code) | Kind::Links(code) = field.kind {
            let other = Register::of(code).unwrap();
            let list =
                house.get(&format!("/registers/{code}"), &house.as_role(keeper(other)).await).await.text;
            if !list.contains("<tbody>") {
                Box::pin(made(house, other, &format!("{name} {code}"))).await;
            }
        }
    }
    let cookie = house.as_role(keeper(register)).await;
    let new = format!("/registers/{}/new", register.code);
    let page = house.get(&new, &cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{new}: {}", page.text);
    let mut form = filled(register, &page.text, name);
    change(&mut form);
    house.post(&new, &cookie, &body(&form)).await
}

pub(crate) fn by_hand() -> impl Iterator<Item = &'static Register> {
    ALL.iter().copied().filter(|register| register.by_hand)
}

#[tokio::test]
async fn each_register_is_made_found_narrowed_to_changed_and_tells_of_it() {
    for house in houses().await {
        each_is_made(&house).await;
    }
}

async fn each_is_made(house: &House) {
    for register in by_hand() {
        let cookie = house.as_role(keeper(register)).await;
        let (list, title) = (format!("/registers/{}", register.code), register.title().unwrap().name);
        let one = made(house, register, "Ängsvik första").await;
        let other = made(house, register, "Ängsvik andra").await;
        let both = house.get(&format!("{list}?q=ängsvik"), &cookie).await.text;
        assert!(both.contains("Ängsvik första") && both.contains("Ängsvik andra"), "{list}");
        let found = house.get(&format!("{list}?q=ängsvik+först"), &cookie).await.text;
        assert!(found.contains(&one) && !found.contains(&other), "{list}");
        // Changed: one field, and nothing else.
        let edit = format!("{one}/edit");
        let page = house.get(&edit, &cookie).await.text;
        let mut form = filled(register, &page, "Ängsvik tredje");
        form.insert("version".to_owned(), vec![between(&page, "name=\"version\" value=\"", "\"").to_owned()]);
        let saved = house.post(&edit, &cookie, &body(&form)).await;
        assert_eq!(
            (saved.status, saved.to.as_str()),
            (StatusCode::SEE_OTHER, one.as_str()),
            "{}",
            saved.text
        );
        let shown = house.get(&one, &cookie).await.text;
        let history = between(&shown, "Vad som har hänt", "</section>");
        assert!(history.contains("Ängsvik första") && history.contains("Ängsvik tredje"), "{history}");
        assert!(!house.get(&list, &cookie).await.text.contains("<bdi>Ängsvik första</bdi>"), "{title}");
        narrowed(house, register, &one, &cookie).await;
    }
}

/// An id that nothing has.
const NOBODYS: &str = "01900000-0000-7000-8000-000000000001";

/// The first choice that is made in a field of a page.
fn selected<'a>(page: &'a str, field: &str) -> &'a str {
    // The head of each page has a choice of units, too.
    let main = page.split_once("<main").unwrap().1;
    let select = between(main, &format!("name=\"{field}\""), "</select>");
    let before =
        select.split_once("\" selected>").unwrap_or_else(|| panic!("nothing chosen in {field}: {select}")).0;
    before.rsplit_once("value=\"").unwrap().1
}

/// Each filter finds the entry by what stands in it, and does not by anything else.
async fn narrowed(house: &House, register: &Register, one: &str, cookie: &str) {
    let list = format!("/registers/{}", register.code);
    let state = format!("{list}?q=ängsvik&state=");
    assert!(house.get(&format!("{state}{}", register.begins()), cookie).await.text.contains(one));
    assert!(
        !house.get(&format!("{state}{}", register.states.last().unwrap()), cookie).await.text.contains(one)
    );
    let edit = house.get(&format!("{one}/edit"), cookie).await.text;
    for field in register.fields.iter().filter(|field| field.is_filter) {
        let param = if field.kind == Kind::Unit { "unit".to_owned() } else { format!("f.{}", field.name) };
        let says = between(&edit, &format!("name=\"{}\"", field.name), "</");
        let others = match field.kind {
            Kind::Choice(options) | Kind::Several(options) => options.codes.to_vec(),
            Kind::YesNo => vec!["yes", "no"],
            Kind::Unit | Kind::Link(_) | Kind::Links(_) => {
                for (id, is_it) in [(selected(&edit, field.name), true), (NOBODYS, false)] {
                    let found = house.get(&format!("{list}?q=ängsvik&{param}={id}"), cookie).await.text;
                    assert_eq!(found.contains(one), is_it, "{list} by {param}={id}");
                }
                continue;
            }
            _ => continue,
        };
        let found: Vec<_> = {
            let mut found = vec![];
            for code in &others {
                let path = format!("{list}?{param}={code}");
                if house.get(&path, cookie).await.text.contains(one) {
                    found.push(*code);
                }
            }
            found
        };
        let expected = if matches!(field.kind, Kind::Several(_)) { others.len() } else { 1 };
        assert_eq!(found.len(), expected, "{list} by {param}: {found:?}, {says}");
    }
}

#[tokio::test]
async fn each_field_refuses_what_is_wrong_and_loses_nothing() {
    let house = house().await;
    for register in by_hand() {
        made(&house, register, "Den som finns").await;
        let cookie = house.as_role(keeper(register)).await;
        let new = format!("/registers/{}/new", register.code);
        let page = house.get(&new, &cookie).await.text;
        let good = filled(register, &page, "Den som kommer");
        for field in register.filled().filter(|field| good.contains_key(field.name)) {
            for bad in field.kind.bad().into_iter().filter_map(|bad| bad.text().map(str::to_owned)) {
                if bad.is_empty()
                    || bad.contains('\0')
                    || matches!(field.kind, Kind::Text) && bad.contains('\n')
                {
                    continue;
                }
                let mut form = good.clone();
                form.insert(field.name.to_owned(), vec![bad.clone()]);
                let told = (register.code, field.name, bad.chars().take(40).collect::<String>());
                let reply = house.post(&new, &cookie, &body(&form)).await;
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{told:?}");
                let summary = between(&reply.text, "ds-error-summary", "</div>");
                assert!(summary.contains(&format!("href=\"#{}\"", field.name)), "{told:?}: {summary}");
                let title = register.title().unwrap().name;
                assert!(field.name == title || reply.text.contains("Den som kommer"), "{told:?}");
            }
        }
        // What has to be there and is not.
        for field in
            register.filled().filter(|field| field.required == varsam_model::register::Required::Always)
        {
            let mut form = good.clone();
            form.remove(field.name);
            let reply = house.post(&new, &cookie, &body(&form)).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {}", register.code, field.name);
        }
    }
}

#[tokio::test]
async fn a_text_of_two_megabytes_is_told_and_not_lost() {
    let house = house().await;
    let long = "å".repeat(1 << 20);
    let told = sent(&house, Register::of("app").unwrap(), "Den långa", |form| {
        form.insert("purpose".to_owned(), vec![long.clone()]);
    })
    .await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = between(&told.text, "ds-error-summary", "</div>");
    assert!(summary.contains("href=\"#purpose\"") && summary.contains("Det är för mycket"), "{summary}");
    assert!(told.text.contains(&long), "what was typed is there still");
}

#[tokio::test]
async fn who_saves_second_sees_both_and_loses_nothing() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    let one = made(&house, register, "Pärmen").await;
    let edit = format!("{one}/edit");
    let page = house.get(&edit, &cookie).await.text;
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let form = |name: &str| {
        let mut form = filled(register, &page, name);
        form.insert("version".to_owned(), vec![version.clone()]);
        body(&form)
    };
    assert_eq!(house.post(&edit, &cookie, &form("Pärmen i skåpet")).await.status, StatusCode::SEE_OTHER);
    let second = house.post(&edit, &cookie, &form("Pärmen i kassaskåpet")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(
        second.text.contains("Pärmen i skåpet") && second.text.contains("value=\"Pärmen i kassaskåpet\"")
    );
    assert!(house.get(&one, &cookie).await.text.contains("Pärmen i skåpet"));
    // Sent once more, both have been seen.
    let version = between(&second.text, "name=\"version\" value=\"", "\"").to_owned();
    let mut form = filled(register, &page, "Pärmen i kassaskåpet");
    form.insert("version".to_owned(), vec![version]);
    assert_eq!(house.post(&edit, &cookie, &body(&form)).await.status, StatusCode::SEE_OTHER);
}

/// What stands in a line of a form.
fn stands<'a>(page: &'a str, field: &str) -> &'a str {
    between(between(page, &format!("name=\"{field}\" type=\""), ">"), "value=\"", "\"")
}

#[tokio::test]
async fn who_saves_second_undoes_nothing_that_only_the_first_has_changed() {
    for house in houses().await {
        let register = Register::of("system").unwrap();
        let cookie = house.as_role(keeper(register)).await;
        let one = made(&house, register, "Pärmen").await;
        let edit = format!("{one}/edit");
        let page = house.get(&edit, &cookie).await.text;
        let day = stands(&page, "review_on").to_owned();
        // A form as it was filled from a page, whatever has been saved since.
        let send = async |page: &str, name: &str, day: &str, more: &str| {
            let mut form = filled(register, page, name);
            form.insert("review_on".to_owned(), vec![day.to_owned()]);
            let version = between(page, "name=\"version\" value=\"", "\"");
            form.insert("version".to_owned(), vec![version.to_owned()]);
            house.post(&edit, &cookie, &format!("{}{more}", body(&form))).await
        };
        let kept = async || {
            let page = house.get(&edit, &cookie).await.text;
            (stands(&page, "name").to_owned(), stands(&page, "review_on").to_owned())
        };
        let first = send(&page, "Pärmen i skåpet", &day, "").await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
        // One has changed the name, the other the day: each keeps theirs, and nothing is to choose.
        let second = send(&page, "Pärmen", "2027-05-05", "").await;
        assert_eq!(second.status, StatusCode::CONFLICT);
        assert!(
            second.text.contains("Det här har någon annan ändrat, men inte du")
                && !second.text.contains("name=\"take.")
        );
        let (name, day) = (stands(&second.text, "name"), stands(&second.text, "review_on"));
        assert_eq!((name, day), ("Pärmen i skåpet", "2027-05-05"));
        assert_eq!(send(&second.text, name, day, "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(kept().await, ("Pärmen i skåpet".to_owned(), "2027-05-05".to_owned()));
        // Where both have changed a field, the second chooses.
        for (choice, name) in [("theirs", "Pärmen i skåpet"), ("ours", "Pärmen på golvet")] {
            let third = send(&page, "Pärmen på golvet", stands(&page, "review_on"), "").await;
            assert_eq!(third.status, StatusCode::CONFLICT);
            assert_eq!(third.text.matches("name=\"take.name\"").count(), 2, "{}", third.text);
            assert_eq!(stands(&third.text, "name"), "Pärmen på golvet");
            let day = stands(&third.text, "review_on").to_owned();
            let more = format!("&take.name={choice}");
            let done = send(&third.text, "Pärmen på golvet", &day, &more).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
            assert_eq!(kept().await, (name.to_owned(), "2027-05-05".to_owned()));
        }
    }
}

#[tokio::test]
async fn a_number_in_a_purpose_is_told_and_saved_only_with_a_reason() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    made(&house, register, "Den första").await;
    let new = "/registers/app/new";
    let page = house.get(new, &cookie).await.text;
    let mut form = filled(register, &page, "Den andra");
    form.insert("purpose".to_owned(), vec!["Läsning. Gäller Elsa Lundgren 20121130-2389.".to_owned()]);
    let told = house.post(new, &cookie, &body(&form)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.text.contains("name=\"despite\"") && told.text.contains("20121130-2389"), "{}", told.text);
    assert!(!house.get("/registers/app", &cookie).await.text.contains("Den andra"));
    form.insert("despite".to_owned(), vec!["Numret är påhittat".to_owned()]);
    let saved = house.post(new, &cookie, &body(&form)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let shown = house.get(&saved.to, &cookie).await.text;
    let reason = "Sparades trots granskningen: <bdi>Numret är påhittat</bdi>";
    assert!(between(&shown, "Vad som har hänt", "</section>").contains(reason), "{shown}");
    // In general, a register may speak of health.
    form.insert("purpose".to_owned(), vec!["Registrera allergier och specialkost för elever.".to_owned()]);
    form.remove("despite");
    form.insert("name".to_owned(), vec!["Den tredje".to_owned()]);
    assert_eq!(house.post(new, &cookie, &body(&form)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_reason_that_was_typed_stays_in_a_form_that_comes_again() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    let one = made(&house, register, "Läseboken").await;
    let edit = format!("{one}/edit");
    let page = house.get(&edit, &cookie).await.text;
    let send = async |page: &str, name: &str, purpose: &str, despite: &str| {
        let mut form = filled(register, page, name);
        for (field, text) in [("name", name), ("purpose", purpose), ("despite", despite)] {
            form.insert(field.to_owned(), vec![text.to_owned()]);
        }
        let version = between(page, "name=\"version\" value=\"", "\"");
        form.insert("version".to_owned(), vec![version.to_owned()]);
        house.post(&edit, &cookie, &body(&form)).await
    };
    let (purpose, despite) = ("Gäller 20121130-2389.", "Numret är påhittat");
    let kept = "name=\"despite\" type=\"text\" autocomplete=\"off\" value=\"Numret är påhittat\"";
    let wrong = send(&page, "", purpose, despite).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(kept), "{}", wrong.text);
    let first = send(&page, "Läseboken 2", "Läsning.", "").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = send(&page, "Läseboken 3", purpose, despite).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.text.contains(kept), "{}", second.text);
    // Sent as it is then, it is saved with the reason.
    assert_eq!(send(&second.text, "Läseboken 3", purpose, despite).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_has_ended_says_until_when_it_is_kept() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    // It may be ended beforehand, or said afterwards to have ended.
    for (name, ended_on, kept) in
        [("Pärmen", "2027-06-30", "2029-06-30"), ("Skåpet", "2025-01-31", "2028-11-29")]
    {
        let one = made(&house, register, name).await;
        assert!(!house.get(&one, &cookie).await.text.contains("Ska gallras"), "{name}");
        let step = format!("{one}/step/end");
        let ended = house.post_with_version(&step, &step, &cookie, &format!("ended_on={ended_on}")).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
        let shown = house.get(&one, &cookie).await.text;
        assert!(shown.contains(&format!("Ska gallras efter {kept}")), "{name}: {shown}");
    }
}

/// LAPE-04, SOL-28: what the DPO finds decides, and nobody else does.
#[tokio::test]
async fn lape_04_a_platform_is_judged_by_the_dpo_alone() {
    let house = house().await;
    let register = Register::of("platform").unwrap();
    let one = made(&house, register, "Torget").await;
    let step = format!("{one}/step/find_unusable");
    let head = house.as_role("Petra Isbrand").await;
    assert_eq!(house.get(&step, &head).await.status, StatusCode::NOT_FOUND);
    assert!(!house.get(&one, &head).await.text.contains(&step));
    let dpo = house.as_role("Lena Granfors").await;
    let page = house.get(&step, &dpo).await.text;
    let mut form = Filled::new();
    form.insert("version".to_owned(), vec![between(&page, "name=\"version\" value=\"", "\"").to_owned()]);
    let missing = house.post(&step, &dpo, &body(&form)).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    form.insert("verdict".to_owned(), vec!["Villkoren går inte ihop med reglerna.".to_owned()]);
    form.insert("assessed_by".to_owned(), vec![first_choice(&page, "assessed_by")]);
    form.insert("assessed_on".to_owned(), vec!["2026-11-29".to_owned()]);
    form.insert("review_on".to_owned(), vec!["2027-11-29".to_owned()]);
    let done = house.post(&step, &dpo, &body(&form)).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, one.as_str()), "{}", done.text);
    let shown = house.get(&one, &dpo).await.text;
    assert!(shown.contains("Villkoren går inte ihop"), "{shown}");
    // The one who had the form open still is told that it has gone on.
    let retired = house.post_with_version(&one, &format!("{one}/step/retire"), &dpo, "").await;
    assert_eq!(retired.status, StatusCode::SEE_OTHER);
    assert_eq!(house.post(&step, &dpo, &body(&form)).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn who_works_at_a_school_sees_its_own_and_what_is_above_and_nobody_else_does() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let above = made(&house, register, "Appen för alla").await;
    let (teacher, other) = (house.as_role("Jonas Flodmark").await, house.as_role("Samira Osmanik").await);
    let page = house.get("/registers/app/new", &teacher).await.text;
    let own = house.post("/registers/app/new", &teacher, &body(&filled(register, &page, "Appen här"))).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text);
    assert_eq!(house.get(&own.to, &teacher).await.status, StatusCode::OK);
    assert_eq!(house.get(&own.to, &other).await.status, StatusCode::NOT_FOUND);
    for cookie in [&teacher, &other] {
        assert_eq!(house.get(&above, cookie).await.status, StatusCode::OK);
        assert_eq!(house.get(&format!("{above}/edit"), cookie).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!house.get("/registers/app", &other).await.text.contains("Appen här"));
    let guardian = house.as_role("Nour Almklint").await;
    assert_eq!(house.get("/registers", &guardian).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&above, &guardian).await.status, StatusCode::NOT_FOUND);
}
