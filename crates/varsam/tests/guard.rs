//! The guard as every form calls it: what does not belong in a field, and which rule says so.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use varsam::guard::{Advice, Field, Finding, Severity, guard};
use varsam::library::{Origin, read};

/// The labels of a text's findings, with what to do about each.
fn found(text: &str, field: Field) -> Vec<(&'static str, Advice)> {
    guard(text, field).iter().map(|finding| (finding.what.code(), finding.advice)).collect()
}

/// The rules behind an advice that an organisation follows.
fn rules(advice: Advice, stack: &str) -> Vec<String> {
    let shelf = read(&Origin::Shipped, "2026-11-21".parse().unwrap());
    let stack = shelf.books.stack(stack).unwrap();
    advice.rules(&shelf.books, stack).iter().map(|id| shelf.books.rules[*id].id.clone()).collect()
}

fn covers(text: &str, findings: &[Finding], words: &str) -> bool {
    let at = text.find(words).unwrap();
    findings.iter().any(|finding| finding.start < at + words.len() && at < finding.end)
}

/// ACM-51: no illness and no mood with an absence.
#[test]
fn illness_does_not_belong_in_an_absence_note() {
    let text = "Elsa har feber och ont i halsen";
    let findings = guard(text, Field::AbsenceNote);
    assert!(covers(text, &findings, "feber"), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.advice == Advice::AbsenceIllness));
    assert_eq!(Advice::AbsenceIllness.severity(), Severity::NotHere);
    assert_eq!(rules(Advice::AbsenceIllness, "company"), ["acm-51-no-health"]);
    assert_eq!(guard("Anmäld frånvaro hela dagen.", Field::AbsenceNote), []);
}

/// ACM-50: nothing sensitive and nothing degrading in a note; the pupil's name is fine.
#[test]
fn a_note_holds_what_it_is_for() {
    let text = "Elsa har fått diagnosen adhd. Elsas personnummer är 19121212-1212.";
    let findings = found(text, Field::TeacherNote);
    assert!(findings.contains(&("HEALTH", Advice::NoteHealth)), "{findings:?}");
    assert!(findings.contains(&("PERSONNUMMER", Advice::IdentityNumber)), "{findings:?}");
    assert!(findings.iter().all(|(label, _)| *label != "PERSON"), "{findings:?}");
    let abuse = found("Han är en jävla idiot.", Field::TeacherNote);
    assert!(abuse.contains(&("ABUSE", Advice::Degrading)), "{abuse:?}");
    assert_eq!(rules(Advice::NoteHealth, "company"), ["acm-50-delicate"]);
    assert_eq!(rules(Advice::Degrading, "company"), ["acm-50-degrading"]);
    assert_eq!(found("Elsa läser flytande och räknar säkert.", Field::TeacherNote), []);
}

/// SOL-34, LAPE-06: names of pupils and pictures of them stay out of public posts, whoever's guidance it is.
#[test]
fn a_public_post_names_nobody() {
    let findings = found("Grattis Elsa Lindqvist! Här är en bild på henne.", Field::PublicPost);
    assert!(findings.contains(&("PERSON", Advice::PostPerson)), "{findings:?}");
    assert!(findings.contains(&("PICTURE", Advice::PostPicture)), "{findings:?}");
    let both = ["sol-34-personal-data", "lape-06-no-personal-data"];
    assert_eq!(rules(Advice::PostPerson, "municipality"), both);
    assert_eq!(rules(Advice::PostContact, "municipality"), both);
}

/// SOL-31: what is under secrecy may not be on social media.
#[test]
fn secrets_do_not_belong_in_a_public_post() {
    let findings = found("Elsa har fått diagnosen adhd.", Field::PublicPost);
    assert!(findings.contains(&("HEALTH", Advice::PostSecret)), "{findings:?}");
    assert_eq!(rules(Advice::PostSecret, "municipality"), ["sol-31-secrecy"]);
}

/// SOL-18, SOL-26: comments that break the law or attack somebody are removed, after a screenshot.
#[test]
fn abuse_in_a_comment_is_removed() {
    let findings = found("Rektorn är en jävla idiot!", Field::PublicPost);
    assert!(findings.contains(&("ABUSE", Advice::PostAbuse)), "{findings:?}");
    assert!(rules(Advice::PostAbuse, "municipality").contains(&"sol-27-screenshot".to_owned()));
    assert!(rules(Advice::PostSensitive, "municipality").contains(&"sol-18-breaks-the-law".to_owned()));
}

/// LAPE-09: a question of a form that asks for personal data is told.
#[test]
fn a_question_that_asks_for_personal_data_is_found() {
    let findings = found("Vad heter ditt barn, och har barnet några allergier?", Field::FormQuestion);
    assert!(findings.contains(&("PERSON", Advice::FormAsks)), "{findings:?}");
    assert!(findings.contains(&("HEALTH", Advice::FormAsksSensitive)), "{findings:?}");
    assert_eq!(rules(Advice::FormAsks, "municipality"), ["lape-09-no-personal-data"]);
    assert_eq!(found("Vad tycker du om skolmaten? Skriv inga namn.", Field::FormQuestion), []);
}

/// A report needs names, and what was said stands in it word for word.
#[test]
fn a_quotation_in_a_report_is_evidence() {
    let findings = found("Ali kallade Elsa för jävla idiot på rasten.", Field::IncidentReport);
    assert!(findings.contains(&("ABUSE", Advice::IncidentEvidence)), "{findings:?}");
    assert!(findings.iter().all(|(label, _)| *label != "PERSON"), "{findings:?}");
    assert_eq!(Advice::IncidentEvidence.severity(), Severity::Hint);
}

#[test]
fn a_protected_identity_is_never_written() {
    // A register speaks of protected identities in general; of somebody's it must not.
    let general = "Rutin för elever med skyddade personuppgifter.";
    assert_eq!(found(general, Field::RegisterText), []);
    let findings = found("Elsa Lundgren har skyddade personuppgifter.", Field::RegisterText);
    assert!(findings.contains(&("SECURITY", Advice::Protected)), "{findings:?}");
    for field in Field::ALL.into_iter().filter(|field| *field != Field::RegisterText) {
        let findings = found("Familjen har skyddade personuppgifter.", field);
        assert!(findings.contains(&("SECURITY", Advice::Protected)), "{field:?}: {findings:?}");
    }
}
