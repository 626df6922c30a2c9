//! What an identity provider says, and what is believed of it: every claim that is not as it should be is refused.

use crate::house::{House, NOW};
use crate::issuer::{Begun, Issuer, Key, begin, session, unsigned};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Where those go who have to start over.
const STALE: &str = "/sign-in/outside/stale";

async fn opened() -> (Key, Issuer, House) {
    let key = Key::new("k1");
    let issuer = Issuer::start(&key).await;
    let house = issuer.house(|| NOW).await;
    (key, issuer, house)
}

#[tokio::test]
async fn somebody_comes_in_by_a_number_that_the_provider_vouches_for() {
    let (key, issuer, house) = opened().await;
    let page = house.get("/sign-in?next=/my/log", "").await.text;
    assert!(
        page.contains("Logga in med Norrviks konto") && page.contains("/sign-in/provider?next=%2Fmy%2Flog")
    );
    let begun = begin(&house, "/my/log", "").await;
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "varsam"),
        ("scope", "openid profile"),
        ("code_challenge_method", "S256"),
        ("acr_values", "two"),
        ("ui_locales", "sv"),
        ("redirect_uri", "http://localhost:8080/sign-in/provider/back"),
    ] {
        assert_eq!(begun.asked[name], value, "{name}");
    }
    let reply = issuer.back(&house, &begun, &key.token(&issuer.claims(&begun))).await;
    assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/my/log"));
    let page = house.get("/people", &session(&reply)).await;
    assert!(page.text.contains("Jonas Flodmark") && page.text.contains("Björkskolan"), "{}", page.text);
}

/// One claim, and what it is changed into; nothing takes it out.
fn changed(claims: &Value, (name, to): (&str, Option<Value>)) -> Value {
    let mut claims = claims.clone();
    let map = claims.as_object_mut().unwrap();
    match to {
        Some(value) => drop(map.insert(name.to_owned(), value)),
        None => drop(map.remove(name)),
    }
    claims
}

#[tokio::test]
async fn an_id_token_that_is_not_as_it_should_be_lets_nobody_in() {
    let (key, issuer, house) = opened().await;
    let seconds = NOW.seconds();
    for change in [
        ("nonce", Some(json!("another"))),
        ("nonce", None),
        ("aud", Some(json!("another"))),
        ("aud", Some(json!(["varsam", "another"]))),
        ("aud", None),
        ("azp", Some(json!("another"))),
        ("iss", Some(json!("https://id.example"))),
        ("exp", Some(json!(seconds))),
        ("exp", None),
        ("iat", Some(json!(seconds - 3600))),
        ("iat", Some(json!(seconds + 3600))),
        ("sub", Some(json!(""))),
        ("sub", None),
    ] {
        let begun = begin(&house, "/people", "").await;
        let claims = changed(&issuer.claims(&begun), change.clone());
        refused(&issuer, &house, &begun, &key.token(&claims), &format!("{change:?}")).await;
    }
}

async fn refused(issuer: &Issuer, house: &House, begun: &Begun, token: &str, what: &str) {
    let reply = issuer.back(house, begun, token).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN, "{what}");
    assert!(!reply.cookie.contains("varsam-demo="), "{what}");
    assert!(reply.text.contains("Norrviks konto loggade inte in dig"), "{what}: {}", reply.text);
}

#[tokio::test]
async fn a_signature_that_only_the_provider_could_have_made_is_wanted() {
    let (key, issuer, house) = opened().await;
    let begun = begin(&house, "/people", "").await;
    let claims = issuer.claims(&begun);
    let good = key.token(&claims);
    let (said, signature) = good.rsplit_once('.').unwrap();
    let other =
        unsigned(&json!({ "alg": "EdDSA", "kid": "k1" }), &changed(&claims, ("sub", Some(json!("s-2")))));
    for (token, what) in [
        (Key::new("k1").token(&claims), "a stranger's key of the same name"),
        (Key::new("k2").token(&claims), "a key that the provider does not have"),
        (format!("{}.", unsigned(&json!({ "alg": "none" }), &claims)), "no signature"),
        (key.token_with(&json!({ "alg": "HS256", "kid": "k1" }), &claims), "one that the client could make"),
        (
            key.token_with(&json!({ "alg": "EdDSA", "kid": "k1", "crit": ["x"] }), &claims),
            "what is not understood",
        ),
        (format!("{other}.{signature}"), "another token's signature"),
        (said.to_owned(), "half a token"),
        ("x".to_owned(), "no token"),
    ] {
        let begun = begin(&house, "/people", "").await;
        let token = token.replace(&claims["nonce"].to_string(), &begun.nonce);
        refused(&issuer, &house, &begun, &token, what).await;
    }
}

