//! Who gets which letter as a routine goes on, step by step, by URL: whoever owes what comes next, those whom the guideline
//! has told, and whoever started it. Also that a no goes its own way, and that each step lies with whom the guideline names.

use crate::house::{House, houses};
use crate::office::away::person;
use crate::office::told::start;
use axum::http::StatusCode;
use varsam::office::cases::write;
use varsam_model::case::{Act, Case, Event};
use varsam_model::routine::Evidence;
use varsam_model::{Id, id};
use varsam_store::Document;

const TEACHER: &str = "Jonas Flodmark";
const HEAD: &str = "Karin Ekhammar";
const OFFICER: &str = "Lena Granfors";
const APPOINTED: &str = "Göran Tranhed";
const COMMUNICATIONS: &str = "Disa Ripskog";
/// Of another school.
const STRANGER: &str = "Samira Osmanik";
/// Two system administrators.
const ANDERS: &str = "Anders Kvistorp";
const BIRGIT: &str = "Birgit Nyängen";

/// All of them, those first who hold a role alone.
const PEOPLE: [&str; 8] = [TEACHER, HEAD, OFFICER, APPOINTED, COMMUNICATIONS, STRANGER, ANDERS, BIRGIT];

/// What letters are about: that a step is owed, that one is done, and that the case is closed.
const OWED: &str = "case_owed";
const TOLD: &str = "case_told";
const OVER: &str = "case_closed";

/// Whom a letter is to, and what it is about.
type Written = (&'static str, &'static str);

/// What somebody does: who, with which step, the form, and the letters that go out because of it.
type Row = (&'static str, &'static str, &'static str, &'static [Written]);

/// A way through a routine, to its end.
struct Way {
    by: &'static str,
    /// The organisation, and the routine.
    routine: (&'static str, &'static str),
    /// What the start asks for.
    asked: &'static str,
    /// The letters that go out with the start.
    begun: &'static [Written],
    rows: &'static [Row],
}

/// Those who have signed in.
struct Cast<'a> {
    house: &'a House,
    people: Vec<(&'static str, Id<id::Person>, String)>,
}

impl<'a> Cast<'a> {
    async fn of(house: &'a House) -> Self {
        let mut people = Vec::new();
        for name in PEOPLE {
            people.push((name, person(house, name).await, house.as_role(name).await));
        }
        Self { house, people }
    }

    fn known(&self, name: &str) -> &(&'static str, Id<id::Person>, String) {
        self.people.iter().find(|(known, ..)| *known == name).unwrap()
    }

    fn cookie(&self, name: &str) -> &str {
        &self.known(name).2
    }

    /// What somebody is called; of others, the id.
    fn name(&self, person: Id<id::Person>) -> String {
        let known = self.people.iter().find(|(_, id, _)| *id == person);
        known.map_or_else(|| person.to_string(), |(name, ..)| (*name).to_owned())
    }

    async fn read(&self, case: &str) -> Document<Case> {
        let id: Id<id::Record> = case.strip_prefix("/cases/").unwrap().parse().unwrap();
        self.house.tenant().await.read(id).await.unwrap()
    }

    /// That these letters have gone out and no others, and that each leads whoever reads it to the case.
    async fn has_written(&self, case: &str, after: &str, expected: &[Written]) {
        let mut found = Vec::new();
        for letter in self.house.letters().await {
            assert_eq!(letter.path, case, "after {after}");
            found.push((self.name(letter.to), letter.about));
        }
        let mut meant = Vec::new();
        for (name, about) in expected {
            meant.push(((*name).to_owned(), (*about).to_owned()));
            let page = self.house.get(case, self.cookie(name)).await;
            assert_eq!(page.status, StatusCode::OK, "{name} is told after {after} and sees nothing");
        }
        found.sort_unstable();
        meant.sort_unstable();
        assert_eq!(found, meant, "after {after}");
    }

    /// Does something with a step, which nobody else can.
    async fn act(&self, case: &str, (who, step): (&str, &str), form: &str) {
        let document = self.read(case).await;
        let path = if step.contains('/') { format!("{case}/{step}") } else { format!("{case}/{step}/done") };
        // Whoever has handed it over can take it back.
        let is_handed = document.body.of(step).any(|event| event.act == Act::HandedOver);
        for other in PEOPLE.into_iter().take(6).filter(|other| *other != who && !is_handed) {
            let page = self.house.get(&path, self.cookie(other)).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{step} is not for {other}");
        }
        let is_kept = |evidence: Evidence| matches!(evidence, Evidence::File | Evidence::Link);
        let kept = document.body.step(step);
        if kept.is_some_and(|step| step.does.is_some() || is_kept(step.evidence)) {
            return self.happens(&document, (who, step), form).await;
        }
        let form = if form == "to=head" { format!("to={}", self.known(HEAD).1) } else { form.to_owned() };
        let done = self.house.post_with_version(&path, &path, self.cookie(who), &form).await;
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, case), "{step}: {}", done.text);
    }

    /// Does a step that wants a file, an entry or a page of its own, past its form.
    async fn happens(&self, document: &Document<Case>, (who, step): (&str, &str), form: &str) {
        let (house, by) = (self.house, self.known(who).1);
        let mut event = Event::new(step, Act::Done, Some(by), house.office.now());
        for (name, value) in form_urlencoded::parse(form.as_bytes()) {
            match name.strip_prefix("fact-") {
                Some(fact) => drop(event.facts.insert(fact.to_owned(), value.into_owned())),
                None => event.decision = Some(value == "yes"),
            }
        }
        let directory = house.office.directory(house.organiser().await).await.unwrap();
        write::act(&house.office, &directory, document, event, None).await.unwrap();
    }
}

