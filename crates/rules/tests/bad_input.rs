//! Broken rulebooks and what is said of each: the file, the line, the column in characters, what is wrong, and what
//! to do where there is more to say.

mod broken;

use broken::{LAW_MD, OWN_MD, STACKS_TOML, WORDS_MD, and, problems, sound, with};
use varsam_rules::File;

#[track_caller]
fn says(files: &[File], expected: &[&str]) {
    assert_eq!(problems(files).lines().collect::<Vec<_>>(), expected);
}

/// A rule of the law that applies under another condition; the condition begins at column 9 of line 16.
fn law_when(when: &str) -> Vec<File> {
    with(LAW_MD, "child and place == web", when)
}

#[test]
fn the_rulebook_that_is_broken_here_is_sound() {
    says(&sound(), &[]);
    let other = |change: &dyn Fn(&str) -> String| {
        sound().into_iter().map(|(file, text)| (file, change(&text))).collect::<Vec<_>>()
    };
    says(&other(&|text| text.replace('\n', "\r\n")), &[]);
    says(
        &other(&|text| if text.starts_with("+++") { format!("\u{feff}{text}") } else { text.to_owned() }),
        &[],
    );
}

#[test]
fn toml_that_cannot_be_read() {
    let own = |piece, other| with(OWN_MD, piece, other);
    says(
        &own("id = \"own-no\"", "id = own-no"),
        &["town/rules.md:22:6: error: string values must be quoted, expected literal string"],
    );
    says(
        &own("when = \"not consent\"", "when = \"not consent"),
        &["town/rules.md:25:20: error: invalid basic string, expected `\"`"],
    );
    says(
        &own("when = \"not consent\"", "when = 3"),
        &["town/rules.md:25:8: error: invalid type: integer `3`, expected a string"],
    );
    says(&own("answer = \"no\"\n", ""), &["town/rules.md:22:1: error: missing field `answer`"]);
    says(
        &own("when = \"not consent\"", "whn = \"not consent\""),
        &[
            "town/rules.md:25:1: error: unknown field `whn`, expected one of `id`, `cites`, `question`, `answer`, `when`, \
           `unless`, `over`, `because`, `sv`, `en`, `duty`, `instead`, `section`, `verified`",
        ],
    );
    says(
        &with(WORDS_MD, "```term", "```trem"),
        &[
            "law/law.md:16:9: error: no fact or term is called `child`",
            "town/rules.md:16:25: error: no fact or term is called `child`",
            "vocabulary/words.md:50:1: error: `trem` is not a kind of block",
            "  help: did you mean `term`?",
        ],
    );
}

#[test]
fn names_that_nothing_has() {
    says(
        &with(OWN_MD, "not consent\"", "not consnt\""),
        &[
            "town/rules.md:25:13: error: no fact or term is called `consnt`",
            "  help: did you mean `consent`?",
        ],
    );
    says(&law_when("child and xyz"), &["law/law.md:16:19: error: no fact or term is called `xyz`"]);
    says(&law_when("place == wbe"), &["law/law.md:16:18: error: `place` has no value `wbe`"]);
    says(
        &law_when("place in [web, intrnet]"),
        &["law/law.md:16:24: error: `place` has no value `intrnet`", "  help: did you mean `intranet`?"],
    );
    says(
        &with(OWN_MD, "question = \"publish\"", "question = \"publsh\""),
        &["town/rules.md:13:6: error: no question is called `publsh`", "  help: did you mean `publish`?"],
    );
    let cites = |id: &str| {
        let mut files = with(OWN_MD, "id = \"own-no\"\n", &format!("id = \"own-no\"\ncites = [\"{id}\"]\n"));
        files.push((
            "catalogue.tsv".into(),
            "id\tsource\twhere\tform\tdemand\nSOL-03\tsol\t1\tdecide\tx\n".into(),
        ));
        files
    };
    says(&cites("SOL-03"), &[]);
    says(
        &cites("SOL-3"),
        &["town/rules.md:22:6: error: `SOL-3` is not in the catalogue", "  help: did you mean `SOL-03`?"],
    );
}

