//! Routines that nobody could walk: what is said of each, and where. The one that is broken here can be walked.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod broken;

use broken::{OWN_MD, STACKS_TOML, and, problems, read};
use varsam_rules::{DayOfYear, Due, Evidence, File, Length, Measure, Rulebooks, Since};

/// A length of time and a routine; numbers of lines stand in what the tests expect.
const ROUTINE: &str = r#"
```value
id = "answer"
is = "2 working days"
sv = "Svar"
en = "Answer"
```

```routine
id = "picture"
sv = "Bild på webben"
en = "Picture on the web"
about = { sv = "När en bild ska ut.", en = "When a picture goes out." }
starts = ["anyone"]
dates = [{ id = "taken", sv = "Tagen", en = "Taken" }]
asks = ["pupil"]
yearly = ["08-31"]
at = "organiser"

[[step]]
id = "ask"
sv = "Fråga"
en = "Ask"
who = ["starter"]
due = "answer from taken"
evidence = "decision"
question = "publish"
decides = "consent"

[[step]]
id = "put-out"
sv = "Lägg ut bilden"
en = "Put the picture out"
who = ["head", "communications"]
when = "consent or not pupil"
due = "by 08-31"
evidence = "link"
link = "account"

[[step]]
id = "tell"
sv = "Berätta"
en = "Tell"
who = ["head"]
after = ["ask"]
due = "1 month from put-out"
```
"#;

#[track_caller]
fn says(files: &[File], expected: &[&str]) {
    assert_eq!(problems(files).lines().collect::<Vec<_>>(), expected);
}

/// The routine with one piece replaced; a piece that stands nowhere is a mistake in the test.
fn routine(piece: &str, other: &str) -> Vec<File> {
    assert!(ROUTINE.contains(piece), "the routine has no {piece}");
    and(OWN_MD, &ROUTINE.replacen(piece, other, 1))
}

#[test]
fn the_routine_that_is_broken_here_can_be_walked() {
    let files = and(OWN_MD, ROUTINE);
    says(&files, &[]);
    let (books, _) = read(&files);
    let routine = books.routines_of(&books.stacks[0]).next().unwrap();
    assert_eq!(routine.yearly, [DayOfYear { month: 8, day: 31 }]);
    assert!(routine.is_for_all);
    let after: Vec<_> = routine.steps.iter().map(|step| step.after.as_slice()).collect();
    assert_eq!(after, [&[][..], &[0], &[0]], "a step waits for the one before it, unless it says otherwise");
    let length = |amount, unit| Length { amount, unit };
    let due: Vec<_> = routine.steps.iter().map(|step| step.due.clone().unwrap()).collect();
    assert_eq!(
        due,
        [
            Due::Within(length(2, Measure::WorkingDays), Since::Moment("taken".to_owned())),
            Due::By(DayOfYear { month: 8, day: 31 }),
            Due::Within(length(1, Measure::Months), Since::Step(1)),
        ]
    );
    let evidence: Vec<_> = routine.steps.iter().map(|step| step.evidence).collect();
    assert_eq!(evidence, [Evidence::Decision, Evidence::Link, Evidence::Nothing]);
}

/// What is said at a line, and what to do.
fn at(line: usize, message: &str, hint: &str) -> String {
    let hint = if hint.is_empty() { String::new() } else { format!("\n  help: {hint}") };
    format!("town/rules.md:{line}:6: error: {message}{hint}")
}

/// Breaks the routine in one place, and expects this to be said where the routine (45) or one of its steps (56, 66, 76)
/// begins.
#[track_caller]
fn breaks(piece: &str, other: &str, expected: &str) {
    assert_eq!(problems(&routine(piece, other)), expected);
}

#[test]
fn names_that_a_routine_does_not_find() {
    let (consent, fact) = ("did you mean `consent`?", "no fact is called `consnt`");
    let pupil = at(45, "no fact is called `pupl`", "did you mean `pupil`?");
    breaks("asks = [\"pupil\"]", "asks = [\"pupl\"]", &pupil);
    breaks("decides = \"consent\"", "decides = \"consnt\"", &at(56, fact, consent));
    breaks(
        "when = \"consent or",
        "when = \"consnt or",
        "town/rules.md:70:9: error: no fact or term is called `consnt`\n  help: did you mean `consent`?",
    );
    let question = at(56, "no question is called `publsh`", "did you mean `publish`?");
    breaks("question = \"publish\"", "question = \"publsh\"", &question);
    breaks("after = [\"ask\"]", "after = [\"aks\"]", &at(76, "no step of this routine is called `aks`", ""));
    breaks("from taken", "from takn", &at(56, "no step of this routine is called `takn`", ""));
    let found = problems(&routine("link = \"account\"", "links = \"account\""));
    assert!(
        found.starts_with("town/rules.md:73:1: error: unknown field `links`, expected one of "),
        "{found}"
    );
}