/// Goes ways to their ends, on each database.
async fn goes(ways: &[Way]) {
    for house in houses().await {
        let cast = Cast::of(&house).await;
        for way in ways {
            house.letters().await;
            let case = start(&house, way.by, way.routine, way.asked).await;
            cast.has_written(&case, way.routine.1, way.begun).await;
            for (who, step, form, letters) in way.rows {
                cast.act(&case, (who, step), form).await;
                cast.has_written(&case, step, letters).await;
            }
            let walked = cast.read(&case).await.body;
            assert!(walked.is_closed(), "something is left to do: {:?}", way.routine);
        }
    }
}

const ACCOUNT_OPEN: (&str, &str) = ("municipality", "account-open");

#[tokio::test]
async fn sol_02_sol_10_of_a_new_account_communications_and_the_officer_hear() {
    let way =
        |rows| Way { by: TEACHER, routine: ACCOUNT_OPEN, asked: "&fact-own_tool_meets=no", begun: &[], rows };
    goes(&[
        way(&[
            (TEACHER, "propose", "fact-account_document=yes", &[(HEAD, OWED)]),
            (HEAD, "anchor", "decision=yes&note=Bra.", &[(COMMUNICATIONS, OWED)]),
            (COMMUNICATIONS, "consult", "note=Bedömt.&fact-terms_fit=yes", &[(APPOINTED, OWED)]),
            (
                APPOINTED,
                "decide",
                "decision=yes&note=Bra.",
                &[(TEACHER, OWED), (HEAD, TOLD), (COMMUNICATIONS, TOLD)],
            ),
            (TEACHER, "page", "", &[]),
            (TEACHER, "login", "", &[]),
            (TEACHER, "open", "", &[(APPOINTED, OWED), (COMMUNICATIONS, TOLD), (HEAD, TOLD)]),
            (APPOINTED, "list", "", &[(TEACHER, OVER)]),
        ]),
        // The head does not stand behind it: nobody else is asked.
        way(&[
            (TEACHER, "propose", "fact-account_document=yes", &[(HEAD, OWED)]),
            (HEAD, "anchor", "decision=no&note=Vi+avstår.", &[(APPOINTED, OWED)]),
            (APPOINTED, "list-refused", "", &[(TEACHER, OVER)]),
        ]),
        // The officer says no.
        way(&[
            (TEACHER, "propose", "fact-account_document=yes", &[(HEAD, OWED)]),
            (HEAD, "anchor", "decision=yes&note=Bra.", &[(COMMUNICATIONS, OWED)]),
            (COMMUNICATIONS, "consult", "note=Bedömt.&fact-terms_fit=no", &[(APPOINTED, OWED)]),
            (APPOINTED, "decide", "decision=no&note=Vi+avstår.", &[(HEAD, TOLD), (COMMUNICATIONS, TOLD)]),
            (APPOINTED, "list-refused", "", &[(TEACHER, OVER)]),
        ]),
    ])
    .await;
}

#[tokio::test]
async fn sol_10_sol_12_of_a_closed_account_communications_and_the_officer_hear() {
    let routine = ("municipality", "account-close");
    let way = |rows| Way { by: TEACHER, routine, asked: "", begun: &[], rows };
    goes(&[
        way(&[
            (TEACHER, "propose", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "decide", "decision=yes&note=Bra.", &[(TEACHER, OWED)]),
            (TEACHER, "keep", "note=Bedömt.", &[]),
            (TEACHER, "close", "", &[(HEAD, OWED)]),
            (HEAD, "report", "", &[(APPOINTED, TOLD), (COMMUNICATIONS, TOLD), (TEACHER, OVER)]),
        ]),
        // It stays: whoever asked hears that, and nobody else.
        way(&[
            (TEACHER, "propose", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "decide", "decision=no&note=Vi+avstår.", &[(TEACHER, OVER)]),
        ]),
    ])
    .await;
}