#[test]
fn comparisons_of_the_wrong_kind() {
    let wrong = |when: &str, says_: &str| says(&law_when(when), &[says_]);
    wrong("place < web", "law/law.md:16:9: error: `place` is a choice; use ==, != or in");
    wrong("place == 3", "law/law.md:16:9: error: `place` is a choice; use ==, != or in");
    wrong("child and place", "law/law.md:16:19: error: `place` is not yes/no; compare it with a value");
    wrong("pupil == true", "law/law.md:16:9: error: `pupil` is yes/no; write `pupil` or `not pupil`");
    wrong("pupil in [web]", "law/law.md:16:19: error: `pupil` is not a choice, so it has no value `web`");
    wrong("age == web", "law/law.md:16:16: error: `age` is a number; compare it with a whole number");
    wrong("age", "law/law.md:16:9: error: `age` is not yes/no; compare it with a value");
    wrong("age > 121", "law/law.md:16:15: error: `age` goes from 0 to 120, not 121");
    wrong("pupil and child == 3", "law/law.md:16:19: error: `child` is a term; write `child` or `not child`");
}

#[test]
fn conditions_that_cannot_be_read() {
    let wrong = |when: &str, says_: &str| says(&law_when(when), &[says_]);
    wrong("child and place = web", "law/law.md:16:25: error: `=` stands alone; compare with `==`");
    wrong("blåträd and place = web", "law/law.md:16:27: error: `=` stands alone; compare with `==`");
    wrong("(place == web", "law/law.md:16:22: error: expected `)`, found the end");
    wrong("place in web", "law/law.md:16:18: error: expected `[`, found `web`");
    wrong("child and", "law/law.md:16:18: error: expected a fact, a term, `not` or `(`, found the end");
    wrong("age < 12.5", "law/law.md:16:17: error: `.` has no meaning in a condition");
    let lines = |quotes: &str| {
        with(LAW_MD, "\"child and place == web\"", &format!("{quotes}\nchild\n  and place = web{quotes}"))
    };
    let expected = ["law/law.md:18:13: error: `=` stands alone; compare with `==`"];
    says(&lines("\"\"\""), &expected);
    says(&lines("'''"), &expected);
    let first = with(LAW_MD, "\"child and place == web\"", "\"\"\"\nplaze == web\"\"\"");
    says(
        &first,
        &["law/law.md:17:1: error: no fact or term is called `plaze`", "  help: did you mean `place`?"],
    );
}

#[test]
fn facts_that_make_no_sense() {
    let words = |piece: &str, other: &str| with(WORDS_MD, piece, other);
    says(&words("label = { sv = \"Samtycke\"", "values = []\nlabel = { sv = \"Samtycke\""), &[]);
    says(
        &words("{ id = \"intranet\"", "{ id = \"web\"")
            .into_iter()
            .map(|(file, text)| (file, text.replace("== intranet", "!= web")))
            .collect::<Vec<_>>(),
        &["vocabulary/words.md:11:6: error: two values of `place` have the same id"],
    );
    for value in ["In tranät", "unknown", "not", "3d"] {
        let files = words("{ id = \"intranet\"", &format!("{{ id = \"{value}\""));
        let files: Vec<_> =
            files.into_iter().map(|(file, text)| (file, text.replace("== intranet", "!= web"))).collect();
        assert!(problems(&files).contains("vocabulary/words.md:11:6: error: "), "a value is called {value}");
    }
    let unused = |block: &str| {
        and(
            WORDS_MD,
            &format!(
                "\n```fact\nid = \"more\"\nsv = \"\"\nen = \"\"\nlabel = {{ sv = \"\", en = \"\" }}\n{block}```\n"
            ),
        )
    };
    let at = "vocabulary/words.md:75:6: error:";
    says(
        &unused("kind = \"yesno\"\n"),
        &[
            &format!("{at} `yesno` is not a kind of fact: yes_no, choice or number"),
            "  help: did you mean `yes_no`?",
        ],
    );
    says(
        &unused("kind = \"number\"\nmin = 3\nmax = 3\n"),
        &[&format!("{at} the number `more` needs `min` below `max`")],
    );
    says(
        &unused("kind = \"number\"\nmax = 3\n"),
        &[&format!("{at} the number `more` needs `min` below `max`")],
    );
    says(
        &unused("kind = \"number\"\nmin = 3\nmax = 4\narrange = true\n"),
        &[&format!("{at} `more` is arrangeable, so it must be yes_no")],
    );
    let value = |at: usize| format!("{{ id = \"v{at}\", sv = \"\", en = \"\" }}");
    let values = |count: usize| (0..count).map(value).collect::<Vec<_>>().join(", ");
    for count in [1, 65] {
        let expected = format!("{at} a choice has 2 to 64 values, `more` has {count}");
        says(&unused(&format!("kind = \"choice\"\nvalues = [{}]\n", values(count))), &[&expected]);
    }
}