#[tokio::test]
async fn who_did_not_begin_does_not_come_back_and_nobody_does_twice() {
    let (key, issuer, house) = opened().await;
    let begun = begin(&house, "/people", "").await;
    let token = key.token(&issuer.claims(&begun));
    let back = format!("/sign-in/provider/back?code=c&state={}", begun.state);
    issuer.says(&token);
    // Another browser, which also uses the state up.
    let strange = house.get(&back, "varsam-demo-going=0123456789012345678901234567890123456789012").await;
    assert_eq!(strange.to, STALE);
    assert_eq!(house.get(&back, &begun.cookie).await.to, STALE);
    let begun = begin(&house, "/people", "").await;
    let reply = issuer.back(&house, &begun, &key.token(&issuer.claims(&begun))).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    let again = issuer.back(&house, &begun, &key.token(&issuer.claims(&begun))).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "a callback that is replayed");
    for state in ["", "guessed", "%00%ff", "%C3%A5"] {
        let page = house.get(&format!("/sign-in/provider/back?code=c&state={state}"), &begun.cookie).await;
        assert_eq!(page.to, STALE, "{state}");
    }
    let twice = house.get("/sign-in/provider/back?state=a&state=b&code=c", &begun.cookie).await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    let begun = begin(&house, "/people", "").await;
    let declined = format!("/sign-in/provider/back?error=access_denied&state={}", begun.state);
    assert_eq!(house.get(&declined, &begun.cookie).await.to, "/sign-in/outside/declined");
    let begun = begin(&house, "/people", "").await;
    issuer.says(&key.token(&issuer.claims(&begun)));
    let mixed = format!("/sign-in/provider/back?code=c&state={}&iss=https%3A%2F%2Fid.example", begun.state);
    assert_eq!(
        house.get(&mixed, &begun.cookie).await.to,
        "/sign-in/outside/declined",
        "another issuer's answer"
    );
}

static LATER: AtomicI64 = AtomicI64::new(0);

