//! Writes a page that shows every kind of chart with ordinary and awkward data, to look at:
//!
//!     cargo run --example chart_gallery -- target/gallery
//!
//! `index.html` follows the reader's light or dark mode and the width of the window, in which each chart chooses its
//! form; beside it lie the charts as files of their own.

#![allow(clippy::expect_used, reason = "an example fails by panicking")]

#[path = "../tests/gallery/cases.rs"]
mod cases;

use cases::{Case, cases, sparklines};
use std::fs;
use std::path::PathBuf;

const STYLE: &str = "body{background:var(--paper);color:var(--ink);margin:0 auto;max-width:60rem;padding:0 1rem;\
     font:1rem system-ui,sans-serif}h2{font-size:1.1rem;margin:0}.sub{color:var(--soft);margin:.2rem 0 .8rem}\
     figure{margin:2.5rem 0}code{color:var(--soft);font-size:.8rem}";

fn main() {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("target/gallery"), PathBuf::from);
    fs::create_dir_all(&folder).expect("the gallery's folder");
    fs::write(folder.join("charts.css"), format!("{}{STYLE}", wavemark::chart::CSS)).expect("the style sheet");
    let mut page = String::from(
        "<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>Charts</title><link rel=\"stylesheet\" \
         href=\"charts.css\"></head><body>\n<h1>Charts</h1>\n",
    );
    for (name, svg) in sparklines() {
        page.push_str(&format!("<p><code>{name}</code></p>{svg}"));
    }
    for Case { name, drawn } in cases() {
        fs::write(folder.join(format!("{name}.svg")), &drawn.file_svg).expect("a file of its own");
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        page.push_str(&format!(
            "<figure><code>{name}</code><h2>{}</h2><p class=\"sub\">{}</p>{}</figure>\n",
            escaped(&drawn.headline),
            escaped(&drawn.subtitle),
            drawn.html()
        ));
    }
    page.push_str("</body></html>\n");
    fs::write(folder.join("index.html"), page).expect("the gallery");
    println!("{}", folder.join("index.html").display());
}