#[test]
fn ids_that_cannot_be() {
    says(
        &with(OWN_MD, "own-no", "own-consent"),
        &[
            "town/rules.md:22:6: error: the id `own-consent` is taken by town/rules.md:13:6",
            "  help: give one of the two rules another id",
        ],
    );
    says(
        &with(OWN_MD, "own-no", "Own-No"),
        &["town/rules.md:22:6: error: `Own-No` cannot be an id: use lower-case letters, digits and `-`"],
    );
    let fact = |id: &str| {
        and(WORDS_MD, &format!("\n```term\nid = \"{id}\"\nwhen = \"pupil\"\nsv = \"\"\nen = \"\"\n```\n"))
    };
    says(
        &fact("not"),
        &["vocabulary/words.md:75:6: error: `not` cannot be an id: use lower-case letters, digits and `_`"],
    );
    says(
        &fact("pupil"),
        &[
            "vocabulary/words.md:75:6: error: the id `pupil` is taken by vocabulary/words.md:34:6",
            "  help: give one of the two facts another id",
        ],
    );
}

#[test]
fn names_that_lead_back_to_themselves() {
    let term = |first: &str, second: &str| {
        let block = |id: &str, when: &str| {
            format!("\n```term\nid = \"{id}\"\nwhen = \"{when}\"\nsv = \"\"\nen = \"\"\n```\n")
        };
        and(WORDS_MD, &(block("first", first) + &block("second", second)))
    };
    says(&term("second", "pupil"), &[]);
    says(
        &term("pupil and not first", "pupil"),
        &["vocabulary/words.md:75:6: error: the term `first` is defined by itself"],
    );
    says(
        &term("second or pupil", "not first"),
        &[
            "vocabulary/words.md:75:6: error: the term `first` is defined by itself",
            "vocabulary/words.md:82:6: error: the term `second` is defined by itself",
        ],
    );
    for guard in ["age > 3", "child"] {
        let files = with(WORDS_MD, "applies = \"pupil\"", &format!("applies = \"{guard}\""));
        says(&files, &["vocabulary/words.md:23:6: error: `applies` of `age` leads back to itself"]);
    }
    let circle =
        with(WORDS_MD, "label = { sv = \"Elev\",", "applies = \"age > 3\"\nlabel = { sv = \"Elev\",");
    says(&circle, &["vocabulary/words.md:34:6: error: `applies` of `pupil` leads back to itself"]);
}

#[test]
fn overriding_that_cannot_be() {
    let over = |over: &str| {
        let because = "because = { sv = \"\", en = \"\" }";
        with(OWN_MD, "answer = \"yes\"", &format!("answer = \"yes\"\nover = [{over}]\n{because}"))
    };
    says(&over("\"own-no\""), &[]);
    says(
        &over("\"own-consent\""),
        &["town/rules.md:13:6: error: `over` goes in a circle through `own-consent`"],
    );
    let mut circle = over("\"own-no\"");
    circle[2].1 = circle[2]
        .1
        .replace("when = \"not consent\"", "over = [\"own-consent\"]\nbecause = { sv = \"\", en = \"\" }");
    says(&circle, &["town/rules.md:13:6: error: `over` goes in a circle through `own-consent`"]);
    says(
        &over("\"law-child\""),
        &["town/rules.md:13:6: error: `over` names `law-child`, which belongs to a higher layer"],
    );
    says(
        &over("\"law-chld\""),
        &["town/rules.md:13:6: error: no rule is called `law-chld`", "  help: did you mean `law-child`?"],
    );
    says(
        &with(OWN_MD, "answer = \"yes\"", "answer = \"yes\"\nover = [\"own-no\"]"),
        &["town/rules.md:13:6: error: a rule with `over` says `because`, so that the answer can"],
    );
}

