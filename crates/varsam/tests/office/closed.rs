//! Guidelines for those who are signed in only, and what browsers are told.

use crate::home::{closed_home, home_with, new_home};
use axum::http::{Request, StatusCode};
use varsam::data::Site;

const PUBLIC: [&str; 5] = ["/", "/guidelines", "/search?q=x", "/ask/publish", "/check"];

#[tokio::test]
async fn the_guidelines_can_be_for_those_who_are_signed_in() {
    let house = closed_home().await;
    let (who, _) = house.found().await;
    for path in PUBLIC {
        let reply = house.get(path, "").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        assert!(reply.to.starts_with("/sign-in?next=%2F"), "{}", reply.to);
        assert_eq!(house.get(path, &who.cookie).await.status, StatusCode::OK, "{path}");
    }
    let reply = house.get("/api/questions", "").await;
    assert_eq!(
        (reply.status, reply.json()["errors"][0]["fault"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("not_signed_in"))
    );
    assert_eq!(house.get("/api/questions", &who.cookie).await.status, StatusCode::OK);
    for path in ["/sign-in", "/accessibility"] {
        assert_eq!(house.get(path, "").await.status, StatusCode::OK, "{path}");
    }
    let open = new_home().await;
    for path in PUBLIC {
        assert_eq!(open.get(path, "").await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn who_is_reached_under_tls_is_to_be_reached_under_nothing_else() {
    let address = Some("https://varsam.example.se".parse().unwrap());
    let secure = home_with(&Site { address, ..Site::default() }).await;
    let reply = secure.get("/sign-in", "").await;
    assert_eq!(reply.tls, "max-age=31536000");
    assert!(reply.text.contains("data-origin=\"https://varsam.example.se\""));
    assert_eq!(new_home().await.get("/sign-in", "").await.tls, "");
}

#[tokio::test]
async fn a_tampered_cookie_is_nobodys() {
    let house = new_home().await;
    let (who, _) = house.found().await;
    let mut tampered = who.cookie.clone();
    let last = if tampered.pop() == Some('A') { 'B' } else { 'A' };
    tampered.push(last);
    for cookie in [tampered.as_str(), "__Host-varsam=", "__Host-varsam=x; __Host-varsam=y"] {
        assert_eq!(house.get("/people", cookie).await.status, StatusCode::SEE_OTHER, "{cookie}");
    }
    let twice = format!("{}; {}", who.cookie, "other=1");
    let request = Request::get("/people").header("cookie", twice);
    assert_eq!(house.send(request, String::new()).await.status, StatusCode::OK);
}
