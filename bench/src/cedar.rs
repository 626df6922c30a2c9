//! The rules of a question as Cedar policies: a yes is a permit, a no a forbid.

use anyhow::{Context as _, anyhow};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression, Schema, ValidationMode,
    Validator,
};
use varsam_rules::{Comparison, Condition, Fact, Id, Kind, Rulebooks, YesNo};

use crate::rules::{Subject, Values};

/// A question as Cedar sees it.
pub struct Cedar {
    schema: Schema,
    policies: PolicySet,
    authorizer: Authorizer,
    ask: EntityUid,
}

impl Cedar {
    pub fn new(subject: &Subject<'_>) -> anyhow::Result<Self> {
        let schema = schema(subject);
        let (schema, _) = Schema::from_cedarschema_str(&schema).map_err(|error| anyhow!("{error:?}\n{schema}"))?;
        let text: String = subject.rules.iter().map(|rule| policy(subject.books, *rule)).collect();
        let policies: PolicySet = text.parse().with_context(|| text.clone())?;
        let validated = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        anyhow::ensure!(validated.validation_passed(), "{validated}");
        Ok(Self { schema, policies, authorizer: Authorizer::new(), ask: "Action::\"ask\"".parse()? })
    }

    pub fn request(&self, subject: &Subject<'_>, values: &Values) -> anyhow::Result<Request> {
        let pair = |(fact, value): &(Id<Fact>, i64)| {
            let fact = &subject.books.names.facts[*fact];
            let expression = match &fact.kind {
                Kind::YesNo => RestrictedExpression::new_bool(*value == 1),
                Kind::Choice(choice) => RestrictedExpression::new_string(choice[*value as usize].id.clone()),
                Kind::Number { .. } => RestrictedExpression::new_long(*value),
            };
            (fact.id.clone(), expression)
        };
        let context = Context::from_pairs(values.iter().map(pair))?;
        let (asker, thing) = ("Asker::\"a\"".parse()?, "Thing::\"t\"".parse()?);
        Ok(Request::new(asker, self.ask.clone(), thing, context, Some(&self.schema))?)
    }

    pub fn allows(&self, request: &Request) -> bool {
        self.authorizer.is_authorized(request, &self.policies, &Entities::empty()).decision() == Decision::Allow
    }
}

fn schema(subject: &Subject<'_>) -> String {
    let kind = |fact: &Id<Fact>| {
        let fact = &subject.books.names.facts[*fact];
        let kind = match fact.kind {
            Kind::YesNo => "Bool",
            Kind::Choice(_) => "String",
            Kind::Number { .. } => "Long",
        };
        format!("{}: {kind}", fact.id)
    };
    let context = subject.facts.iter().map(kind).collect::<Vec<_>>().join(", ");
    format!(
        "entity Asker; entity Thing; action ask appliesTo {{ principal: Asker, resource: Thing, context: {{ {context} }} }};"
    )
}

fn policy(books: &Rulebooks, rule: Id<varsam_rules::Rule>) -> String {
    let rule = &books.rules[rule];
    let effect = if rule.answer == YesNo::Yes { "permit" } else { "forbid" };
    let unless = rule.unless.as_ref().map_or(String::new(), |unless| format!(" unless {{ {} }}", expression(books, unless)));
    let when = expression(books, &rule.when);
    format!("@id(\"{}\") {effect}(principal, action, resource) when {{ {when} }}{unless};\n", rule.id)
}

fn expression(books: &Rulebooks, condition: &Condition) -> String {
    let join = |parts: &[Condition], by: &str| {
        format!("({})", parts.iter().map(|part| expression(books, part)).collect::<Vec<_>>().join(by))
    };
    let name = |fact: &Id<Fact>| format!("context.{}", books.names.facts[*fact].id);
    let guarded = |fact: &Id<Fact>, test: String| match &books.names.facts[*fact].applies {
        Some(applies) => format!("({} && {test})", expression(books, applies)),
        None => test,
    };
    let is = |fact: &Id<Fact>, value: &usize| format!("{} == \"{}\"", name(fact), books.names.facts[*fact].values()[*value].id);
    let among = |fact: &Id<Fact>, values: &[usize]| {
        format!("({})", values.iter().map(|value| is(fact, value)).collect::<Vec<_>>().join(" || "))
    };
    match condition {
        Condition::Constant(constant) => constant.to_string(),
        Condition::Term(term) => expression(books, &books.names.terms[*term].when),
        Condition::Not(inner) => format!("!({})", expression(books, inner)),
        Condition::All(parts) => join(parts, " && "),
        Condition::Any(parts) => join(parts, " || "),
        Condition::Holds(fact) => guarded(fact, name(fact)),
        Condition::IsOneOf(fact, values) => guarded(fact, among(fact, values)),
        Condition::IsNoneOf(fact, values) => guarded(fact, format!("!{}", among(fact, values))),
        Condition::Number(fact, comparison, number) => {
            guarded(fact, format!("{} {} {number}", name(fact), operator(*comparison)))
        }
    }
}

/// The same signs in Cedar and Rego.
pub fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    }
}