#[test]
fn stacks_that_cannot_be() {
    let stacks = |piece, other| with(STACKS_TOML, piece, other);
    let without: Vec<File> = sound().into_iter().filter(|(file, _)| file != STACKS_TOML).collect();
    says(
        &without,
        &[
            "stacks.toml: error: the rulebook folder has no `stacks.toml`",
            "  help: `varsam rulebook new` writes one to start from",
        ],
    );
    says(&stacks("id = \"town\"", "id = town"), &["stacks.toml:2: error: invalid boolean, expected `true`"]);
    says(
        &stacks("id = \"town\"", "id = \"town\"\nname = \"x\""),
        &[
            "stacks.toml:3: error: unknown field `name`, expected one of `id`, `sv`, `en`, `rulebooks`, `given`",
        ],
    );
    says(&stacks("\"law\"", "\"lwa\""), &["stacks.toml:5: error: the rulebook `lwa` has no document"]);
    says(
        &stacks("place = \"web\"", "plce = \"web\""),
        &["stacks.toml:2: error: `given` names `plce`, which is no fact"],
    );
    let wrong_value = problems(&stacks("place = \"web\"", "place = \"wbe\""));
    assert!(
        wrong_value.starts_with("stacks.toml:2: error: "),
        "a value that `given` cannot have: {wrong_value:?}"
    );
    let twice = and(STACKS_TOML, "\n[[stack]]\nid = \"town\"\nsv = \"\"\nen = \"\"\nrulebooks = []\n");
    assert!(
        problems(&twice).starts_with("stacks.toml:9: error: "),
        "two stacks with one id: {:?}",
        problems(&twice)
    );
    let named = |block: &str| {
        and(
            OWN_MD,
            &format!("\n```{block}\nstack = \"twon\"\nquestion = \"publish\"\nsv = \"\"\nen = \"\"\n```\n"),
        )
    };
    says(
        &named("case\nfacts = {}\nanswer = \"no\""),
        &["town/rules.md:38:1: error: no stack is called `twon`"],
    );
    says(
        &named("remark\nid = \"m\"\nkind = \"reading\""),
        &["town/rules.md:38:6: error: no stack is called `twon`"],
    );
    says(&named("never\nid = \"x\""), &["town/rules.md:38:6: error: no stack is called `twon`"]);
}

#[test]
fn documents_that_cannot_be() {
    let mut editions = sound();
    editions.push(("town/rules-2.md".into(), editions[2].1.clone()));
    says(
        &editions,
        &[
            "town/rules-2.md: error: two editions of `regler` are in force on 2026-11-21: this one and town/rules.md",
            "  help: give the older one `until`",
        ],
    );
    let mut apart = editions.clone();
    apart[2].1 = apart[2].1.replace("in_force = 2020-01-01", "in_force = 2020-01-01\nuntil = 2026-11-21");
    says(&apart, &[]);
    let rule = "\n```rule\nid = \"r\"\nquestion = \"publish\"\nanswer = \"no\"\nsv = \"\"\nen = \"\"\n```\n";
    says(
        &and(WORDS_MD, rule),
        &["vocabulary/words.md:75:6: error: a document of layer `vocabulary` holds no rules"],
    );
    let mut stray = sound();
    stray.push(("town/notes.md".into(), "# Hej\n".into()));
    says(&stray, &["town/notes.md:1:1: error: expected the front matter between two lines of `+++`"]);
}
