//! Reports as SARIF 2.1.0, which code review and security tools read.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::unit::{Finding, Report};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    results: Vec<Outcome>,
    column_kind: &'static str,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: String,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Message,
}

#[derive(Clone, Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    locations: [Location; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    partial_fingerprints: BTreeMap<&'static str, String>,
    rank: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

/// The words of a label, for the rule and the message; `words` puts a code into the reader's language.
pub fn log(reports: &[Report], version: &str, words: &dyn Fn(&str) -> String) -> String {
    let labels: BTreeSet<&str> =
        reports.iter().flat_map(|report| &report.findings).map(|finding| finding.label.as_str()).collect();
    let rules = labels
        .iter()
        .map(|label| Rule { id: (*label).to_owned(), short_description: Message { text: words(label) } });
    let driver = Driver { name: "varsam", version: version.to_owned(), rules: rules.collect() };
    let results = reports
        .iter()
        .flat_map(|report| report.findings.iter().map(|finding| outcome(report, finding, words)))
        .collect();
    let invocation = Invocation {
        execution_successful: true,
        tool_execution_notifications: notifications(reports, words),
    };
    let run =
        Run { tool: Tool { driver }, invocations: [invocation], results, column_kind: "unicodeCodePoints" };
    serde_json::to_string_pretty(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }).unwrap_or_default()
}

fn outcome(report: &Report, finding: &Finding, words: &dyn Fn(&str) -> String) -> Outcome {
    let level = match finding.score {
        80.. => "error",
        50..80 => "warning",
        _ => "note",
    };
    let print = finding.fingerprint.iter().map(|print| ("varsam/v1", print.clone()));
    Outcome {
        rule_id: finding.label.clone(),
        level,
        message: Message { text: words(&finding.label) },
        locations: [location(report, &finding.place)],
        partial_fingerprints: print.collect(),
        rank: f64::from(finding.score.min(100)),
    }
}

fn notifications(reports: &[Report], words: &dyn Fn(&str) -> String) -> Vec<Notification> {
    let faults = reports.iter().flat_map(|report| report.faults.iter().map(move |fault| (report, fault)));
    let notification = |(report, fault): (&Report, &crate::fault::Fault)| Notification {
        level: "warning",
        message: Message { text: words(fault.reason.code()) },
        locations: [location(report, &fault.place)],
    };
    faults.map(notification).collect()
}

fn location(report: &Report, place: &crate::place::Place) -> Location {
    let only_line = place.0.len() == 1;
    let region = place.line().filter(|_| only_line).map(|start_line| Region { start_line });
    let logical = (!place.is_top()).then(|| Logical { fully_qualified_name: place.to_string() });
    Location {
        physical_location: Physical { artifact_location: Artifact { uri: uri(report) }, region },
        logical_locations: logical.into_iter().collect(),
    }
}

/// A path as a reference: what is no letter, digit or plain sign is written with a percent sign.
fn uri(report: &Report) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = report.path.as_path().as_os_str().as_bytes();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let written: String = bytes
        .iter()
        .map(|&byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    if written.starts_with('/') { format!("file://{written}") } else { written }
}
