//! What must never be possible is proven by a solver (`cvc5`), and each proof is shown to be able to fail: the rules are
//! broken on purpose, and then the solver has to find a way through, which the engine has to confirm.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

#[path = "proofs/counterexample.rs"]
mod counterexample;

use cedar_policy::{
    ActionConstraint, Authorizer, Decision, EntityUid, Policy, PolicyId, PolicySet, RequestEnv, Schema,
};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};
use counterexample::{readable, smaller};
use std::collections::HashMap;
use varsam_access::policies::{FILES, SCHEMA};
use varsam_model::Role;

type Compiler = CedarSymCompiler<LocalSolver>;

/// What the rules must keep to, whatever the situation.
struct Claim {
    id: String,
    /// Never: nothing permitted matches the policy. Only: everything permitted matches it.
    is_never: bool,
    policy: PolicySet,
    actions: ActionConstraint,
    breaks: Vec<Break>,
}

/// A way to break the rules on purpose.
enum Break {
    Without(String),
    Instead { rule: String, old: String, new: String },
}

#[tokio::test]
async fn what_must_never_be_possible_is_not() {
    let Some(mut compiler) = solver() else { return };
    let (schema, all, claims) = (schema(), rules(), claims());
    assert!(claims.len() >= 14);
    let (mut compiled, mut questions) = (HashMap::new(), 0);
    for claim in &claims {
        for env in environments(&schema, claim) {
            let rules = compiled
                .entry(env.action().clone())
                .or_insert_with(|| CompiledPolicySet::compile(&all, &env, &schema).unwrap());
            if let Some(way) = way_through(&mut compiler, rules, claim, &env, &schema).await {
                let way = smaller(way, &schema, |way| breaks_through(&all, claim, way));
                panic!("`{}` does not hold:\n{}", claim.id, readable(&way));
            }
            questions += 1;
        }
    }
    println!("proven: {} claims in {questions} questions", claims.len());
}

#[tokio::test]
async fn rules_that_are_broken_on_purpose_are_caught() {
    let Some(mut compiler) = solver() else { return };
    let (schema, rules) = (schema(), rules());
    for claim in claims() {
        assert!(!claim.breaks.is_empty(), "`{}` says nowhere how it could fail", claim.id);
        for way_to_break in &claim.breaks {
            let broken = broken(&rules, way_to_break);
            let way = first_way_through(&mut compiler, &broken, &claim, &schema).await;
            let way = way.unwrap_or_else(|| panic!("`{}` holds although the rules are broken", claim.id));
            assert!(breaks_through(&broken, &claim, &way), "`{}`: the engine does not confirm it", claim.id);
            let way = smaller(way, &schema, |way| breaks_through(&broken, &claim, way));
            assert!(breaks_through(&broken, &claim, &way), "`{}`: the engine does not confirm it", claim.id);
            let way = smaller(way, &schema, |way| breaks_through(&broken, &claim, way));
            println!("`{}`, broken:\n{}\n", claim.id, readable(&way));
            assert!(!allows(&rules, &way), "`{}`: the rules as they are permit it too", claim.id);
        }
    }
}

/// The engine skips a rule that fails to evaluate, also one that forbids. No rule here can fail.
#[tokio::test]
async fn no_rule_can_fail_to_evaluate_and_none_is_dead() {
    let Some(mut compiler) = solver() else { return };
    let (schema, rules) = (schema(), rules());
    for rule in rules.policies() {
        let mut is_alive = false;
        for env in schema.request_envs().filter(|env| speaks_of(&rule.action_constraint(), env.action())) {
            let compiled = CompiledPolicy::compile(rule, &env, &schema).unwrap();
            assert!(compiler.check_never_errors_opt(&compiled).await.unwrap(), "`{}` can fail", rule.id());
            is_alive = is_alive || !compiler.check_never_matches_opt(&compiled).await.unwrap();
        }
        assert!(is_alive, "`{}` never applies; remove it", rule.id());
    }
}

/// The solver, or nothing when it is not installed.
fn solver() -> Option<Compiler> {
    let path = std::env::var("CVC5").unwrap_or_else(|_| "cvc5".into());
    let found = std::process::Command::new(path).arg("--version").output();
    if found.is_ok_and(|output| output.status.success()) {
        let solver = LocalSolver::cvc5_with_args(["--tlimit-per=30000"]).unwrap();
        return Some(CedarSymCompiler::new(solver).unwrap());
    }
    println!("skipped: `cvc5` is not installed");
    None
}

fn schema() -> Schema {
    Schema::from_cedarschema_str(SCHEMA).unwrap().0
}

/// The rules, each under its own id.
fn rules() -> PolicySet {
    let texts: String = FILES.iter().map(|(_, text)| *text).collect();
    under_own_ids(&texts)
}

fn under_own_ids(text: &str) -> PolicySet {
    let set: PolicySet = text.parse().unwrap();
    PolicySet::from_policies(
        set.policies().map(|policy| policy.new_id(PolicyId::new(policy.annotation("id").unwrap()))),
    )
    .unwrap()
}