#[tokio::test]
async fn sol_10_of_accounts_that_are_attested_or_handed_over_they_hear_too() {
    let hand_over = |rows| Way {
        by: TEACHER,
        routine: ("municipality", "account-hand-over"),
        asked: "",
        begun: &[],
        rows,
    };
    let attest = Way {
        by: HEAD,
        routine: ("municipality", "account-attest"),
        asked: "",
        begun: &[],
        rows: &[
            (HEAD, "look", "note=Bedömt.", &[]),
            (HEAD, "attest", "decision=yes", &[]),
            (HEAD, "report", "", &[(APPOINTED, OWED), (COMMUNICATIONS, TOLD)]),
            (APPOINTED, "list", "note=Bedömt.", &[(HEAD, OVER)]),
        ],
    };
    goes(&[
        attest,
        hand_over(&[
            (TEACHER, "propose", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "agree", "decision=yes&note=Bra.", &[]),
            (HEAD, "login", "", &[(TEACHER, OWED)]),
            (TEACHER, "register", "", &[(APPOINTED, TOLD), (COMMUNICATIONS, TOLD), (HEAD, TOLD)]),
        ]),
        hand_over(&[
            (TEACHER, "propose", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "agree", "decision=no&note=Vi+avstår.", &[(TEACHER, OVER)]),
        ]),
    ])
    .await;
}

/// Whoever starts it does none of it.
#[tokio::test]
async fn sol_16_sol_17_the_months_look_lies_with_the_head_alone() {
    goes(&[Way {
        by: TEACHER,
        routine: ("municipality", "account-watch"),
        asked: "",
        begun: &[(HEAD, OWED), (HEAD, OWED)],
        rows: &[
            (HEAD, "checked", "", &[]),
            (HEAD, "fresh", "", &[]),
            (HEAD, "correct", "", &[(TEACHER, OVER)]),
        ],
    }])
    .await;
}

#[tokio::test]
async fn sol_19_sol_21_sol_44_a_question_goes_to_whom_it_is_handed_and_back() {
    let routine = ("municipality", "social-question");
    goes(&[
        Way {
            by: TEACHER,
            routine,
            asked: "&at-asked=2026-11-28T16:40&fact-message_kind=question&fact-special_competence=yes",
            begun: &[],
            rows: &[
                (TEACHER, "pass-on/handed_over", "to=head", &[(HEAD, OWED)]),
                // To say so to whoever asked, and to move what needs action.
                (HEAD, "pass-on", "note=Bedömt.", &[(TEACHER, OWED), (TEACHER, OWED)]),
                (TEACHER, "tell-asker", "", &[]),
                (TEACHER, "publish", "", &[]),
                (TEACHER, "record", "note=Bedömt.", &[]),
            ],
        },
        // Of a view, nobody is answered.
        Way {
            by: TEACHER,
            routine,
            asked: "&at-asked=2026-11-28T16:40&fact-message_kind=view&fact-special_competence=no",
            begun: &[],
            rows: &[(TEACHER, "pass-on", "note=Bedömt.", &[]), (TEACHER, "record", "note=Bedömt.", &[])],
        },
    ])
    .await;
}

#[tokio::test]
async fn sol_27_sol_32_of_a_removed_comment_communications_and_the_head_hear() {
    let way = |rows| Way { by: TEACHER, routine: ("municipality", "moderate"), asked: "", begun: &[], rows };
    goes(&[
        way(&[
            (TEACHER, "judge", "decision=yes&note=Bra.&fact-comment_kind=defamation", &[]),
            (TEACHER, "screenshot", "", &[]),
            (TEACHER, "remove", "", &[]),
            (TEACHER, "message", "", &[(COMMUNICATIONS, TOLD), (HEAD, OWED)]),
            (HEAD, "head-decides", "decision=yes&note=Bra.&fact-security_concerned=no", &[(APPOINTED, OWED)]),
            (APPOINTED, "officer-decides", "note=Bedömt.", &[(HEAD, TOLD), (TEACHER, OVER)]),
        ]),
        // It goes no further: the officer hears nothing.
        way(&[
            (TEACHER, "judge", "decision=yes&note=Bra.&fact-comment_kind=spam", &[]),
            (TEACHER, "screenshot", "", &[]),
            (TEACHER, "remove", "", &[]),
            (TEACHER, "message", "", &[(COMMUNICATIONS, TOLD), (HEAD, OWED)]),
            (
                HEAD,
                "head-decides",
                "decision=no&note=Vi+avstår.&fact-security_concerned=no",
                &[(TEACHER, OVER)],
            ),
        ]),
        // Criticism stays, and nobody is told on.
        way(&[
            (TEACHER, "judge", "decision=no&note=Vi+avstår.&fact-comment_kind=criticism", &[]),
            (TEACHER, "leave", "", &[]),
        ]),
    ])
    .await;
}

