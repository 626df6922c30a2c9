//! The policy set: read, checked, and asked.

use crate::entities::{self, Asker, Types};
use crate::{Action, Answer, Decision, Need, Object, Rule, Subject};
use cedar_policy::{
    ActionConstraint, Authorizer, Effect, Entities, EntityUid, Policy, PolicyId, PolicySet, Response,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use std::collections::HashMap;
use std::sync::Arc;

/// The schema of the questions.
pub const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

/// The rules, by file: readable as they are.
pub const FILES: &[(&str, &str)] = &[
    ("base", include_str!("../policies/base.cedar")),
    ("sign_in", include_str!("../policies/sign_in.cedar")),
    ("records", include_str!("../policies/records.cedar")),
    ("registers", include_str!("../policies/registers.cedar")),
    ("cases", include_str!("../policies/cases.cedar")),
    ("protected", include_str!("../policies/protected.cedar")),
    ("pupil_health", include_str!("../policies/pupil_health.cedar")),
    ("log", include_str!("../policies/log.cedar")),
    ("grants", include_str!("../policies/grants.cedar")),
    ("administration", include_str!("../policies/administration.cedar")),
    ("emergency", include_str!("../policies/emergency.cedar")),
    ("technician", include_str!("../policies/technician.cedar")),
];

/// Why a policy set is refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The schema does not read.
    #[error("the schema does not read: {0}")]
    Schema(String),
    /// A file does not read.
    #[error("`{file}.cedar` does not read: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// What is wrong, as the parser says it.
        message: String,
    },
    /// A rule does not fit the schema.
    #[error("a rule does not fit the schema: {0}")]
    Invalid(String),
    /// An annotation is missing or says what nobody understands.
    #[error("rule `{rule}` in `{file}.cedar`: {wrong}")]
    Annotation {
        /// The file.
        file: String,
        /// The rule's id, or its number in the file when it has none.
        rule: String,
        /// What is wrong with it.
        wrong: &'static str,
    },
}

/// The policy set, ready to be asked.
#[derive(Debug)]
pub struct Policies {
    schema: Schema,
    types: Types,
    /// Per action, in the order of [`Action::ALL`]: the rules that can speak of it, and no others.
    by_action: Vec<(EntityUid, PolicySet)>,
    rules: HashMap<PolicyId, Arc<Rule>>,
    authorizer: Authorizer,
}

impl Policies {
    /// The policies of this program.
    pub fn load() -> Result<Self, Error> {
        Self::of(SCHEMA, FILES)
    }

    /// Other policies, as tests need them: a schema, and files as name and text.
    pub fn of(schema: &str, files: &[(&str, &str)]) -> Result<Self, Error> {
        let (schema, _) =
            Schema::from_cedarschema_str(schema).map_err(|error| Error::Schema(error.to_string()))?;
        let types = Types::new().map_err(|error| Error::Schema(error.to_string()))?;
        let (all, rules) = read(files)?;
        validate(&schema, &all)?;
        let by_action = by_action(&all, &types)?;
        Ok(Self { schema, types, by_action, rules, authorizer: Authorizer::new() })
    }

    /// Whether somebody may do something, why, and what has to be done first.
    pub fn may(&self, subject: &Subject, action: Action, object: &Object) -> Decision {
        match self.types.asker(subject) {
            Ok(asker) => self.decide(&asker, subject, action, object),
            Err(fault) => Decision::of_fault(&fault),
        }
    }

    /// All rules, by id.
    pub fn rules(&self) -> Vec<Arc<Rule>> {
        self.named(self.rules.keys())
    }

    pub(crate) fn asker(&self, subject: &Subject) -> Result<Asker, entities::Error> {
        self.types.asker(subject)
    }

    pub(crate) fn decide(
        &self,
        asker: &Asker,
        subject: &Subject,
        action: Action,
        object: &Object,
    ) -> Decision {
        self.try_to_decide(asker, subject, action, object).unwrap_or_else(|fault| Decision::of_fault(&fault))
    }

    /// A no that stands only because something has not been done yet is asked again as if it had been.
    fn try_to_decide(
        &self,
        asker: &Asker,
        subject: &Subject,
        action: Action,
        object: &Object,
    ) -> Result<Decision, entities::Error> {
        let entities = self.types.entities(asker, object)?;
        let first = self.ask(asker, action, &entities, circumstances(subject, &[]))?;
        let needs = needs(&first);
        if needs.is_empty() {
            return Ok(first);
        }
        let then = self.ask(asker, action, &entities, circumstances(subject, &needs))?;
        Ok(if then.is_allowed() { Decision { answer: Answer::After(needs), ..then } } else { then })
    }

