//! The interview as an asker meets it: one question at a time until there is an answer.

use super::visitor::{Reply, get, get_with, shipped};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use varsam_rules::{Case, Rulebooks, Stack};

/// What a case says of a fact, as its form would send it; "I don't know" where it says nothing.
fn known(facts: &BTreeMap<&str, &str>, fact: &str) -> String {
    match facts.get(fact).copied() {
        Some("true") => "yes".into(),
        Some("false") => "no".into(),
        Some(value) => value.into(),
        None => "unknown".into(),
    }
}

/// Answers what is asked, as the case says, until no more is asked; then states what can be arranged, and answers
/// what is asked after that.
async fn interviewed(books: &Rulebooks, stack: &Stack, case: &Case) -> Reply {
    let facts: BTreeMap<&str, &str> = case.facts.iter().map(|(name, value)| (&**name, &**value)).collect();
    let mut address = format!("/ask/{}?stack={}", books.questions[case.question].id, stack.id);
    // What the organisation states for everybody is not asked; who is different says so.
    for (fact, _) in stack.given.iter().filter(|(fact, _)| facts.contains_key(&**fact)) {
        address += &format!("&{fact}={}", known(&facts, fact));
    }
    answered(&mut address, &facts).await;
    for (id, fact) in books.names.facts.iter() {
        let spoken_of = address.contains(&format!("&{}=", fact.id)) || !facts.contains_key(&*fact.id);
        if fact.arrange && stack.depends_on(case.question, id) && !spoken_of {
            address += &format!("&{}={}", fact.id, known(&facts, &fact.id));
        }
    }
    answered(&mut address, &facts).await
}

/// Answers what is asked until no more is; gives the last page.
async fn answered(address: &mut String, facts: &BTreeMap<&str, &str>) -> Reply {
    for _ in 0..32 {
        let reply = get(address).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        if !reply.text.contains("<form class=\"question") {
            return reply;
        }
        let field =
            reply.between("<form class=\"question", "</form>").split("<input class=\"ds-input\"").nth(1);
        let fact = field.unwrap().split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        *address += &format!("&{fact}={}", known(facts, fact));
    }
    panic!("{address} goes on for ever")
}

#[tokio::test]
async fn every_case_of_the_rulebooks_is_answered_as_expected() {
    let shelf = shipped().shelf();
    let (books, mut asked) = (&shelf.books, 0);
    for stack in &books.stacks {
        for (_, case) in books.cases.iter() {
            let applies = stack.holds(books, &case.source, case.stack.as_ref());
            let depends = case.answer.name() == "depends";
            if !applies || depends || !stack.has_rules_on(case.question) {
                continue;
            }
            let reply = interviewed(books, stack, case).await;
            let verdict = reply.between("class=\"verdict\" data-verdict=\"", "\"");
            assert_eq!(verdict, case.answer.name().replace('_', "-"), "{}: {}", stack.id, case.text.sv);
            asked += 1;
        }
    }
    assert!(asked >= 150, "only {asked} cases");
}

#[tokio::test]
async fn with_htmx_only_the_block_is_sent_with_the_address_to_show() {
    let address = "/ask/publish?stack=municipality&age=&age=unknown&place=instagram";
    let reply = get_with(&shipped(), address, &[("hx-request", "true")]).await;
    assert!(reply.text.trim_start().starts_with("<title>"), "{}", reply.text);
    assert!(!reply.text.contains("<html") && reply.text.contains("<div id=\"ask-block\""), "{}", reply.text);
    assert!(reply.text.contains("hx-swap-oob"), "the frame's links follow");
    assert_eq!(reply.header("hx-push-url"), "/ask/publish?stack=municipality&age=unknown&place=instagram");
    assert!(reply.header("vary").contains("hx-request"));
}

#[tokio::test]
async fn facts_that_no_longer_apply_are_left_out_and_named() {
    let reply = get("/ask/publish?stack=municipality&lang=en&content=impersonal&identifiable=yes").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(
        reply.between("role=\"status\">", "</div>").contains("Somebody can be recognised"),
        "{}",
        reply.text
    );
    assert!(!reply.text.contains("name=\"identifiable\" value"), "{}", reply.text);
}

#[tokio::test]
async fn who_cannot_find_out_gets_the_stricter_answer_named_as_such() {
    let facts = "place=youtube&content=picture&identifiable=yes&made_by=own_staff&secrecy=none&person=pupil\
                 &school_form=compulsory&wider_interest=no&age=unknown";
    let reply = get(&format!("/ask/publish?stack=municipality&lang=en&{facts}")).await;
    assert_eq!(reply.between("data-verdict=\"", "\""), "no");
    for says in ["The stricter answer holds", "0–12", "at least 13"] {
        assert!(reply.text.contains(says), "no “{says}” in {}", reply.text);
    }
}

#[tokio::test]
async fn conditions_are_a_form_that_works_the_answer_out_again() {
    let facts = "place=instagram&content=picture&identifiable=yes&made_by=own_staff&secrecy=none&person=pupil\
                 &school_form=upper_secondary&age=17&wider_interest=no";
    let address = format!("/ask/publish?stack=municipality&{facts}");
    let reply = get(&address).await;
    assert_eq!(reply.between("data-verdict=\"", "\""), "yes-if");
    assert!(reply.text.contains("name=\"person_consent\" id=\"f-person_consent-refused\""), "{}", reply.text);
    let arranged = get(&format!("{address}&person_consent=yes&legal_basis=no")).await;
    assert_eq!(arranged.between("data-verdict=\"", "\""), "yes");
    let refused = get(&format!("{address}&person_consent=refused&legal_basis=refused")).await;
    assert_eq!(refused.between("data-verdict=\"", "\""), "no");
}