#[tokio::test]
async fn sol_46_a_reply_elsewhere_waits_for_the_head() {
    goes(&[Way {
        by: TEACHER,
        routine: ("municipality", "others-forum"),
        asked: "&fact-speaks_for_organiser=yes",
        begun: &[],
        rows: &[
            (TEACHER, "describe", "note=Bedömt.&fact-reply_needed=yes", &[(HEAD, OWED)]),
            (HEAD, "weigh", "decision=yes&note=Bra.", &[(TEACHER, OWED)]),
            (TEACHER, "reply", "", &[]),
            (TEACHER, "keep", "", &[]),
        ],
    }])
    .await;
}

#[tokio::test]
async fn acm_07_school_and_officer_assess_a_supplier_one_after_the_other() {
    let way = |rows| Way { by: TEACHER, routine: ("municipality", "processor"), asked: "", begun: &[], rows };
    goes(&[
        way(&[
            (TEACHER, "propose", "fact-framework_agreement=no", &[(OFFICER, OWED)]),
            (OFFICER, "assess", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "decide", "decision=yes&note=Bra.", &[]),
            (HEAD, "agree", "", &[(OFFICER, OWED)]),
            (OFFICER, "list", "", &[(HEAD, TOLD), (TEACHER, OVER)]),
        ]),
        way(&[
            (TEACHER, "propose", "fact-framework_agreement=no", &[(OFFICER, OWED)]),
            (OFFICER, "assess", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "decide", "decision=no&note=Vi+avstår.", &[(OFFICER, OWED)]),
            (OFFICER, "list-refused", "", &[(HEAD, TOLD), (TEACHER, OVER)]),
        ]),
        // With a framework agreement it has been assessed.
        way(&[
            (TEACHER, "propose", "fact-framework_agreement=yes", &[(HEAD, OWED)]),
            (HEAD, "decide", "decision=yes&note=Bra.", &[]),
            (HEAD, "framework", "", &[(OFFICER, OWED)]),
            (OFFICER, "list", "", &[(HEAD, TOLD), (TEACHER, OVER)]),
        ]),
    ])
    .await;
}

#[tokio::test]
async fn acm_10_the_administrators_assess_an_app_and_hear_the_verdict() {
    let way = |rows| Way { by: TEACHER, routine: ("company", "app"), asked: "", begun: &[], rows };
    goes(&[
        way(&[
            (TEACHER, "request", "", &[(ANDERS, OWED), (BIRGIT, OWED)]),
            (ANDERS, "security", "note=Bedömt.&fact-security_assessed=yes", &[(BIRGIT, OWED)]),
            (ANDERS, "report", "", &[(OFFICER, OWED)]),
            (OFFICER, "agreement", "", &[]),
            (
                OFFICER,
                "verdict",
                "decision=yes&note=Bra.",
                &[(ANDERS, TOLD), (BIRGIT, TOLD), (TEACHER, TOLD)],
            ),
            (OFFICER, "list", "", &[]),
            (OFFICER, "tell-asker", "", &[(TEACHER, OVER)]),
        ]),
        // After a no they have it to remove.
        way(&[
            (TEACHER, "request", "", &[(ANDERS, OWED), (BIRGIT, OWED)]),
            (BIRGIT, "security", "note=Bedömt.&fact-security_assessed=yes", &[(ANDERS, OWED)]),
            (BIRGIT, "report", "", &[(OFFICER, OWED)]),
            (OFFICER, "agreement", "", &[]),
            (
                OFFICER,
                "verdict",
                "decision=no&note=Vi+avstår.",
                &[(ANDERS, OWED), (BIRGIT, OWED), (TEACHER, TOLD)],
            ),
            (OFFICER, "list-refused", "", &[]),
            (OFFICER, "tell-asker", "", &[]),
            (BIRGIT, "uninstall", "", &[(TEACHER, OVER)]),
        ]),
    ])
    .await;
}

#[tokio::test]
async fn skl_02_the_head_says_what_is_on_duty() {
    let asked = "&fact-duty_approval=working_time&fact-shows_pupils_work=no";
    let way = |rows| Way { by: TEACHER, routine: ("municipality", "on-duty"), asked, begun: &[], rows };
    goes(&[
        way(&[
            (TEACHER, "describe", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "decide", "decision=yes&note=Bra.", &[(TEACHER, OWED)]),
            (TEACHER, "login", "", &[]),
        ]),
        way(&[
            (TEACHER, "describe", "note=Bedömt.", &[(HEAD, OWED)]),
            (HEAD, "decide", "decision=no&note=Vi+avstår.", &[(TEACHER, OWED)]),
            (TEACHER, "apart", "", &[]),
        ]),
    ])
    .await;
}
