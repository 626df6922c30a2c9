//! Says which folders outside of the crate go into the program, so that a new file in one of them is noticed.
//! Without `web/dist` everything is built all the same; the pages then have no style until `cargo xtask assets`.

use std::path::Path;

fn main() {
    let assets = if Path::new("../../web/dist").exists() { "../../web/dist" } else { "../../web" };
    for folder in ["../../locales", "../../rulebooks", "templates", assets] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
