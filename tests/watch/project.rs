//! A small project in a folder of its own.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const CONFIG: &str = r#"
[site]
title = "Northwind: how customers see us"
base_url = "https://northwind.example/report/"
language = "en-GB"

[report]
brand = "Northwind"
wave = "quarter"
commentary = "commentary"

[[source]]
id = "survey"
files = "responses/*.csv"
columns = { respondent = "id", date = "completed", brand = "brand" }
segments = ["region"]

[[question]]
id = "recommend"
column = "recommend"
text = "How likely are you to recommend {brand}?"
scale = "0-10"

[[question]]
id = "satisfaction"
column = "satisfaction"
scale = "1-5"

[[metric]]
id = "nps"
kind = "nps"
question = "recommend"
title = "Recommendation"

[[metric]]
id = "csat"
kind = "top_box"
question = "satisfaction"
title = "Satisfaction"
"#;

/// The responses of a quarter, `month` of which is its first; `shift` makes other answers.
pub fn responses(year: u32, month: u32, shift: usize) -> String {
    let mut csv = String::from("id,completed,brand,region,recommend,satisfaction\n");
    for at in 0..120_usize {
        let (brand, region) = (["Northwind", "Northwind", "Fjord"][at % 3], ["North", "South"][at % 2]);
        let date = format!("{year}-{:02}-{:02}", month + at as u32 % 3, 1 + at % 28);
        let (recommend, satisfaction) = ((at * 7 + shift) % 11, 1 + (at * 3 + shift) % 5);
        let _ = writeln!(csv, "r{year}-{month}-{at},{date},{brand},{region},{recommend},{satisfaction}");
    }
    csv
}

pub struct Project {
    folder: TempDir,
}

impl Project {
    /// With commentary on the newest of two quarters.
    pub fn new() -> Project {
        let project = Project { folder: tempfile::tempdir().expect("a temporary folder") };
        project.write("site-config.toml", CONFIG);
        project.write("responses/2026-q1.csv", responses(2026, 1, 0));
        project.write("responses/2026-q2.csv", responses(2026, 4, 1));
        project.write("commentary/2026-q2/overview.md", "We measured {{ nps }}.\n");
        project.write("commentary/2026-q2/notes.md", "# Notes\n\nWhat we did.\n");
        project
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// Writes in place, as most small editors do.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    /// Removes a file if it is there.
    pub fn remove(&self, name: &str) {
        if self.path(name).exists() {
            std::fs::remove_file(self.path(name)).expect("a file that is there");
        }
    }
}
