//! What holds of every page behind sign-in.

use crate::home::new_home;
use crate::house::{Lines, house};
use axum::http::StatusCode;
use tracing_subscriber::EnvFilter;
use varsam::data::config::LogFormat;

#[tokio::test]
async fn every_page_has_its_words_in_both_languages() {
    let house = house().await;
    let (teacher, auditor) = (house.as_role("Lärare").await, house.as_role("Granskare").await);
    let administrator = house.as_role("Systemadministratör").await;
    let person = house.first_person(&teacher).await;
    for lang in ["sv", "en"] {
        for (path, cookie) in [
            ("/sign-in", ""),
            ("/people", &teacher),
            (&person, &teacher),
            ("/my/log", &teacher),
            ("/who-may?role=nurse", &teacher),
            ("/log", &auditor),
            ("/my/sign-in", &teacher),
            ("/my/sign-in/passkey", &teacher),
            ("/step-up?next=/people", &teacher),
            ("/sign-ins", &administrator),
            (&format!("{person}/sign-in"), &administrator),
        ] {
            let cookie = format!("{cookie}; lang={lang}");
            let page = house.get(path, &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.text.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert!(!page.text.contains("Unknown localization"), "{path}: {}", page.text);
            assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
        }
        let log = house.post("/log", &format!("{auditor}; lang={lang}"), "reason=kontroll+idag").await;
        assert!(!log.text.contains("Unknown localization") && log.text.contains("<table"), "{}", log.text);
    }
}

/// Pages that are the same for all were kept with the menu of whoever had asked for them first.
#[tokio::test]
async fn a_page_that_is_kept_for_all_shows_nobody_who_is_signed_in() {
    let house = house().await;
    let head = house.as_role("Karin Ekhammar").await;
    let document = "/guidelines/law/dataskyddsforordningen";
    for path in ["/", "/guidelines", document] {
        assert!(house.get(path, &head).await.text.contains("Karin Ekhammar"), "{path}");
        for other in [String::new(), house.as_role("Jonas Flodmark").await] {
            let page = house.get(path, &other).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.text.contains("Karin Ekhammar"), "{path}");
        }
        assert!(house.get(path, &head).await.text.contains("Karin Ekhammar"), "{path}");
    }
}

/// For all threads, since a database writes its lines from one of its own: so all is in one test.
#[tokio::test]
async fn no_line_of_the_log_of_faults_names_anybody() {
    let lines = Lines::default();
    let kept = lines.clone();
    let subscriber =
        varsam::lines::subscriber(LogFormat::Json, EnvFilter::new("trace"), move || kept.clone());
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let person = house.first_person(&head).await;
    house.get(&person, &head).await;
    house.post("/people", &head, "q=almklint").await;
    house.post("/log", &house.as_role("Granskare").await, "reason=kanariefågel+i+loggen").await;
    house.get("/people?unit=kanariefågel", &head).await;
    house.get("/kanariefågel/almklint", &head).await;
    let home = new_home().await;
    let (who, first) = home.found().await;
    let path = format!("/people/{}/sign-in", first.id);
    home.post(&format!("{path}/recovery"), &who.cookie, "reason=kanariefågel+i+skälet").await;
    home.get("/invitation/kanariefågel", "").await;
    tracing::error!("the test listens");
    let text = String::from_utf8_lossy(&lines.0.lock().unwrap()).to_lowercase();
    assert!(text.contains("the test listens") && text.contains("select"), "nothing was heard");
    let token = who.cookie.split('=').nth(1).unwrap().to_lowercase();
    let id = person.trim_start_matches("/people/");
    for word in ["almklint", "ekhammar", "kanarie", "björkskolan", "kvistorp", "norrvik", &token, &person] {
        let line = text.lines().find(|line| line.contains(word));
        assert_eq!(line, None, "`{word}` is in the log of faults");
    }
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered: Vec<_> = lines.iter().filter(|line| line["message"] == "answered").collect();
    let opened = answered.iter().find(|line| line["route"] == "/people/{person}").unwrap();
    assert_eq!((&opened["method"], &opened["status"]), (&"get".into(), &200.into()));
    assert!(opened["ms"].is_number() && !opened.to_string().contains(id), "{opened}");
    assert!(answered.iter().any(|line| line["route"] == "none" && line["status"] == 404));
}
