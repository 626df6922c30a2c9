//! What goes on when its rulebook does not, by URL: a case of a routine that was withdrawn, and one of an organisation that
//! is there no more.

use crate::house::{House, houses};
use crate::office::breach::{HEAD, OFFICER, OPERATIONS, TEACHER, does, handled, reported};
use crate::office::told::forum;
use axum::http::StatusCode;
use varsam::office::cases::clocks::ring;
use varsam_model::case::Case;
use varsam_model::{Id, id};

/// Changes a case as it is kept.
async fn rewritten(house: &House, case: &str, change: impl FnOnce(&mut Case)) {
    let id: Id<id::Record> = case.strip_prefix("/cases/").unwrap().parse().unwrap();
    let tenant = house.tenant().await;
    let mut document = tenant.read::<Case>(id).await.unwrap();
    change(&mut document.body);
    let mut writing = tenant.change(Id::new(uuid::Uuid::nil()), house.office.now()).await.unwrap();
    writing.update(&document.head, &document.body).await.unwrap();
    writing.commit().await.unwrap();
}

async fn opens(house: &House, who: &str, paths: &[String]) {
    let cookie = house.as_role(who).await;
    for path in paths {
        let page = house.get(path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{path} for {who}: {}", page.text);
    }
}

#[tokio::test]
async fn a_case_of_an_organisation_that_is_gone_goes_on_to_its_end() {
    for house in houses().await {
        let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
        rewritten(&house, &case, |case| "gone".clone_into(&mut case.stack)).await;
        let of_case = ["", "/assess/done", "/authority", "/letters"].map(|page| format!("{case}{page}"));
        opens(&house, OFFICER, &of_case).await;
        let lists = ["/", "/cases", "/cases/statistics", "/breaches", "/board"].map(str::to_owned);
        opens(&house, OFFICER, &lists).await;
        ring(&house.office).await.unwrap();
        // What the rules say to a decision is not known any more; it is decided all the same.
        handled(&house, &case).await;
        does(&house, &case, (OPERATIONS, "decide-persons"), "decision=no&note=De+vet+redan.").await;
        opens(&house, OFFICER, &of_case[..1]).await;
    }
}

#[tokio::test]
async fn a_case_of_a_routine_that_was_withdrawn_goes_on_by_what_it_began_with() {
    for house in houses().await {
        let case = forum(&house, TEACHER).await;
        let cookie = house.as_role(HEAD).await;
        let page = house.get(&case, &cookie).await.text;
        let source = page.split("href=\"").find(|link| link.starts_with("/guidelines/")).unwrap();
        let source = source.split('"').next().unwrap();
        assert_eq!(house.get(source, &cookie).await.status, StatusCode::OK, "{source}");
        rewritten(&house, &case, |case| {
            "withdrawn".clone_into(&mut case.routine.id);
            "withdrawn/rules.md".clone_into(&mut case.routine.source.file);
            for step in &mut case.routine.steps {
                step.question = step.question.as_ref().map(|_| "withdrawn".to_owned());
            }
        })
        .await;
        opens(&house, HEAD, &[case.clone(), format!("{case}/weigh/done")]).await;
        // Where it stood is said, and leads nowhere.
        let page = house.get(&case, &cookie).await.text;
        assert!(!page.contains("/guidelines/") && page.contains("riktlinjen finns inte kvar här"), "{page}");
        opens(&house, HEAD, &["/", "/cases", "/cases/statistics", "/board"].map(str::to_owned)).await;
        ring(&house.office).await.unwrap();
        does(&house, &case, (HEAD, "weigh"), "decision=no&note=Vi+avstår.").await;
        let page = house.get(&case, &house.as_role(TEACHER).await).await.text;
        assert!(page.contains("Avslutat"), "{page}");
    }
}
