//! Sessions and one-time links.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use support::{NOW, each, person};

#[tokio::test]
async fn a_session_lasts_while_it_is_used_and_no_longer_than_a_day() {
    each(async |made| {
        let token = made.tenant().sign_in(person(1), "passkey", NOW, NOW).await.unwrap();
        let later = |minutes: i64| NOW.plus_seconds(minutes * 60);
        assert_eq!(made.store.session(&token, later(29)).await.unwrap().unwrap().person, person(1));
        assert!(made.store.session(&token, later(58)).await.unwrap().is_some(), "it was used");
        assert!(made.store.session(&token, later(89)).await.unwrap().is_none(), "it was idle");
        let token = made.tenant().sign_in(person(1), "passkey", NOW, NOW).await.unwrap();
        for minutes in (0..12 * 60).step_by(20) {
            assert!(made.store.session(&token, later(minutes)).await.unwrap().is_some());
        }
        assert!(made.store.session(&token, later(12 * 60)).await.unwrap().is_none());
        assert!(made.store.session("guessed", NOW).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn somebody_signs_out_here_or_everywhere_and_nobody_else_does() {
    each(async |made| {
        let tenant = made.tenant();
        let mut tokens = Vec::new();
        for who in [1, 1, 2] {
            tokens.push(tenant.sign_in(person(who), "passkey", NOW, NOW).await.unwrap());
        }
        let sessions = tenant.sessions(person(1), NOW).await.unwrap();
        assert_eq!(sessions.len(), 2);
        tenant.sign_out(person(2), Some(&sessions[0].name)).await.unwrap();
        assert_eq!(tenant.sessions(person(1), NOW).await.unwrap().len(), 2, "it is another's session");
        tenant.sign_out(person(1), Some(&sessions[0].name)).await.unwrap();
        assert_eq!(tenant.sessions(person(1), NOW).await.unwrap(), sessions[1..]);
        tenant.sign_out(person(1), None).await.unwrap();
        assert!(made.store.session(&tokens[0], NOW).await.unwrap().is_none());
        assert!(made.store.session(&tokens[1], NOW).await.unwrap().is_none());
        assert!(made.store.session(&tokens[2], NOW).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_link_lets_in_once_for_its_purpose_and_its_time() {
    each(async |made| {
        let token = made.tenant().invite(person(1), "invitation", NOW.plus_seconds(60)).await.unwrap();
        assert!(made.store.redeem(&token, "recovery", NOW).await.unwrap().is_none());
        assert!(made.store.redeem(&token, "invitation", NOW.plus_seconds(60)).await.unwrap().is_none());
        let (one, other) = tokio::join!(
            made.store.redeem(&token, "invitation", NOW),
            made.store.redeem(&token, "invitation", NOW)
        );
        let let_in = [one.unwrap(), other.unwrap()];
        assert_eq!(let_in.iter().flatten().count(), 1);
        assert_eq!(let_in.iter().flatten().next().unwrap().person, person(1));
    })
    .await;
}

#[tokio::test]
async fn what_a_step_remembers_is_given_out_once_in_its_time_and_to_its_kind() {
    each(async |made| {
        let store = &made.store;
        let until = NOW.plus_seconds(300);
        let kept = async |kind: &str| store.begin(kind, b"challenge", NOW, until).await.unwrap();
        let token = kept("passkey").await;
        assert_eq!(store.go_on("passkey", &token, NOW).await.unwrap().as_deref(), Some(&b"challenge"[..]));
        assert_eq!(store.go_on("passkey", &token, NOW).await.unwrap(), None, "replayed");
        assert_eq!(store.go_on("provider", &kept("passkey").await, NOW).await.unwrap(), None, "another kind");
        assert_eq!(store.go_on("passkey", &kept("passkey").await, until).await.unwrap(), None, "too late");
        assert_eq!(store.go_on("passkey", "guessed", NOW).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_fresh_sign_in_opens_for_a_while_in_its_session_only() {
    each(async |made| {
        let tenant = made.tenant();
        let here = tenant.sign_in(person(1), "passkey", NOW, NOW).await.unwrap();
        let there = tenant.sign_in(person(1), "passkey", NOW, NOW).await.unwrap();
        let name = made.store.session(&here, NOW).await.unwrap().unwrap().name;
        tenant.freshen(person(2), &name, NOW.plus_seconds(600)).await.unwrap();
        let fresh = async |token: &str| made.store.session(token, NOW).await.unwrap().unwrap().fresh_until;
        assert_eq!(fresh(&here).await, NOW, "it is another's session");
        tenant.freshen(person(1), &name, NOW.plus_seconds(600)).await.unwrap();
        assert_eq!((fresh(&here).await, fresh(&there).await), (NOW.plus_seconds(600), NOW));
    })
    .await;
}
