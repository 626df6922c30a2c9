//! A medium that is not to be used, and the accounts in it.

use super::open::stepped;
use super::registers::{body, filled, keeper, made};
use crate::house::{between, houses};
use axum::http::StatusCode;
use varsam_model::register::Register;

const TAG: &str = "Mediet får inte användas";

#[tokio::test]
async fn sol_28_an_account_says_that_its_medium_is_not_to_be_used() {
    let (account, platform) = (Register::of("account").unwrap(), Register::of("platform").unwrap());
    for house in houses().await {
        let medium = made(&house, platform, "Torget").await;
        // What fields of an account lead to is there then.
        made(&house, account, "Den första").await;
        let cookie = house.as_role(keeper(account)).await;
        let page = house.get("/registers/account/new", &cookie).await.text;
        let mut form = filled(account, &page, "Skolans sida");
        // It lacks nobody who can sign in, and nothing else.
        let holders =
            between(&page, "name=\"holders\"", "</select>").split("<option value=\"").skip(2).take(2);
        let holders = holders.map(|option| option.split('"').next().unwrap().to_owned());
        form.insert("holders".to_owned(), holders.collect());
        let reply = house.post("/registers/account/new", &cookie, &body(&form)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        let (entry, approve) = (reply.to.clone(), format!("{}/step/approve", reply.to));
        let refuse = format!("{entry}/step/refuse");
        let lacking = "/registers/account?q=skolans&attention=missing";
        let words = "inte får användas";
        for (step, is_unusable) in [("", false), ("find_unusable", true), ("find_usable", false)] {
            if !step.is_empty() {
                stepped(&house, platform, &medium, step, "2027-11-29").await;
            }
            let list = house.get("/registers/account?q=skolans", &cookie).await.text;
            assert!(list.contains("Skolans sida"), "{list}");
            assert_eq!(list.contains(TAG), is_unusable, "{step}: {list}");
            for path in [&entry, &approve] {
                let page = house.get(path, &cookie).await.text;
                assert_eq!(page.contains(words), is_unusable, "{step} {path}: {page}");
            }
            assert!(!house.get(&refuse, &cookie).await.text.contains(words), "{step}");
            let lacking = house.get(lacking, &cookie).await.text;
            assert_eq!(lacking.contains("Skolans sida"), is_unusable, "{step}: {lacking}");
        }
    }
}

#[tokio::test]
async fn a_page_of_an_entry_reads_no_list() {
    let platform = Register::of("platform").unwrap();
    for house in houses().await {
        let medium = made(&house, platform, "Torget").await;
        let cookie = house.as_role(keeper(platform)).await;
        let opened = async || {
            let before = house.office.store.tallied().opened;
            assert_eq!(house.get(&medium, &cookie).await.status, StatusCode::OK);
            house.office.store.tallied().opened - before
        };
        opened().await;
        let few = opened().await;
        for title in ["Gatan", "Bron", "Parken", "Hamnen"] {
            made(&house, platform, title).await;
        }
        assert!(opened().await <= few, "others of the register were opened for it");
    }
}
