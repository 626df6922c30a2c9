//! What the guidance knows from the registers: the asker is not asked what the organiser has written down.

use crate::house::{House, between, house};
use crate::office::open::stepped;
use crate::office::registers::made;
use axum::http::StatusCode;
use varsam_model::register::Register;

const APP: &str = "/ask/install-app?stack=company&app_action=install&installer=health_team";
const CHANNEL: &str = "/ask/use-channel?stack=municipality&channel=instagram&channel_use=inform_public\
                       &own_tool_meets=no&good_choice=yes";

/// The verdict that a page shows; empty where it asks on.
fn verdict(page: &str) -> &str {
    if page.contains("data-verdict=\"") { between(page, "data-verdict=\"", "\"") } else { "" }
}

async fn ask(house: &House, cookie: &str, address: &str) -> String {
    let reply = house.get(address, cookie).await;
    assert_eq!(reply.status, StatusCode::OK, "{address}: {}", reply.text);
    reply.text
}

#[tokio::test]
async fn acm_11_what_the_officer_said_of_an_app_is_not_asked_for() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let entry = made(&house, register, "Räknesnurran").await;
    let cookie = house.as_role("Jonas Flodmark").await;
    let page = ask(&house, &cookie, APP).await;
    assert!(
        page.contains("name=\"entry.app\"") && page.contains("<option value=\"Räknesnurran\">"),
        "{page}"
    );
    // Nobody has assessed it: that is known, and which entry says so.
    let page = ask(&house, &cookie, &format!("{APP}&entry.app=R%C3%A4knesnurran")).await;
    assert_eq!(verdict(&page), "no", "{page}");
    let known = between(&page, "data-known", "</dd>");
    assert!(known.contains(&format!("href=\"{entry}\"")) && known.contains("Räknesnurran"), "{known}");
    // The address names the entry by its id from here on.
    let id = entry.rsplit('/').next().unwrap();
    assert!(page.contains(&format!("entry.app={id}")), "{page}");
    stepped(&house, register, &entry, "approve", "2027-06-30").await;
    let page = ask(&house, &cookie, &format!("{APP}&entry.app={id}")).await;
    assert_eq!(verdict(&page), "yes", "{page}");
    assert!(between(&page, "data-known", "</dd>").contains("Godkänd"), "{page}");
    // What the asker states goes before it.
    let page = ask(&house, &cookie, &format!("{APP}&app_status=app_refused&entry.app={id}")).await;
    assert_eq!(verdict(&page), "no", "{page}");
}

#[tokio::test]
async fn an_approval_whose_time_is_over_is_none() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let entry = made(&house, register, "Räknesnurran").await;
    stepped(&house, register, &entry, "approve", "2026-12-20").await;
    crate::house::days_pass(40);
    let cookie = house.as_role("Jonas Flodmark").await;
    let id = entry.rsplit('/').next().unwrap();
    assert_eq!(verdict(&ask(&house, &cookie, &format!("{APP}&entry.app={id}")).await), "no");
}

#[tokio::test]
async fn lape_04_sol_28_the_verdict_on_a_platform_shows_in_the_guidance() {
    let house = house().await;
    let register = Register::of("platform").unwrap();
    let cookie = house.as_role("Jonas Flodmark").await;
    let asked = "name=\"terms_fit\"";
    assert!(ask(&house, &cookie, CHANNEL).await.contains(asked), "nobody has assessed it");
    let entry = made(&house, register, "Instagram").await;
    assert!(ask(&house, &cookie, CHANNEL).await.contains(asked), "an entry without a verdict says nothing");
    stepped(&house, register, &entry, "find_unusable", "2027-06-30").await;
    let page = ask(&house, &cookie, CHANNEL).await;
    assert_eq!(verdict(&page), "no", "{page}");
    assert!(between(&page, "data-known", "</dd>").contains(&format!("href=\"{entry}\"")), "{page}");
}

#[tokio::test]
async fn who_is_not_signed_in_learns_nothing_from_the_registers() {
    let house = house().await;
    let entry = made(&house, Register::of("app").unwrap(), "Räknesnurran").await;
    let id = entry.rsplit('/').next().unwrap();
    let by_name = format!("{APP}&entry.app=R%C3%A4knesnurran");
    for address in [APP.to_owned(), format!("{APP}&entry.app={id}"), by_name] {
        let page = ask(&house, "", &address).await;
        assert!(page.contains("name=\"app_status\""), "{page}");
        assert!(!page.contains("Räknesnurran") && !page.contains(&entry), "{page}");
    }
}

#[tokio::test]
async fn an_entry_that_there_is_not_is_said_so_and_nothing_is_lost() {
    let house = house().await;
    made(&house, Register::of("app").unwrap(), "Räknesnurran").await;
    let cookie = house.as_role("Jonas Flodmark").await;
    let reply = house.get(&format!("{APP}&entry.app=Finns+inte"), &cookie).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("Finns inte") && reply.text.contains("value=\"install\""), "{}", reply.text);
}
