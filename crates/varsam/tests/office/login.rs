//! Logins of accounts by URL: who holds one sees it for a reason, and nobody else does (SOL-11, SKL-04).

use super::registers::{body, choice, filled, made};
use crate::house::{House, between, house, now, seconds_pass};
use axum::http::StatusCode;
use varsam_model::grant::Given;
use varsam_model::register::Register;
use varsam_store::{Filter, Letter, MAIL};

const NAME: &str = "kontot.på.torget";
pub(crate) const PASSWORD: &str = "kanariefågel-42";
const RECOVERY: &str = "1111-aaaa 2222-bbbb";
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Who keeps accounts, and two who hold the login at the first school.
const KEEPER: &str = "Petra Isbrand";
const HEAD: &str = "Karin Ekhammar";
const TEACHER: &str = "Jonas Flodmark";

/// An account at the first school, whose login these hold.
async fn account(house: &House, holders: &[&str]) -> String {
    let register = Register::of("account").unwrap();
    made(house, register, "Det som var").await;
    let keeper = house.as_role(KEEPER).await;
    let page = house.get("/registers/account/new", &keeper).await.text;
    let mut form = filled(register, &page, "Skolans konto");
    form.insert("unit".to_owned(), vec![choice(&page, "unit", "Björkskolan")]);
    form.insert("holders".to_owned(), holders.iter().map(|name| choice(&page, "holders", name)).collect());
    let reply = house.post("/registers/account/new", &keeper, &body(&form)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    reply.to
}

fn secrets(password: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, text) in [("login", NAME), ("password", password), ("recovery", RECOVERY), ("seed", SEED)] {
        form.append_pair(name, text);
    }
    form.finish()
}

/// The same with everything of its login set by the teacher.
pub(crate) async fn set(house: &House) -> String {
    let account = account(house, &[HEAD, TEACHER]).await;
    let (page, teacher) = (format!("{account}/login"), house.as_role(TEACHER).await);
    let reply = house.post_with_version(&page, &page, &teacher, &secrets(PASSWORD)).await;
    assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, page.as_str()), "{}", reply.text);
    told(house).await;
    account
}

/// What was told since, and to how many.
async fn told(house: &House) -> Vec<String> {
    let mut about = Vec::new();
    while let Some(claimed) = house.office.store.claim(MAIL, now(), 60).await.unwrap() {
        about.push(serde_json::from_slice::<Letter>(&claimed.body.unwrap()).unwrap().about);
        house.office.store.sent(claimed.id, now()).await.unwrap();
    }
    about
}

async fn log(house: &House, kind: &str) -> String {
    let auditor = house.as_role("Granskare").await;
    house.post("/log", &auditor, &format!("reason=kontroll&kind={kind}")).await.text
}

/// Whether these bytes are in any file below a folder.
fn is_in(folder: &std::path::Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_in(&path, bytes);
        }
        std::fs::read(&path).unwrap_or_default().windows(bytes.len()).any(|part| part == bytes)
    })
}

const REASON: &str = "reason=svara+på+en+kommentar";