#[test]
fn a_detail_has_an_id_of_its_own_and_is_bounded_by_moments() {
    let asks = "asks = [\"pupil\"]";
    let with = |detail: &str| format!("{asks}\ndetails = [{{ {detail}, sv = \"Ute\", en = \"Out\" }}]");
    let out = "id = \"out\", kind = \"moment\", not_before = \"taken\"";
    says(&routine(asks, &with(out)), &[]);
    breaks(
        asks,
        &with("id = \"pupil\", kind = \"line\""),
        &at(45, "the detail `pupil` has the id of a fact", ""),
    );
    let unknown = at(45, "no moment of this routine is called `takn`", "did you mean `taken`?");
    breaks(asks, &with(&out.replace("taken", "takn")), &unknown);
    let line = with("id = \"out\", kind = \"line\", not_after = \"taken\"");
    breaks(asks, &line, &at(45, "`out` is no moment, so none bounds it", ""));
    // A clock runs from one that a step before states.
    let decides = "decides = \"consent\"";
    let of_step = with(out).replace(asks, decides);
    let own = ROUTINE.replacen(decides, &of_step, 1).replacen("month from put-out", "month from out", 1);
    let files = and(OWN_MD, &own);
    says(&files, &[]);
    let (books, _) = read(&files);
    let routine = books.routines_of(&books.stacks[0]).next().unwrap();
    let since = Since::Moment("out".to_owned());
    assert!(matches!(&routine.steps[2].due, Some(Due::Within(_, from)) if *from == since));
    let early = own.replacen("answer from taken", "answer from out", 1);
    assert_eq!(problems(&and(OWN_MD, &early)), at(56, "no step of this routine is called `out`", ""));
}

#[test]
fn ids_that_are_taken_or_cannot_be() {
    let taken = |id: &str| at(45, &format!("the id `{id}` is taken in this routine"), "");
    breaks("id = \"tell\"", "id = \"ask\"", &taken("ask"));
    breaks("id = \"tell\"", "id = \"start\"", &taken("start"));
    let moment = "{ id = \"taken\", sv = \"Tagen\", en = \"Taken\" }";
    breaks(moment, &format!("{moment}, {moment}"), &taken("taken"));
    let letters = "use lower-case letters, digits and `-`";
    breaks(
        "id = \"tell\"",
        "id = \"Tell her\"",
        &at(45, &format!("`Tell her` cannot be an id: {letters}"), ""),
    );
    let (period, rest) = ROUTINE.split_once("\n```routine").unwrap();
    let twice = |block: &str| problems(&and(OWN_MD, &format!("{ROUTINE}{block}")));
    let hint = |kind: &str| format!("give one of the two {kind}s another id");
    let place = |id: &str, line: usize| format!("the id `{id}` is taken by town/rules.md:{line}:6");
    assert_eq!(twice(period), at(85, &place("answer", 38), &hint("value")));
    assert_eq!(twice(&format!("\n```routine{rest}")), at(85, &place("picture", 45), &hint("routine")));
}

