//! Measures answers, interviews, loading and diffs, beside Cedar and regorus on the same rules in the same run; and the detector
//! and the scanner beside the tools that people have.
//!
//! The contenders take turns, batch by batch, so that a machine that slows down slows all of them; what is printed
//! is the median of the batches and the ratio of the medians.

mod cedar;
mod detect;
mod measure;
mod rego;
mod rules;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        None => rules::run(),
        Some((name, [])) if name == "rules" => rules::run(),
        Some((name, options)) if name == "detect" => detect::run(options),
        Some((other, _)) => anyhow::bail!("no benchmark is called `{other}`; there are: rules, detect"),
    }
}
