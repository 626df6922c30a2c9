//! Sessions, one-time links, and how often somebody may try.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use support::{NOW, each, person};
use varsam_store::{Limits, Outside};

#[tokio::test]
async fn a_session_lasts_while_it_is_used_and_no_longer_than_a_day() {
    each(async |made| {
        let token = made.tenant().sign_in(person(1), "passkey", "browser", NOW, NOW).await.unwrap();
        let later = |minutes: i64| NOW.plus_seconds(minutes * 60);
        assert_eq!(made.store.session(&token, later(29)).await.unwrap().unwrap().person, person(1));
        assert!(made.store.session(&token, later(58)).await.unwrap().is_some(), "it was used");
        assert!(made.store.session(&token, later(89)).await.unwrap().is_none(), "it was idle");
        let token = made.tenant().sign_in(person(1), "passkey", "browser", NOW, NOW).await.unwrap();
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
            tokens.push(tenant.sign_in(person(who), "passkey", "browser", NOW, NOW).await.unwrap());
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
        let (one, other) = tokio::join!(
            made.store.redeem(&token, "invitation", NOW),
            made.store.redeem(&token, "invitation", NOW)
        );
        let let_in = [one.unwrap(), other.unwrap()];
        assert_eq!(let_in.iter().flatten().count(), 1);
        assert_eq!(let_in.iter().flatten().next().unwrap().person, person(1));
        let over = made.tenant().invite(person(1), "invitation", NOW.plus_seconds(60)).await.unwrap();
        assert!(made.store.redeem(&over, "invitation", NOW.plus_seconds(60)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn the_link_to_a_calendar_is_read_again_and_again_and_apart_from_those_that_let_in() {
    each(async |made| {
        let (tenant, until) = (made.tenant(), NOW.plus_seconds(60));
        let invitation = tenant.invite(person(1), "invitation", until).await.unwrap();
        let first = tenant.make_calendar(person(1), until).await.unwrap();
        let token = tenant.make_calendar(person(1), until).await.unwrap();
        let whose = async |token: &str, at| {
            made.store.whose_calendar(token, at).await.unwrap().map(|ticket| ticket.person)
        };
        assert_eq!(whose(&first, NOW).await, None, "another has taken its place");
        for _ in 0..2 {
            assert_eq!(whose(&token, NOW).await, Some(person(1)));
        }
        assert_eq!((whose(&token, until).await, whose(&invitation, NOW).await), (None, None));
        assert_eq!(tenant.calendar_until(person(1), NOW).await.unwrap(), Some(until));
        assert_eq!(tenant.calendar_until(person(2), NOW).await.unwrap(), None);
        assert_eq!(tenant.open_links(person(1), NOW).await.unwrap().len(), 1);
        tenant.withdraw_calendar(person(2)).await.unwrap();
        tenant.withdraw_links(person(1)).await.unwrap();
        assert_eq!(whose(&token, NOW).await, Some(person(1)));
        assert!(made.store.redeem(&invitation, "invitation", NOW).await.unwrap().is_none());
        let invitation = tenant.invite(person(1), "invitation", until).await.unwrap();
        tenant.withdraw_calendar(person(1)).await.unwrap();
        assert_eq!(whose(&token, NOW).await, None);
        assert!(made.store.redeem(&invitation, "invitation", NOW).await.unwrap().is_some());
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
        let here = tenant.sign_in(person(1), "passkey", "browser", NOW, NOW).await.unwrap();
        let there = tenant.sign_in(person(1), "passkey", "browser", NOW, NOW).await.unwrap();
        let name = made.store.session(&here, NOW).await.unwrap().unwrap().name;
        tenant.freshen(person(2), &name, NOW.plus_seconds(600)).await.unwrap();
        let fresh = async |token: &str| made.store.session(token, NOW).await.unwrap().unwrap().fresh_until;
        assert_eq!(fresh(&here).await, NOW, "it is another's session");
        tenant.freshen(person(1), &name, NOW.plus_seconds(600)).await.unwrap();
        assert_eq!((fresh(&here).await, fresh(&there).await), (NOW.plus_seconds(600), NOW));
    })
    .await;
}

#[tokio::test]
async fn a_session_knows_its_browser_and_ends_by_its_token() {
    each(async |made| {
        let tenant = made.tenant();
        let token = tenant.sign_in(person(1), "passkey", "browser", NOW, NOW).await.unwrap();
        let session = made.store.session(&token, NOW).await.unwrap().unwrap();
        assert!(session.is_in(&token, "browser"));
        assert!(!session.is_in(&token, "another") && !session.is_in("another", "browser"));
        made.store.end_session("guessed").await.unwrap();
        assert!(made.store.session(&token, NOW).await.unwrap().is_some());
        made.store.end_session(&token).await.unwrap();
        assert!(made.store.session(&token, NOW).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn links_are_listed_until_they_are_used_over_or_taken_back() {
    each(async |made| {
        let tenant = made.tenant();
        let until = NOW.plus_seconds(60);
        let first = tenant.invite(person(1), "invitation", until).await.unwrap();
        let second = tenant.invite(person(1), "visit", NOW.plus_seconds(90)).await.unwrap();
        let listed = async |now| {
            let links = tenant.open_links(person(1), now).await.unwrap();
            links.into_iter().map(|link| link.purpose).collect::<Vec<_>>()
        };
        assert_eq!(listed(NOW).await, ["invitation", "visit"]);
        assert_eq!(listed(until).await, ["visit"]);
        assert_eq!(made.store.purpose_of(&first, NOW).await.unwrap().as_deref(), Some("invitation"));
        assert_eq!(made.store.purpose_of(&first, until).await.unwrap(), None, "its time is over");
        assert_eq!(made.store.purpose_of("guessed", NOW).await.unwrap(), None);
        made.store.redeem(&first, "invitation", NOW).await.unwrap().unwrap();
        assert_eq!(made.store.purpose_of(&first, NOW).await.unwrap(), None, "it was used");
        tenant.withdraw_links(person(2)).await.unwrap();
        assert_eq!(listed(NOW).await, ["visit"], "they are another's");
        tenant.withdraw_links(person(1)).await.unwrap();
        assert!(made.store.redeem(&second, "visit", NOW).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn who_tries_too_often_waits_and_others_do_not_until_all_do() {
    each(async |made| {
        let limits = Limits { each: 3, all: 5, seconds: 60 };
        let knock = async |from: &str, now| made.store.knock("door", from, &limits, now).await.unwrap();
        let opens = Some(NOW.plus_seconds(60));
        for _ in 0..3 {
            assert_eq!(knock("192.0.2.1", NOW).await, None);
        }
        for _ in 0..9 {
            assert_eq!(knock("192.0.2.1", NOW.plus_seconds(9)).await, opens);
        }
        assert_eq!(made.store.knock("another", "192.0.2.1", &limits, NOW).await.unwrap(), None);
        assert_eq!(knock("192.0.2.2", NOW).await, None);
        made.store.forgive("door", "192.0.2.2").await.unwrap();
        assert_eq!(knock("192.0.2.3", NOW).await, None);
        assert_eq!(knock("192.0.2.4", NOW).await, None);
        assert_eq!(knock("192.0.2.5", NOW).await, opens, "five in vain from all over");
        assert_eq!(knock("192.0.2.1", NOW.plus_seconds(60)).await, None, "the time is over");
    })
    .await;
}

#[tokio::test]
async fn tries_leave_few_rows_and_no_address() {
    let made = support::sqlite().await;
    let limits = Limits { each: 3, all: 50, seconds: 60 };
    for number in 0..500 {
        made.store.knock("door", &format!("198.51.100.{number}"), &limits, NOW).await.unwrap();
    }
    let pool = sqlx::SqlitePool::connect(&made.records).await.unwrap();
    let rows: Vec<Vec<u8>> = sqlx::query_scalar("SELECT place FROM throttle").fetch_all(&pool).await.unwrap();
    assert_eq!(rows.len(), 51, "one for each place that was counted, and one for all");
    assert!(!rows.iter().any(|place| place.windows(6).any(|bytes| bytes == b"198.51")));
    made.store.knock("door", "192.0.2.1", &limits, NOW.plus_seconds(60)).await.unwrap();
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM throttle").fetch_one(&pool).await.unwrap();
    assert_eq!(count, 2, "what is over goes");
}

#[tokio::test]
async fn a_provider_ends_the_sessions_that_it_vouched_for_and_no_others() {
    each(async |made| {
        let tenant = made.tenant();
        let outside = |subject, session| Outside { issuer: "https://id.example", subject, session };
        let vouched = async |who: u128, subject, session| {
            let token = tenant.sign_in(person(who), "provider", "browser", NOW, NOW).await.unwrap();
            tenant.vouched(&token, &outside(Some(subject), session)).await.unwrap();
            token
        };
        let one = vouched(1, "anna", Some("s1")).await;
        let two = vouched(1, "anna", Some("s2")).await;
        let unnamed = vouched(1, "anna", None).await;
        let bo = vouched(2, "bo", Some("s3")).await;
        let passkey = tenant.sign_in(person(1), "passkey", "browser", NOW, NOW).await.unwrap();
        let is_in = async |token: &str| made.store.session(token, NOW).await.unwrap().is_some();
        let stranger = Outside { issuer: "https://other.example", ..outside(Some("anna"), None) };
        assert_eq!(tenant.end_vouched(&stranger).await.unwrap(), 0, "another provider");
        assert_eq!(tenant.end_vouched(&outside(None, None)).await.unwrap(), 0, "it named nobody");
        assert_eq!(tenant.end_vouched(&outside(None, Some("s1"))).await.unwrap(), 1);
        assert!(!is_in(&one).await && is_in(&two).await && is_in(&unnamed).await);
        assert_eq!(tenant.end_vouched(&outside(Some("anna"), Some("s4"))).await.unwrap(), 1);
        assert!(is_in(&two).await && !is_in(&unnamed).await, "of the unnamed one nobody knows better");
        assert_eq!(tenant.end_vouched(&outside(Some("anna"), None)).await.unwrap(), 1);
        assert!(!is_in(&two).await && is_in(&bo).await && is_in(&passkey).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_again_is_noticed_in_its_time_and_by_its_kind() {
    each(async |made| {
        let store = &made.store;
        let until = NOW.plus_seconds(300);
        assert!(store.first_time("logout", "a", NOW, until).await.unwrap());
        assert!(!store.first_time("logout", "a", NOW, until).await.unwrap(), "sent again");
        assert!(store.first_time("logout", "b", NOW, until).await.unwrap());
        assert!(store.first_time("other", "a", NOW, until).await.unwrap());
        for name in ["a", "logout\u{ff}a", "\u{ff}logout\u{ff}a"] {
            assert_eq!(store.go_on("logout", name, NOW).await.unwrap(), None);
        }
        assert!(!store.first_time("logout", "a", NOW, until).await.unwrap(), "no token takes it away");
        assert!(
            store.first_time("logout", "a", until, until.plus_seconds(1)).await.unwrap(),
            "its time is over"
        );
    })
    .await;
}

#[tokio::test]
async fn a_number_is_forgotten_where_it_is_somebodys_own() {
    each(async |made| {
        let tenant = made.tenant();
        tenant.index_numbers(&[("one", person(1)), ("two", person(1)), ("three", person(2))]).await.unwrap();
        tenant.forget_numbers(person(1), &["one", "three", "never"]).await.unwrap();
        assert_eq!(tenant.whose_number("one").await.unwrap(), None);
        assert_eq!(tenant.whose_number("two").await.unwrap(), Some(person(1)));
        assert_eq!(tenant.whose_number("three").await.unwrap(), Some(person(2)));
    })
    .await;
}