#[test]
fn a_step_that_is_for_a_role_only_does_not_lie_with_whoever_started() {
    let message = "`ask` is for roles only, so `starter` cannot owe it";
    breaks("who = [\"starter\"]", "only_role = true\nwho = [\"starter\"]", &at(56, message, ""));
    let files = routine("who = [\"head\"]\n", "who = [\"head\"]\nonly_role = true\n");
    says(&files, &[]);
    let (books, _) = read(&files);
    let routine = books.routines_of(&books.stacks[0]).next().unwrap();
    assert_eq!(routine.steps.iter().map(|step| step.only_role).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn steps_that_wait_for_what_comes_later() {
    let later = |line| at(line, "the step `tell` does not come before this one", "");
    breaks("after = [\"ask\"]", "after = [\"tell\"]", &later(76));
    breaks("due = \"by 08-31\"", "after = [\"tell\"]\ndue = \"by 08-31\"", &later(66));
    breaks("due = \"answer from taken\"", "due = \"answer from tell\"", &later(56));
}

#[test]
fn times_that_cannot_be() {
    let due = |due: &str| problems(&routine("due = \"answer from taken\"", &format!("due = \"{due}\"")));
    for sound in ["answer", "answer from start", "1 office hour", "90 minutes from start", "by 02-29"] {
        assert_eq!(due(sound), "");
    }
    let units = "write a number and one of: minutes, hours, days, working days, office hours, months";
    let length = |line, length: &str| at(line, &format!("`{length}` is no length of time"), units);
    for wrong in ["soon", "0 days", "3 weeks", "answr", "-1 days", "100001 hours", ""] {
        assert_eq!(due(wrong), length(56, wrong));
        assert_eq!(due(&format!("{wrong} from taken")), length(56, wrong));
    }
    // Said once, where it is written.
    breaks("is = \"2 working days\"", "is = \"two days\"", &length(38, "two days"));
    let day = |line, day: &str| {
        at(
            line,
            &format!("`{day}` is no day of the year"),
            "write month and day, such as `08-31`, or `school-year start`",
        )
    };
    for wrong in ["31-08", "02-30", "8-31", "31 August", "school year"] {
        assert_eq!(due(&format!("by {wrong}")), day(56, wrong));
    }
    breaks("yearly = [\"08-31\"]", "yearly = [\"08-32\"]", &day(45, "08-32"));
    let place = at(45, "`at` is `unit` or `organiser`, not `school`", "");
    breaks("at = \"organiser\"", "at = \"school\"", &place);
}

#[test]
fn the_start_of_a_school_year_is_a_day_of_august() {
    let written = ROUTINE.replace("08-31", "school-year start");
    let files = and(OWN_MD, &written);
    says(&files, &[]);
    let (books, _) = read(&files);
    let routine = books.routines_of(&books.stacks[0]).next().unwrap();
    assert_eq!(routine.yearly, [DayOfYear { month: 8, day: 31 }]);
    assert_eq!(routine.steps[1].due, Some(Due::By(DayOfYear { month: 8, day: 31 })));
}

#[test]
fn evidence_that_does_not_fit() {
    let needs = |word: &str| at(56, &format!("`{word}` needs `evidence = \"decision\"`"), "");
    let both = [needs("decides"), needs("question")].join("\n");
    breaks("evidence = \"decision\"", "evidence = \"note\"", &both);
    breaks("evidence = \"decision\"\n", "", &both);
    let unknown = "`decison` is no evidence: none, note, file, decision, link";
    let unknown = at(56, unknown, "did you mean `decision`?");
    let all = [needs("decides"), unknown, needs("question")].join("\n");
    breaks("evidence = \"decision\"", "evidence = \"decison\"", &all);
    let link = at(66, "`link` and `evidence = \"link\"` belong together", "");
    breaks("evidence = \"link\"\n", "", &link);
    breaks("link = \"account\"\n", "", &link);
    let place = at(56, "`place` is not yes/no, so no decision becomes it", "");
    breaks("decides = \"consent\"", "decides = \"place\"", &place);
}

#[test]
fn steps_that_nobody_owes_and_too_many_of_them() {
    breaks("who = [\"starter\"]", "who = []", &at(56, "nobody owes `ask`: say `who`", ""));
    breaks("who = [\"starter\"]\n", "", "town/rules.md:55:1: error: missing field `who`");
    let (head, _) = ROUTINE.split_once("\n[[step]]").unwrap();
    let with = |steps: usize| {
        let step = |at| format!("\n[[step]]\nid = \"s{at}\"\nsv = \"\"\nen = \"\"\nwho = [\"head\"]\n");
        let steps: String = (0..steps).map(step).collect();
        problems(&and(OWN_MD, &format!("{head}{steps}```\n")))
    };
    assert_eq!(with(60), "");
    for wrong in [0, 61] {
        assert_eq!(with(wrong), at(45, &format!("a routine has 1 to 60 steps, not {wrong}"), ""));
    }
}

#[test]
fn a_step_that_rests_on_what_nobody_states_before_it() {
    let open = |line, fact: &str| {
        let message = format!("`put-out` rests on `{fact}`, which no step before it states");
        at(line, &message, &format!("let an earlier step, or the routine, ask `{fact}`"))
    };
    let when = "when = \"consent or not pupil\"";
    breaks(when, "when = \"age < 13\"", &open(66, "age"));
    breaks(when, "when = \"child\"", &open(66, "age"));
    breaks("decides = \"consent\"\n", "", &open(65, "consent"));
    breaks("asks = [\"pupil\"]\n", "", &open(65, "pupil"));
    // What is stated with the step itself comes too late for it.
    breaks(when, "when = \"age < 13\"\nasks = [\"age\"]", &open(66, "age"));
    // What the routine or an earlier step asks is known by then, and so is what holds for the whole organisation.
    let asked = ROUTINE.replacen("asks = [\"pupil\"]", "asks = [\"pupil\", \"age\"]", 1);
    says(&and(OWN_MD, &asked.replacen(when, "when = \"child\"", 1)), &[]);
    let asked = ROUTINE.replacen("decides =", "asks = [\"age\"]\ndecides =", 1);
    says(&and(OWN_MD, &asked.replacen(when, "when = \"child\"", 1)), &[]);
    breaks(when, "when = \"place == web\"", "");
}

/// The routine for those whose place is the web, and beside the town another organisation of which this is given.
fn for_web(given: &str) -> Vec<File> {
    let mut files = routine("starts =", "when = \"place == web\"\nstarts =");
    let (_, stacks) = files.iter_mut().find(|(name, _)| name == STACKS_TOML).unwrap();
    *stacks += "\n[[stack]]\nid = \"other\"\nsv = \"\"\nen = \"\"\nrulebooks = [\"law\", \"town\"]\n";
    *stacks += given;
    files
}

#[test]
fn a_routine_is_offered_where_the_organisation_is_one_that_it_is_for() {
    let files = for_web("given = { place = \"intranet\" }\n");
    says(&files, &[]);
    let (books, _) = read(&files);
    let offered = |stack: &str| books.routines_of(books.stack(stack).unwrap()).count();
    assert_eq!((offered("town"), offered("other")), (1, 0));
    let (books, _) = read(&for_web("given = { place = \"web\" }\n"));
    assert_eq!(books.routines_of(books.stack("other").unwrap()).count(), 1);
    // Without a condition it is for everybody.
    let (books, _) = read(&and(OWN_MD, ROUTINE));
    assert_eq!(books.routines_of(&books.stacks[0]).count(), 1);
}

#[test]
fn for_whom_a_routine_is_that_nothing_given_says() {
    let open = |stack: &str, facts: &str| {
        let message = format!("whether `picture` is for the stack `{stack}` rests on {facts}");
        at(45, &message, &format!("state it in `given` of `{stack}`, in stacks.toml"))
    };
    assert_eq!(problems(&for_web("")), open("other", "`place`"));
    breaks("starts =", "when = \"consent\"\nstarts =", &open("town", "`consent`"));
    // What is not known does not matter where the rest decides.
    breaks("starts =", "when = \"place == intranet and consent\"\nstarts =", "");
    breaks(
        "starts =",
        "when = \"plac == web\"\nstarts =",
        "town/rules.md:49:9: error: no fact or term is called `plac`\n  help: did you mean `place`?",
    );
    let text = "town/rules.md:49:8: error: invalid type: integer `3`, expected a string";
    breaks("starts =", "when = 3\nstarts =", text);
}

#[test]
fn what_counts_as_a_moment_can_be_said_of_it() {
    let moment = "{ id = \"taken\", sv = \"Tagen\", en = \"Taken\" }";
    let help = "help = { sv = \"När bilden togs.\", en = \"When it was taken.\" }";
    let files = routine(moment, &moment.replacen(" }", &format!(", {help} }}"), 1));
    says(&files, &[]);
    let (books, _) = read(&files);
    let routine = books.routines_of(&books.stacks[0]).next().unwrap();
    assert_eq!(routine.dates[0].help.as_ref().unwrap().en, "When it was taken.");
}

/// The clocks of an act were in routines of earlier days, too, and these days could not be read any more.
#[test]
fn a_step_whose_time_is_a_value_of_a_later_day_is_not_in_a_routine_before() {
    let (_, only_steps) = ROUTINE.split_once("```routine").unwrap();
    let act = "+++\ndocument = \"lag2\"\nissuer = \"Riksdagen\"\ntitle = \"Lag 2\"\nlayer = \"law\"\n\
               edition = \"1\"\nin_force = 2027-01-01\n+++\n\n## 1 §\n\n```value\nid = \"answer\"\n\
               is = \"2 working days\"\nsv = \"Svar\"\nen = \"Answer\"\n```\n";
    let mut files =
        and(OWN_MD, &format!("\n```routine{}", only_steps.replace("after = [\"ask\"]", "after = []")));
    files.push(("law/act.md".to_owned(), act.to_owned()));
    let steps = |day: &str| {
        let (books, wrong) = Rulebooks::from_files(&files, day.parse().unwrap());
        assert!(wrong.is_empty(), "{day}: {wrong:?}");
        let routine = books.routines_of(&books.stacks[0]).next().unwrap();
        routine.steps.iter().map(|step| (step.id.clone(), step.after.clone())).collect::<Vec<_>>()
    };
    let step = |id: &str, after: &[usize]| (id.to_owned(), after.to_vec());
    assert_eq!(steps("2026-12-31"), [step("put-out", &[]), step("tell", &[])]);
    assert_eq!(steps("2027-01-01"), [step("ask", &[]), step("put-out", &[0]), step("tell", &[])]);
}