    fn ask(
        &self,
        asker: &Asker,
        action: Action,
        entities: &Entities,
        circumstances: [(&str, RestrictedExpression); 3],
    ) -> Result<Decision, entities::Error> {
        let Some((uid, set)) = self.by_action.get(action as usize) else {
            return Ok(Decision::of_fault(&"an action without rules"));
        };
        let request = self.types.request(asker, uid, circumstances, &self.schema)?;
        Ok(self.decision(&self.authorizer.is_authorized(&request, set, entities)))
    }

    /// Any rule that could not be judged makes it a no: the engine itself would skip it, also when it forbids.
    fn decision(&self, response: &Response) -> Decision {
        if let Some(error) = response.diagnostics().errors().next() {
            return Decision::of_fault(error);
        }
        let is_allowed = response.decision() == cedar_policy::Decision::Allow;
        let answer = if is_allowed { Answer::Yes } else { Answer::No };
        Decision { answer, by: self.named(response.diagnostics().reason()), fault: None }
    }

    fn named<'a>(&self, ids: impl Iterator<Item = &'a PolicyId>) -> Vec<Arc<Rule>> {
        let mut rules: Vec<_> = ids.filter_map(|id| self.rules.get(id).cloned()).collect();
        rules.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        rules
    }
}

/// How things stand with who asks, as if what is needed had been done.
fn circumstances(subject: &Subject, done: &[Need]) -> [(&'static str, RestrictedExpression); 3] {
    let flag = |already, need| RestrictedExpression::new_bool(already || done.contains(&need));
    [
        ("level", RestrictedExpression::new_long(subject.sign_in.level())),
        ("reason", flag(subject.has_reason, Need::Reason)),
        ("stepped_up", flag(subject.has_stepped_up, Need::StepUp)),
    ]
}

/// What would lift a no: something only if every rule that forbids can be lifted.
fn needs(decision: &Decision) -> Vec<Need> {
    if decision.is_allowed() || decision.by.iter().any(|rule| rule.needs.is_empty()) {
        return vec![];
    }
    let mut needs: Vec<_> = decision.by.iter().flat_map(|rule| rule.needs.iter().copied()).collect();
    needs.sort_unstable();
    needs.dedup();
    needs
}

type Read = (PolicySet, HashMap<PolicyId, Arc<Rule>>);

/// The rules of all files, each under its own `@id`.
fn read(files: &[(&str, &str)]) -> Result<Read, Error> {
    let (mut all, mut rules) = (PolicySet::new(), HashMap::new());
    for (file, text) in files {
        let syntax = |message: String| Error::Syntax { file: (*file).to_owned(), message };
        let set: PolicySet =
            text.parse().map_err(|error: cedar_policy::ParseErrors| syntax(error.to_string()))?;
        if set.num_of_templates() > 0 {
            return Err(syntax("a template; write a rule without slots".to_owned()));
        }
        for policy in set.policies() {
            let rule = rule(file, policy)?;
            let id = PolicyId::new(&rule.id);
            let twice = |_| annotation(file, &rule.id, "its `@id` is taken; choose another");
            all.add(policy.new_id(id.clone())).map_err(twice)?;
            rules.insert(id, Arc::new(rule));
        }
    }
    Ok((all, rules))
}

fn annotation(file: &str, rule: &str, wrong: &'static str) -> Error {
    Error::Annotation { file: file.to_owned(), rule: rule.to_owned(), wrong }
}

/// What a rule says about itself.
fn rule(file: &str, policy: &Policy) -> Result<Rule, Error> {
    let words = |key| policy.annotation(key).unwrap_or_default().split_whitespace();
    let number = policy.id().to_string();
    let id =
        policy.annotation("id").ok_or_else(|| annotation(file, &number, "it has no `@id`; give it one"))?;
    let wrong = |what| annotation(file, id, what);
    let sources: Vec<_> = words("source").map(str::to_owned).collect();
    let needs: Vec<_> =
        words("needs").map(|word| Need::ALL.iter().copied().find(|need| need.code() == word)).collect();
    let needs = needs.into_iter().collect::<Option<Vec<_>>>();
    let notify = words("notify").map(str::parse).collect::<Result<Vec<_>, _>>();
    let rule = Rule {
        id: id.to_owned(),
        sources,
        is_permit: policy.effect() == Effect::Permit,
        needs: needs.ok_or_else(|| wrong("`@needs` names something unknown; use `reason`, `step_up`"))?,
        is_logged: policy.annotation("logged").is_some(),
        notify: notify.map_err(|_| wrong("`@notify` names no role; use the codes of roles"))?,
    };
    match &rule {
        rule if rule.sources.is_empty() => Err(wrong("it has no `@source`; name the demand, or `own`")),
        rule if rule.is_permit && !rule.needs.is_empty() => Err(wrong("only a `forbid` can have `@needs`")),
        rule if !rule.is_permit && (rule.is_logged || !rule.notify.is_empty()) => {
            Err(wrong("only a `permit` can have `@logged` and `@notify`"))
        }
        _ => Ok(rule),
    }
}

/// Strictly: a warning refuses too.
fn validate(schema: &Schema, all: &PolicySet) -> Result<(), Error> {
    let result = Validator::new(schema.clone()).validate(all, ValidationMode::Strict);
    let errors = result.validation_errors().map(ToString::to_string);
    let warnings = result.validation_warnings().map(ToString::to_string);
    let wrong: Vec<_> = errors.chain(warnings).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong.join("; "))) }
}