#[tokio::test]
async fn a_key_that_the_provider_has_taken_into_use_is_fetched() {
    let (old, new) = (Key::new("k1"), Key::new("k2"));
    let issuer = Issuer::start(&old).await;
    let house = issuer.house(|| NOW.plus_seconds(LATER.load(Ordering::Relaxed))).await;
    let begun = begin(&house, "/people", "").await;
    assert_eq!(
        issuer.back(&house, &begun, &old.token(&issuer.claims(&begun))).await.status,
        StatusCode::SEE_OTHER
    );
    issuer.has(&[&new]);
    LATER.store(61, Ordering::Relaxed);
    let begun = begin(&house, "/people", "").await;
    assert_eq!(
        issuer.back(&house, &begun, &new.token(&issuer.claims(&begun))).await.status,
        StatusCode::SEE_OTHER
    );
    let begun = begin(&house, "/people", "").await;
    refused(&issuer, &house, &begun, &old.token(&issuer.claims(&begun)), "a key that was given up").await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_leaves_the_other_ways() {
    let (_, mut issuer, _) = opened().await;
    "http://127.0.0.1:1".clone_into(&mut issuer.address);
    let house = issuer.house(|| NOW).await;
    let reply = house.told(house.get("/sign-in/provider?next=/people", "").await).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(reply.text.contains("Norrviks konto svarar inte"), "{}", reply.text);
    assert!(!house.as_role("Rektor").await.is_empty());
    assert_eq!(logout(&house, "x").await, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn tokens_that_anybody_made_up_have_the_provider_asked_once_a_minute_and_hold_nobody_up() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    let key = Key::new("k1");
    let issuer = Issuer::start(&key).await;
    let house = issuer.house(|| NOW.plus_seconds(LATER.load(Ordering::Relaxed))).await;
    begin(&house, "/people", "").await;
    LATER.store(61, Ordering::Relaxed);
    issuer.slow.store(30, Ordering::Relaxed);
    let made_up = Key::new("guessed").token(&logout_claims(&issuer, "t-1"));
    let in_time = async {
        let (sent, waits) = (logout(&house, &made_up), tokio::time::sleep(Duration::from_millis(300)));
        tokio::select! { _ = sent => {}, () = waits => {} }
        for _ in 0..20 {
            assert_eq!(logout(&house, &made_up).await, StatusCode::BAD_REQUEST);
        }
        begin(&house, "/people", "").await;
    };
    assert!(tokio::time::timeout(Duration::from_secs(15), in_time).await.is_ok(), "somebody was held up");
    assert_eq!(issuer.asked.load(Ordering::Relaxed), 2, "once at first, and once for all of them");
}

#[tokio::test]
async fn a_provider_that_never_answered_is_not_asked_for_every_token_that_comes() {
    let key = Key::new("k1");
    let issuer = Issuer::start(&key).await;
    let house = issuer.house(|| NOW).await;
    issuer.slow.store(30, Ordering::Relaxed);
    let sent = logout(&house, "x");
    assert!(tokio::time::timeout(Duration::from_millis(300), sent).await.is_err());
    for _ in 0..20 {
        assert_eq!(logout(&house, "x").await, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(issuer.asked.load(Ordering::Relaxed), 1);
}

async fn logout(house: &House, token: &str) -> StatusCode {
    let request = Request::post("/sign-in/provider/logout");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    house.send(request, format!("logout_token={token}")).await.status
}

fn logout_claims(issuer: &Issuer, name: &str) -> Value {
    json!({
        "iss": issuer.address, "aud": ["varsam"], "iat": NOW.seconds(), "exp": NOW.seconds() + 120, "jti": name,
        "sub": "s-1", "sid": "session-1",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    })
}

#[tokio::test]
async fn the_provider_ends_a_session_and_only_by_a_token_of_its_own() {
    let (key, issuer, house) = opened().await;
    let begun = begin(&house, "/people", "").await;
    let cookie = session(&issuer.back(&house, &begun, &key.token(&issuer.claims(&begun))).await);
    let good = |name: &str| logout_claims(&issuer, name);
    let seconds = NOW.seconds();
    for change in [
        ("iss", Some(json!("https://id.example"))),
        ("aud", Some(json!("another"))),
        ("aud", None),
        ("iat", Some(json!(seconds - 301))),
        ("iat", Some(json!(seconds + 301))),
        ("iat", None),
        ("exp", Some(json!(seconds))),
        ("jti", None),
        ("jti", Some(json!(""))),
        ("events", None),
        ("events", Some(json!({}))),
        ("events", Some(json!({ "http://schemas.openid.net/event/backchannel-logout": null }))),
        ("nonce", Some(json!("n"))),
        ("nonce", Some(json!(null))),
    ] {
        let token = key.token(&changed(&good("bad"), change.clone()));
        assert_eq!(logout(&house, &token).await, StatusCode::BAD_REQUEST, "{change:?}");
    }
    let nobody = changed(&changed(&good("bad"), ("sub", None)), ("sid", None));
    let claims = good("bad");
    for (token, what) in [
        (key.token(&nobody), "about nobody"),
        (Key::new("k1").token(&claims), "a stranger's key"),
        (format!("{}.", unsigned(&json!({ "alg": "none" }), &claims)), "no signature"),
        (key.token_with(&json!({ "alg": "HS256", "kid": "k1" }), &claims), "one that the client could make"),
        (key.token_with(&json!({ "alg": "EdDSA", "typ": "at+jwt" }), &claims), "another kind"),
        (key.token_with(&json!({ "alg": "EdDSA", "crit": ["x"] }), &claims), "what is not understood"),
        (key.token(&issuer.claims(&begun)), "an ID token"),
        (String::new(), "nothing"),
        ("a.b.c".to_owned(), "no token"),
        ("....".to_owned(), "dots"),
        ("%C3%A5.%C3%A4.%C3%B6".to_owned(), "letters"),
    ] {
        assert_eq!(logout(&house, &token).await, StatusCode::BAD_REQUEST, "{what}");
    }
    assert_eq!(house.get("/people", &cookie).await.status, StatusCode::OK, "nothing of it ended the session");
    let token = key.token_with(&json!({ "alg": "EdDSA", "kid": "k1", "typ": "logout+jwt" }), &good("one"));
    assert_eq!(logout(&house, &token).await, StatusCode::OK);
    assert_eq!(house.get("/people", &cookie).await.status, StatusCode::SEE_OTHER, "signed out");
    assert_eq!(logout(&house, &token).await, StatusCode::BAD_REQUEST, "sent a second time");
}

#[tokio::test]
async fn whoever_signs_out_here_is_told_of_the_provider() {
    let (key, issuer, house) = opened().await;
    let begun = begin(&house, "/people", "").await;
    let cookie = session(&issuer.back(&house, &begun, &key.token(&issuer.claims(&begun))).await);
    let reply = house.post("/sign-out", &cookie, "").await;
    assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/sign-in/provider/out"));
    let page = house.get(&reply.to, "").await.text;
    assert!(page.contains(&format!("{}/end?client_id=varsam", issuer.address)), "{page}");
    let demo = house.as_role("Rektor").await;
    assert_eq!(house.post("/sign-out", &demo, "").await.to, "/");
}

#[tokio::test]
async fn without_a_provider_its_addresses_are_not_there() {
    let house = crate::house::house().await;
    for path in [
        "/sign-in/provider",
        "/sign-in/provider/back",
        "/sign-in/provider/out",
        "/sign-in/card",
        "/sign-in/outside/x",
    ] {
        assert_eq!(house.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(logout(&house, "x").await, StatusCode::NOT_FOUND);
}
