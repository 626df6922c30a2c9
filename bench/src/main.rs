//! Measures answers, interviews, loading and diffs, beside Cedar and regorus on the same rules in the same run.
//!
//! The contenders take turns, batch by batch, so that a machine that slows down slows all of them; what is printed
//! is the median of the batches and the ratio of the medians.

mod cedar;
mod measure;
mod rego;
mod rules;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        None | Some("rules") => rules::run(),
        Some(other) => anyhow::bail!("no benchmark is called `{other}`; there is: rules"),
    }
}