/// The rules that can speak of each action, in the order of [`Action::ALL`]. Within such a set the scope says nothing
/// more about the action, so it is left out: the engine would build and compare those lists anew for every question.
/// A test holds that the whole set decides the same. The schema has no groups of actions.
fn by_action(all: &PolicySet, types: &Types) -> Result<Vec<(EntityUid, PolicySet)>, Error> {
    let unscoped = all.policies().map(|policy| Ok((policy.action_constraint(), of_any_action(policy)?)));
    let unscoped: Vec<_> = unscoped.collect::<Result<_, Error>>()?;
    let set = |action: &Action| {
        let action = types.action(*action);
        let speaks = unscoped.iter().filter(|(scope, _)| match scope {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(one) => *one == action,
            ActionConstraint::In(several) => several.contains(&action),
        });
        let set = PolicySet::from_policies(speaks.map(|(_, policy)| policy.clone()));
        Ok((action, set.map_err(|error| Error::Invalid(error.to_string()))?))
    };
    Action::ALL.iter().map(set).collect()
}

/// The rule without its scope of actions.
fn of_any_action(policy: &Policy) -> Result<Policy, Error> {
    let invalid = |error: &dyn std::fmt::Display| Error::Invalid(error.to_string());
    let mut json = policy.to_json().map_err(|error| invalid(&error))?;
    if let Some(scope) = json.get_mut("action") {
        *scope = serde_json::json!({ "op": "All" });
    }
    Policy::from_json(Some(policy.id().clone()), json).map_err(|error| invalid(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Place, SignIn};
    use std::collections::BTreeSet;
    use uuid::Uuid;
    use varsam_model::{Id, RecordClass, Role};

    fn id<T>(number: u128) -> Id<T> {
        Id::new(Uuid::from_u128(number))
    }

    fn object(class: RecordClass, kind: Kind) -> Object {
        let place = Place { organiser: id(1), unit: id(2), above: vec![id(3)], is_fictitious: false };
        let mut object = Object::new(place, class).of_kind(kind).about(id(7));
        (object.named, object.actors) = (vec![id(9)], vec![id(9), id(8)]);
        object
    }

    fn everybody() -> impl Iterator<Item = Subject> {
        Role::ALL.iter().flat_map(|role| {
            let plain = Subject::new(id(9), id(1)).with_role(*role, id(2)).signed_in(SignIn::SmartCard);
            let mut emergency = plain.clone().prepared();
            (emergency.emergencies, emergency.children) = (vec![id(2)], vec![id(7)]);
            emergency.roles.iter_mut().for_each(|held| held.is_card_exempt = true);
            [plain, emergency]
        })
    }

    #[test]
    fn every_code_is_in_the_schema_and_every_entity_fits_it() {
        let policies = Policies::load().unwrap();
        let names: BTreeSet<String> =
            policies.schema.actions().map(|action| action.id().unescaped().into()).collect();
        assert_eq!(names, Action::ALL.iter().map(|action| action.code().to_owned()).collect());
        let of_class = RecordClass::ALL.iter().map(|class| object(*class, Kind::General));
        let of_kind = Kind::ALL.iter().map(|kind| object(RecordClass::Health, *kind));
        let of_role = Role::ALL.iter().map(|role| {
            Object::grant(object(RecordClass::Unit, Kind::General).place, *role, id(4), vec![*role])
        });
        let objects: Vec<_> = of_class.chain(of_kind).chain(of_role).collect();
        for subject in everybody() {
            let asker = policies.asker(&subject).unwrap();
            for object in &objects {
                let entities = policies.types.entities(&asker, object).unwrap();
                let all: Vec<_> = entities.iter().cloned().collect();
                Entities::from_entities(all, Some(&policies.schema)).unwrap();
            }
        }
    }

    #[test]
    fn the_rules_of_an_action_decide_as_all_rules_do() {
        let policies = Policies::load().unwrap();
        let (all, _) = read(FILES).unwrap();
        let mut yes = 0;
        for subject in everybody() {
            let asker = policies.asker(&subject).unwrap();
            let of_class = RecordClass::ALL.iter().map(|class| object(*class, Kind::General));
            for object in of_class.chain([object(RecordClass::Health, Kind::Medical)]) {
                let entities = policies.types.entities(&asker, &object).unwrap();
                for action in Action::ALL {
                    let (uid, set) = &policies.by_action[*action as usize];
                    let request = policies
                        .types
                        .request(&asker, uid, circumstances(&subject, &[]), &policies.schema)
                        .unwrap();
                    let answer =
                        |set| policies.decision(&policies.authorizer.is_authorized(&request, set, &entities));
                    assert_eq!(answer(set), answer(&all), "{action}");
                    yes += usize::from(answer(set).is_allowed());
                }
            }
        }
        assert!(yes > 100, "{yes}");
    }

    /// The engine skips a rule that it cannot judge: a `forbid` over a missing entity would leave the permit standing.
    #[test]
    fn a_rule_that_cannot_be_judged_is_a_no() {
        let policies = Policies::load().unwrap();
        let subject = Subject::new(id(9), id(1)).with_role(Role::Staff, id(2)).signed_in(SignIn::Strong);
        let asker = policies.asker(&subject).unwrap();
        let school = object(RecordClass::School, Kind::General);
        let entities = policies.types.entities(&asker, &school).unwrap();
        let ask = |entities| {
            policies.ask(&asker, Action::ViewRecord, entities, circumstances(&subject, &[])).unwrap()
        };
        assert!(ask(&entities).is_allowed());
        let without_unit: Vec<_> = entities
            .iter()
            .filter(|one| one.uid().type_name() != &"Unit".parse().unwrap())
            .cloned()
            .collect();
        let decision = ask(&Entities::from_entities(without_unit, None).unwrap());
        assert_eq!(decision.answer, Answer::No);
        assert!(decision.fault.unwrap().contains("Unit"));
    }

    #[test]
    fn a_set_that_does_not_fit_is_refused_with_the_reason() {
        let refused = |text: &str| Policies::of(SCHEMA, &[("own", text)]).unwrap_err().to_string();
        let rule = |body: &str| {
            format!("@id(\"a\")\n@source(\"own\")\npermit (principal, action, resource) when {{ {body} }};")
        };
        assert!(refused(&rule("resource.klass == Class::\"health\"")).contains("klass"));
        assert!(refused(&rule("resource.class == Class::\"helth\"")).contains("helth"));
        assert!(refused("permit (principal, action, resource);").contains("no `@id`"));
        assert!(refused("@id(\"a\") permit (principal, action, resource);").contains("no `@source`"));
        assert!(refused(&rule("principal.head.contains(resource.unit)").repeat(2)).contains("is taken"));
        assert!(refused(&format!("@needs(\"luck\") {}", rule("true"))).contains("`@needs`"));
        assert!(refused(&format!("@notify(\"king\") {}", rule("true"))).contains("`@notify`"));
        assert!(refused("permit (principal == ?principal, action, resource);").contains("template"));
        assert!(refused("permit").contains("does not read"));
        assert!(Policies::of("entity", &[]).unwrap_err().to_string().contains("schema"));
    }

    #[test]
    fn every_source_is_a_catalogue_row_or_own() {
        for rule in Policies::load().unwrap().rules() {
            for source in &rule.sources {
                let parts = source.split_once('-');
                let is_row = parts.is_some_and(|(document, number)| {
                    ["SOL", "DAN", "ACM", "SKL", "LAPE"].contains(&document) && number.parse::<u8>().is_ok()
                });
                assert!(is_row || source == "own", "{}: {source}", rule.id);
            }
        }
    }
}
