//! What somebody said of how severe a breach is, part by part: as a form sends it, and as the case keeps it. Both have a
//! code, a number of steps or a yes under the name of each part.

use super::is_protected;
use std::collections::BTreeMap;
use std::str::FromStr;
use varsam_model::case::{Act, Case};
use varsam_model::routine::{Behaviour, Facts};
use varsam_model::severity::{
    Assessment, Availability, Circumstances, Confidentiality, Content, DataContext, Ease, Factor, Integrity,
};

/// The parts of which one value is chosen.
const CONTENT: &str = "content";
const EASE: &str = "ease";
const CONFIDENTIALITY: &str = "confidentiality";
const INTEGRITY: &str = "integrity";
const AVAILABILITY: &str = "availability";

/// The parts that hold or do not.
const MALICIOUS: &str = "malicious";
pub(crate) const PROTECTED: &str = "protected";
const MANY: &str = "many";
const UNINTELLIGIBLE: &str = "unintelligible";

/// The most steps that a factor counts.
pub(crate) const STEPS: u8 = 3;

/// The parts that hold or do not, in the order in which they are asked for.
pub(crate) const FLAGS: [&str; 4] = [MALICIOUS, PROTECTED, MANY, UNINTELLIGIBLE];

/// The parts of which one value is chosen, each with the codes of its values, in the order in which they are asked for.
pub(crate) fn parts() -> [(&'static str, Vec<&'static str>); 5] {
    [
        (CONTENT, Content::ALL.iter().map(|value| value.code()).collect()),
        (EASE, Ease::ALL.iter().map(|value| value.code()).collect()),
        (CONFIDENTIALITY, Confidentiality::ALL.iter().map(|value| value.code()).collect()),
        (INTEGRITY, Integrity::ALL.iter().map(|value| value.code()).collect()),
        (AVAILABILITY, Availability::ALL.iter().map(|value| value.code()).collect()),
    ]
}

/// An assessment by what is said under each name.
///
/// # Errors
/// The parts of which no value is said, or none that they have.
pub(crate) fn read<'a>(said: impl Fn(&str) -> &'a str) -> Result<Assessment, Vec<&'static str>> {
    let mut wrong = Vec::new();
    let content = one(CONTENT, &said, &mut wrong);
    let ease = one(EASE, &said, &mut wrong);
    let confidentiality = one(CONFIDENTIALITY, &said, &mut wrong);
    let integrity = one(INTEGRITY, &said, &mut wrong);
    let availability = one(AVAILABILITY, &said, &mut wrong);
    let factors = factors(&said, &mut wrong);
    let is_said = |name: &str| said(name) == "yes";
    let (Some(content), Some(ease), Some(confidentiality), Some(integrity), Some(availability), true) =
        (content, ease, confidentiality, integrity, availability, wrong.is_empty())
    else {
        return Err(wrong);
    };
    let malicious = is_said(MALICIOUS);
    Ok(Assessment {
        data: DataContext { content, factors },
        ease,
        circumstances: Circumstances { confidentiality, integrity, availability, malicious },
        protected: is_said(PROTECTED),
        many: is_said(MANY),
        unintelligible: is_said(UNINTELLIGIBLE),
    })
}

fn one<'a, T: FromStr>(
    name: &'static str,
    said: impl Fn(&str) -> &'a str,
    wrong: &mut Vec<&'static str>,
) -> Option<T> {
    let value = said(name).parse().ok();
    if value.is_none() {
        wrong.push(name);
    }
    value
}

/// The factors that count; one of which nothing is said does not.
fn factors<'a>(said: impl Fn(&str) -> &'a str, wrong: &mut Vec<&'static str>) -> BTreeMap<Factor, u8> {
    let mut factors = BTreeMap::new();
    for factor in Factor::ALL {
        match said(factor.code()) {
            "" | "0" => {}
            steps => match steps.parse::<u8>().ok().filter(|steps| (1..=STEPS).contains(steps)) {
                Some(steps) => {
                    factors.insert(*factor, steps);
                }
                None => wrong.push(factor.code()),
            },
        }
    }
    factors
}

/// What is kept of an assessment, as it is read back.
pub(crate) fn facts(of: &Assessment) -> Facts {
    let circumstances = of.circumstances;
    let parts = [
        (CONTENT, of.data.content.code()),
        (EASE, of.ease.code()),
        (CONFIDENTIALITY, circumstances.confidentiality.code()),
        (INTEGRITY, circumstances.integrity.code()),
        (AVAILABILITY, circumstances.availability.code()),
    ];
    let flags = FLAGS.into_iter().zip([circumstances.malicious, of.protected, of.many, of.unintelligible]);
    let flags = flags.filter(|(_, holds)| *holds).map(|(name, _)| (name, "yes"));
    let factors = of.data.factors.iter().map(|(factor, steps)| (factor.code().to_owned(), steps.to_string()));
    let said = parts.into_iter().chain(flags).map(|(name, value)| (name.to_owned(), value.to_owned()));
    said.chain(factors).collect()
}

/// What was said last of how severe a breach is. Once the case says that somebody with protected personal data is
/// concerned, that counts, too.
pub(crate) fn said(case: &Case) -> Option<Assessment> {
    let weighs = |step: &str| case.step(step).is_some_and(|step| step.does == Some(Behaviour::Severity));
    let noted = case.events.iter().rev().filter(|event| event.act == Act::Noted && weighs(&event.step));
    let mut read =
        noted.filter_map(|event| read(|name| event.facts.get(name).map_or("", String::as_str)).ok());
    let said = read.next()?;
    Some(Assessment { protected: said.protected || is_protected(case) == Some(true), ..said })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(said: &[(&str, &str)]) -> Result<Assessment, Vec<&'static str>> {
        let said: Facts = said.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        read(|name| said.get(name).map_or("", String::as_str))
    }

    const WHOLE: [(&str, &str); 5] = [
        ("content", "simple"),
        ("ease", "maximum"),
        ("confidentiality", "known"),
        ("integrity", "kept"),
        ("availability", "lost"),
    ];

    #[test]
    fn what_is_kept_is_read_back_as_it_was_said() {
        let more = [("vulnerable", "2"), ("stale", "0"), ("malicious", "yes"), ("many", "yes")];
        let said = of(&[&WHOLE[..], &more].concat()).unwrap();
        assert_eq!(said.data.factors, BTreeMap::from([(Factor::Vulnerable, 2)]));
        assert!(said.circumstances.malicious && said.many && !said.protected && !said.unintelligible);
        let kept = facts(&said);
        assert_eq!(read(|name| kept.get(name).map_or("", String::as_str)), Ok(said));
    }

    #[test]
    fn every_part_that_is_missing_or_odd_is_named() {
        assert_eq!(of(&[]), Err(parts().map(|(name, _)| name).to_vec()));
        for (name, value) in [("content", "huge"), ("volume", "4"), ("public", "-1"), ("ease", "")] {
            let mut said = WHOLE.to_vec();
            said.retain(|(part, _)| *part != name);
            said.push((name, value));
            assert_eq!(of(&said), Err(vec![name]), "{name} {value}");
        }
    }
}