fn claims() -> Vec<Claim> {
    let files =
        [(true, include_str!("../proofs/never.cedar")), (false, include_str!("../proofs/only.cedar"))];
    let claims = files.iter().flat_map(|(is_never, text)| {
        under_own_ids(text).policies().map(|policy| claim(policy, *is_never)).collect::<Vec<_>>()
    });
    let mut claims: Vec<_> = claims.collect();
    claims.sort_by(|one, other| one.id.cmp(&other.id));
    claims
}

fn claim(policy: &Policy, is_never: bool) -> Claim {
    let breaks = policy.annotations().filter_map(|(key, value)| match key {
        "without" => Some(Break::Without(value.to_owned())),
        "instead" => {
            let mut parts = value.splitn(3, " |").map(|part| part.trim().to_owned());
            let (rule, old, new) = (parts.next()?, parts.next().unwrap(), parts.next().unwrap());
            Some(Break::Instead { rule, old, new })
        }
        _ => None,
    });
    Claim {
        id: policy.id().to_string(),
        is_never,
        actions: policy.action_constraint(),
        breaks: breaks.collect(),
        policy: under_own_ids(&with_no_other_roles(policy)),
    }
}

/// The claim for somebody who holds no roles but those that it names. Where somebody works follows from the roles, which the
/// solver does not know: a pupil or guardian works nowhere (`who_works_below_belongs_above_too_…` in subject.rs).
fn with_no_other_roles(policy: &Policy) -> String {
    let text = policy.to_string();
    let Some(only) = policy.annotation("only") else { return text };
    let only: Vec<Role> = only.split_whitespace().map(|code| code.parse().unwrap()).collect();
    let others = Role::ALL.iter().filter(|role| !only.contains(role));
    let works = only.iter().any(|role| !matches!(role, Role::Pupil | Role::Guardian));
    let nowhere = (!works).then(|| "principal.works.isEmpty()".to_owned());
    let empty = others.map(|role| format!("principal.{role}.isEmpty()"));
    let empty: Vec<_> = empty.chain(nowhere).collect();
    format!("{}\nwhen {{ {} }};", text.trim_end().trim_end_matches(';'), empty.join(" && "))
}

/// The rules without one, or with one that says something else.
fn broken(rules: &PolicySet, way: &Break) -> PolicySet {
    let (id, policy) = match way {
        Break::Without(rule) => (rule, None),
        Break::Instead { rule, old, new } => {
            let text = rules.policy(&PolicyId::new(rule)).unwrap().to_string();
            assert!(text.contains(old.as_str()), "`{rule}` does not say `{old}`");
            let id = Some(PolicyId::new(rule));
            (rule, Some(Policy::parse(id, text.replace(old.as_str(), new)).unwrap()))
        }
    };
    let mut broken = rules.clone();
    broken.remove_static(PolicyId::new(id)).unwrap();
    policy.into_iter().for_each(|policy| broken.add(policy).unwrap());
    broken
}

/// The kinds of questions that a claim is about.
fn environments(schema: &Schema, claim: &Claim) -> Vec<RequestEnv> {
    let envs = schema.request_envs().filter(|env| speaks_of(&claim.actions, env.action()));
    let envs: Vec<_> = envs.collect();
    assert!(!envs.is_empty());
    envs
}

fn speaks_of(actions: &ActionConstraint, action: &EntityUid) -> bool {
    match actions {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(one) => one == action,
        ActionConstraint::In(several) => several.contains(action),
    }
}

/// A situation that breaks the claim. When the solver does not know, that is a failure, not a proof.
async fn way_through(
    compiler: &mut Compiler,
    rules: &CompiledPolicySet,
    claim: &Claim,
    env: &RequestEnv,
    schema: &Schema,
) -> Option<Env> {
    let situation = CompiledPolicySet::compile(&claim.policy, env, schema).unwrap();
    let answer = match claim.is_never {
        true => compiler.check_disjoint_with_counterexample_opt(rules, &situation).await,
        false => compiler.check_implies_with_counterexample_opt(rules, &situation).await,
    };
    answer.unwrap_or_else(|error| panic!("`{}` for {}: {error}", claim.id, env.action()))
}

async fn first_way_through(
    compiler: &mut Compiler,
    rules: &PolicySet,
    claim: &Claim,
    schema: &Schema,
) -> Option<Env> {
    for env in environments(schema, claim) {
        let rules = CompiledPolicySet::compile(rules, &env, schema).unwrap();
        if let Some(way) = way_through(compiler, &rules, claim, &env, schema).await {
            return Some(way);
        }
    }
    None
}

fn allows(rules: &PolicySet, way: &Env) -> bool {
    let response = Authorizer::new().is_authorized(&way.request, rules, &way.entities);
    assert_eq!(response.diagnostics().errors().count(), 0);
    response.decision() == Decision::Allow
}

/// Whether the engine itself permits what the claim says is not permitted.
fn breaks_through(rules: &PolicySet, claim: &Claim, way: &Env) -> bool {
    allows(rules, way) && allows(&claim.policy, way) == claim.is_never
}