#[tokio::test]
async fn sol_11_two_holders_see_a_login_and_a_third_does_not() {
    let house = house().await;
    let account = set(&house).await;
    let page = format!("{account}/login");
    for holder in [HEAD, TEACHER] {
        let cookie = house.as_role(holder).await;
        let shown = house.get(&page, &cookie).await.text;
        assert!(
            shown.contains(HEAD) && shown.contains(TEACHER) && !shown.contains("Färre än två"),
            "{shown}"
        );
        assert!(shown.contains("<li>Lösenord</li>") && !shown.contains(PASSWORD), "{shown}");
        let opened = house.post(&format!("{page}/reveal"), &cookie, REASON).await;
        assert_eq!(opened.status, StatusCode::OK);
        for text in [NAME, PASSWORD, RECOVERY] {
            assert!(opened.text.contains(text), "{text}: {}", opened.text);
        }
        // The code of RFC 6238 for this half minute, and the next one.
        assert_eq!(opened.text.matches("Engångskod, gäller till 09:00:30").count(), 1, "{}", opened.text);
        assert_eq!(opened.text.matches("Engångskod, gäller till 09:01:00").count(), 1);
    }
    for other in ["Skolsköterska", "Samira Osmanik", "Nour Almklint"] {
        let cookie = house.as_role(other).await;
        assert_eq!(house.get(&page, &cookie).await.status, StatusCode::NOT_FOUND, "{other}");
        let opened = house.post(&format!("{page}/reveal"), &cookie, REASON).await;
        assert_eq!(opened.status, StatusCode::NOT_FOUND, "{other}");
        let reset = house.post(&page, &cookie, &format!("version=2&{}", secrets("nytt"))).await;
        assert_eq!(reset.status, StatusCode::NOT_FOUND, "{other}");
        assert!(!house.get(&account, &cookie).await.text.contains("/login\""), "{other}");
    }
    // Who keeps the account set it up to be held, and opens it no more than others.
    let keeper = house.as_role(KEEPER).await;
    assert_eq!(house.post(&format!("{page}/reveal"), &keeper, REASON).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&page, &keeper, &secrets("nytt")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn sol_11_one_holder_is_at_risk_and_whoever_keeps_the_account_sets_it_first() {
    let house = house().await;
    let account = account(&house, &[TEACHER]).await;
    let (page, keeper) = (format!("{account}/login"), house.as_role(KEEPER).await);
    assert!(house.get(&account, &keeper).await.text.contains("Färre än två har inloggningen"));
    let shown = house.get(&page, &keeper).await.text;
    assert!(
        shown.contains("Färre än två som arbetar här") && shown.contains("Inget är sparat än"),
        "{shown}"
    );
    let nothing = house.post_with_version(&page, &page, &keeper, "").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let bad = house
        .post_with_version(&page, &page, &keeper, &format!("login={NAME}&password=hemligt&seed=x"))
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text.contains("href=\"#seed\"") && bad.text.contains(NAME) && !bad.text.contains("hemligt"));
    let first = house.post_with_version(&page, &page, &keeper, &secrets(PASSWORD)).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    assert_eq!(told(&house).await, ["set_login"]);
    // Who has set it knows it and does not hold it.
    let teacher = house.as_role(TEACHER).await;
    let shown = house.get(&page, &teacher).await.text;
    assert!(between(&shown, "id=\"main\"", "<h2").contains(KEEPER), "{shown}");
    // Two who change it at once: the second is told, and nothing of it comes back.
    let late = house.post(&page, &teacher, &format!("version=1&{}", secrets("för sent"))).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(!late.text.contains("för sent"));
}

#[tokio::test]
async fn sol_11_a_login_is_shown_for_a_reason_and_a_fresh_sign_in_and_the_other_is_told() {
    let house = house().await;
    let account = set(&house).await;
    let reveal = format!("{account}/login/reveal");
    let teacher = house.as_role(TEACHER).await;
    let unsaid = house.post(&reveal, &teacher, "").await;
    assert!(unsaid.text.contains("id=\"reason\"") && !unsaid.text.contains(PASSWORD), "{}", unsaid.text);
    seconds_pass(601);
    let stale = house.post(&reveal, &teacher, REASON).await;
    assert!(
        stale.text.contains("/step-up?next=/my/sign-in") && !stale.text.contains(PASSWORD),
        "{}",
        stale.text
    );
    assert!(stale.text.contains("svara på en kommentar"), "nothing typed is lost");
    assert!(told(&house).await.is_empty(), "nothing was shown");
    // Nor is it changed without.
    let page = format!("{account}/login");
    let reset = house.post(&page, &teacher, &format!("version=2&{}", secrets("nytt"))).await;
    assert_eq!(reset.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.post("/step-up/demo", &teacher, "next=/people").await.status, StatusCode::SEE_OTHER);
    let opened = house.post(&reveal, &teacher, REASON).await;
    assert!(opened.text.contains(PASSWORD), "{}", opened.text);
    assert_eq!(told(&house).await, ["reveal_secret"], "the other one who holds it");
    let log = log(&house, "open_login").await;
    assert!(log.contains("Såg ett kontos inloggning") && log.contains("svara på en kommentar"), "{log}");
    assert!(log.contains(TEACHER), "{log}");
}

#[tokio::test]
async fn sol_11_what_is_sealed_is_on_no_other_page_and_in_no_file() {
    let house = house().await;
    let account = set(&house).await;
    let teacher = house.as_role(TEACHER).await;
    house.post(&format!("{account}/login/reveal"), &teacher, REASON).await;
    for role in [TEACHER, HEAD, KEEPER, "Lena Granfors"] {
        let cookie = house.as_role(role).await;
        for path in [&account, &format!("{account}/edit"), &format!("{account}/login"), "/registers/account"]
        {
            let page = house.get(path, &cookie).await.text;
            for secret in [PASSWORD, NAME, RECOVERY, SEED] {
                assert!(!page.contains(secret), "{role} {path}");
            }
        }
    }
    for kind in ["open_login", "set_login", ""] {
        let log = log(&house, kind).await;
        assert!(![PASSWORD, NAME, RECOVERY, SEED].iter().any(|secret| log.contains(secret)), "{kind}");
    }
    let folder = house.folder.path();
    assert!(is_in(folder, b"SQLite format 3"), "files are read");
    for secret in [PASSWORD, NAME, RECOVERY, SEED] {
        assert!(!is_in(folder, secret.as_bytes()), "{secret}");
    }
}

/// Ends all roles of somebody.
async fn leaves(house: &House, cookie: &str) {
    let tenant = house.tenant().await;
    let token = cookie.split_once('=').unwrap().1;
    let who = house.office.store.session(token, now()).await.unwrap().unwrap().person;
    let filter = Filter { register: "grant", subject: Some(who.uuid()), limit: 100, ..Filter::default() };
    let mut change = tenant.change(who, now()).await.unwrap();
    for given in tenant.list::<Given>(&filter).await.unwrap() {
        let mut body = given.body.clone();
        body.grant.end(now());
        change.update(&given.head.in_state("ended"), &body).await.unwrap();
    }
    change.commit().await.unwrap();
}

#[tokio::test]
async fn sol_11_when_a_holder_leaves_the_password_is_due_until_it_is_changed() {
    let house = house().await;
    let account = set(&house).await;
    let page = format!("{account}/login");
    let (head, teacher) = (house.as_role(HEAD).await, house.as_role(TEACHER).await);
    assert!(!house.get(&page, &head).await.text.contains("behöver bytas"));
    leaves(&house, &teacher).await;
    assert_eq!(house.post(&format!("{page}/reveal"), &teacher, REASON).await.status, StatusCode::NOT_FOUND);
    let shown = house.get(&page, &head).await.text;
    let due = between(&shown, "id=\"main\"", "<h2");
    assert!(
        due.contains("Lösenordet behöver bytas") && due.contains(TEACHER) && due.contains("Färre än två"),
        "{due}"
    );
    assert!(house.get(&account, &head).await.text.contains("Lösenordet behöver bytas"));
    // Another password, and it is due no longer.
    let changed = house.post_with_version(&page, &page, &head, "password=en+ny+fågel").await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    assert!(!house.get(&page, &head).await.text.contains("behöver bytas"));
    assert!(!house.get(&account, &head).await.text.contains("behöver bytas"));
    let opened = house.post(&format!("{page}/reveal"), &head, REASON).await.text;
    assert!(
        opened.contains("en ny fågel") && opened.contains(NAME) && !opened.contains(PASSWORD),
        "{opened}"
    );
    // Whoever may change the account and does not hold the login cannot come to hold it by that.
    let (keeper, edit) = (house.as_role(KEEPER).await, format!("{account}/edit"));
    let form = house.get(&edit, &keeper).await.text;
    assert!(!form.contains("name=\"holders\""), "{form}");
    let mut sent = filled(Register::of("account").unwrap(), &form, "Skolans konto");
    sent.insert("unit".to_owned(), vec![choice(&form, "unit", "Björkskolan")]);
    let me = choice(&form, "planning", KEEPER);
    sent.insert("holders".to_owned(), vec![me]);
    sent.insert("version".to_owned(), vec![between(&form, "name=\"version\" value=\"", "\"").to_owned()]);
    let saved = house.post(&edit, &keeper, &body(&sent)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let tried = house.post(&format!("{page}/reveal"), &keeper, REASON).await;
    assert!(!tried.text.contains("en ny fågel"), "{}", tried.text);
    // Who is taken out of those who hold it could know it still.
    let head = house.as_role(HEAD).await;
    let form = house.get(&edit, &head).await.text;
    let mut sent = filled(Register::of("account").unwrap(), &form, "Skolans konto");
    sent.insert("unit".to_owned(), vec![choice(&form, "unit", "Björkskolan")]);
    sent.insert("holders".to_owned(), vec![choice(&form, "holders", KEEPER)]);
    sent.insert("version".to_owned(), vec![between(&form, "name=\"version\" value=\"", "\"").to_owned()]);
    let saved = house.post(&edit, &head, &body(&sent)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let shown = house.get(&page, &keeper).await.text;
    assert!(between(&shown, "id=\"main\"", "<h2").contains(HEAD), "{shown}");
    // It stands on the page of that person, too.
    let people = house.post("/people", &head, "q=Ekhammar").await.text;
    let person = format!("/people/{}", between(&people, "href=\"/people/", "\""));
    let person = house.get(&person, &head).await.text;
    assert!(person.contains(&account) && person.contains("Lösenordet behöver bytas"), "{person}");
}

#[tokio::test]
async fn sol_11_in_an_emergency_it_takes_two_in_different_roles() {
    let house = house().await;
    let account = set(&house).await;
    let page = format!("{account}/login");
    let [ask, confirm, reveal] = ["ask", "confirm", "reveal"].map(|act| format!("{page}/{act}"));
    let (dpo, keeper) = (house.as_role("Lena Granfors").await, house.as_role(KEEPER).await);
    let why = "reason=alla+är+borta";
    assert_eq!(house.post(&reveal, &dpo, why).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&confirm, &keeper, why).await.status, StatusCode::NOT_FOUND, "nobody has asked");
    assert_eq!(house.post(&ask, &dpo, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let teacher = house.as_role(TEACHER).await;
    assert_eq!(house.post(&ask, &teacher, why).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&ask, &dpo, why).await.status, StatusCode::SEE_OTHER);
    assert_eq!(told(&house).await, ["login_opening", "login_opening"], "both who hold it");
    // Not alone, and not yet.
    assert_eq!(house.post(&confirm, &dpo, why).await.status, StatusCode::NOT_FOUND);
    for cookie in [&dpo, &keeper] {
        assert_eq!(house.post(&reveal, cookie, why).await.status, StatusCode::NOT_FOUND);
    }
    // A day later, it is too late.
    seconds_pass(86_400);
    let (dpo, keeper) = (house.as_role("Lena Granfors").await, house.as_role(KEEPER).await);
    assert_eq!(house.post(&confirm, &keeper, why).await.status, StatusCode::NOT_FOUND);
    // The other way round.
    assert_eq!(house.post(&ask, &keeper, why).await.status, StatusCode::SEE_OTHER);
    let shown = house.get(&page, &dpo).await.text;
    assert!(shown.contains("alla är borta") && shown.contains(KEEPER), "{shown}");
    assert_eq!(house.post(&confirm, &dpo, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.post(&confirm, &dpo, "reason=jag+vet+om+det").await.status, StatusCode::SEE_OTHER);
    told(&house).await;
    for cookie in [&dpo, &keeper] {
        let opened = house.post(&reveal, cookie, why).await;
        assert!(opened.status == StatusCode::OK && opened.text.contains(PASSWORD), "{}", opened.text);
        assert_eq!(told(&house).await, ["reveal_secret", "reveal_secret"]);
        assert_eq!(house.post(&page, cookie, &secrets("nytt")).await.status, StatusCode::NOT_FOUND);
    }
    let head = house.as_role(HEAD).await;
    let shown = house.get(&page, &head).await.text;
    let due = between(&shown, "id=\"main\"", "<h2");
    assert!(due.contains(KEEPER) && due.contains("Lena Granfors"), "those two know it now: {due}");
    for kind in ["ask_login_opening", "confirm_login_opening", "open_login_together"] {
        let log = log(&house, kind).await;
        let row = if kind.starts_with("confirm") { "jag vet om det" } else { "alla är borta" };
        assert!(log.contains(row), "{kind}: {log}");
    }
    // An hour later, it is over.
    seconds_pass(3600);
    for role in ["Lena Granfors", KEEPER] {
        let cookie = house.as_role(role).await;
        assert_eq!(house.post(&reveal, &cookie, why).await.status, StatusCode::NOT_FOUND, "{role}");
    }
}

#[tokio::test]
async fn sol_11_two_heads_are_not_two_roles() {
    let house = house().await;
    let account = set(&house).await;
    let [ask, confirm] = ["ask", "confirm"].map(|act| format!("{account}/login/{act}"));
    let (keeper, head) = (house.as_role(KEEPER).await, house.as_role(HEAD).await);
    assert_eq!(house.post(&ask, &keeper, "reason=alla+är+borta").await.status, StatusCode::SEE_OTHER);
    let reply = house.post(&confirm, &head, "reason=alla+är+borta").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
