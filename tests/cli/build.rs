use super::support::{change, files, new_project, run};
use std::fs;
use std::io::Write;

#[test]
fn a_new_project_builds_and_has_no_problem() {
    let project = new_project();
    let (code, out, err) = run(project.path(), &["build", "--strict"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let site = files(&project.path().join("public"));
    let pages = site.iter().filter(|(name, _)| name.ends_with(".html")).count();
    // The list of published files is no part of the site.
    let count = site.iter().filter(|(name, _)| name != ".wavemark-manifest.json").count();
    assert!(out.starts_with(&format!("Built {pages} pages in public ({count} files, ")), "{out}");
    assert!(out.ends_with(&format!(": {count} written, 0 unchanged); open public/index.html\n")), "{out}");
    assert!(pages >= 8, "{pages} pages");
    let (code, out, err) = run(project.path(), &["check", "--strict"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains(&format!(", {pages} pages, ")) && out.ends_with(" links: no problems.\n"), "{out}");
}

#[test]
fn building_again_writes_nothing() {
    let project = new_project();
    run(project.path(), &["build"]);
    let before = files(project.path());
    let (code, out, _) = run(project.path(), &["build"]);
    assert_eq!(code, 0);
    assert!(out.contains(": 0 written, "), "{out}");
    assert_eq!(files(project.path()), before);
}

#[test]
fn checking_writes_nothing() {
    let project = new_project();
    let before = files(project.path());
    assert_eq!(run(project.path(), &["check"]).0, 0);
    assert_eq!(files(project.path()), before);
}

#[test]
fn errors_leave_the_published_site_as_it_was() {
    let project = new_project();
    run(project.path(), &["build"]);
    change(project.path(), "site-config.toml", "scale = \"0-10\"", "scale = \"0-ten\"");
    change(project.path(), "commentary/2026-q3/overview.md", "summer", "autumn");
    let before = files(project.path());
    let (code, out, err) = run(project.path(), &["build"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains(" --> site-config.toml:"), "{err}");
    assert!(err.ends_with("\n1 error; nothing was published\n"), "{err}");
    assert_eq!(files(project.path()), before);
}

#[test]
fn a_warning_stops_only_the_strict() {
    let project = new_project();
    change(project.path(), "site-config.toml", "language = \"en-GB\"", "language = \"de-AT\"");
    let (code, out, err) = run(project.path(), &["check"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.ends_with(" links: 1 warning.\n") && err.starts_with("warning[config/language]: "), "{out}{err}");
    let (code, out, err) = run(project.path(), &["build", "--strict"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.ends_with("\n1 warning; nothing was published\n"), "{err}");
    assert!(!project.path().join("public").exists());
    let (code, out, _) = run(project.path(), &["build"]);
    assert_eq!(code, 0);
    assert!(out.ends_with(", with 1 warning; open public/index.html\n"), "{out}");
}

#[test]
fn a_folder_of_somebody_else_is_refused_where_the_config_names_it() {
    let project = new_project();
    fs::create_dir(project.path().join("public")).unwrap();
    fs::write(project.path().join("public/holiday.jpg"), "mine").unwrap();
    let before = files(project.path());
    let expected = "\
error[publish/target-not-ours]: the site cannot be published to `public`: it holds files and Wavemark did not make it
 --> site-config.toml:7:10
  |
7 | output = \"public\"
  |          ^^^^^^^^
  |
  = hint: name a new folder as `output` under [site]; or, if nothing in this one is needed, empty it yourself and build again

";
    assert_eq!(run(project.path(), &["build"]), (1, String::new(), expected.into()));
    assert_eq!(files(project.path()), before);
}

#[test]
fn a_page_that_was_changed_by_hand_is_replaced_and_told() {
    let project = new_project();
    run(project.path(), &["build"]);
    let page = project.path().join("public/index.html");
    let built = fs::read(&page).unwrap();
    fs::write(&page, "mine").unwrap();
    let (code, out, err) = run(project.path(), &["build"]);
    assert_eq!(code, 0);
    assert!(err.starts_with("warning[publish/edit-replaced]: `public/index.html` had been changed by hand\n"), "{err}");
    assert!(out.contains(": 1 written, ") && out.contains(", with 1 warning; "), "{out}");
    assert_eq!(fs::read(&page).unwrap(), built);
}

#[test]
fn a_project_is_built_from_any_folder_to_the_same_bytes() {
    let (here, there) = (new_project(), new_project());
    run(here.path(), &["build"]);
    let config = there.path().join("site-config.toml");
    let elsewhere = super::support::empty_folder();
    let (code, out, err) = run(elsewhere.path(), &["build", "--config", &config.to_string_lossy()]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains(&format!(" in {} (", there.path().join("public").display())), "{out}");
    assert_eq!(files(&there.path().join("public")), files(&here.path().join("public")));
    assert_eq!(files(elsewhere.path()), []);
}

#[test]
fn programs_and_the_quiet_are_not_told_what_went_well() {
    let project = new_project();
    assert_eq!(run(project.path(), &["build", "--quiet"]), (0, String::new(), String::new()));
    let (code, out, err) = run(project.path(), &["build", "--format", "json"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.starts_with("Built "), "{err}");
}

#[test]
fn compressed_data_give_the_same_figures() {
    let (plain, packed) = (new_project(), new_project());
    assert_eq!(run(plain.path(), &["build", "--quiet"]).0, 0);
    let data = packed.path().join("data");
    let rows = fs::read_to_string(data.join("responses.csv")).unwrap();
    let (header, rows) = rows.split_once('\n').unwrap();
    let of = |quarter: &[&str]| {
        let is_of = |row: &&str| quarter.iter().any(|month| row.contains(&format!(",2026-{month}-")));
        let rows: Vec<&str> = rows.lines().filter(is_of).collect();
        assert!(rows.len() > 50, "{} rows", rows.len());
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(of(&["04", "05", "06"]).as_bytes()).unwrap();
    fs::write(data.join("2026-q2.csv.gz"), gzip.finish().unwrap()).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(
        of(&["07", "08", "09"]).as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    fs::write(data.join("2026-q3.csv.zst"), zstd).unwrap();
    fs::remove_file(data.join("responses.csv")).unwrap();
    let files = "files = [\"data/{wave}.csv.gz\", \"data/{wave}.csv.zst\"]";
    change(packed.path(), "site-config.toml", "files = \"data/responses.csv\"", files);
    assert_eq!(run(packed.path(), &["build", "--quiet"]), (0, String::new(), String::new()));
    let estimates = |folder: &std::path::Path| fs::read_to_string(folder.join("public/data/estimates.csv")).unwrap();
    assert_eq!(estimates(packed.path()), estimates(plain.path()));
    let (code, out, _) = run(packed.path(), &["list", "columns", "data/2026-q2.csv.gz", "data/2026-q3.csv.zst"]);
    assert_eq!(code, 0);
    assert!(out.contains("data/2026-q2.csv.gz: ") && out.contains(" (gzip, UTF-8, comma)"), "{out}");
    assert!(out.contains("data/2026-q3.csv.zst: ") && out.contains(" (Zstandard, UTF-8, comma)"), "{out}");
}

#[test]
fn what_is_kept_between_builds_can_be_left_out_and_taken_away() {
    let project = new_project();
    assert_eq!(run(project.path(), &["clean"]), (0, "Nothing was kept.\n".into(), String::new()));
    run(project.path(), &["build", "--no-cache"]);
    assert!(!project.path().join(".wavemark").exists());
    let without = files(&project.path().join("public"));
    run(project.path(), &["build"]);
    let (code, out, err) = run(project.path(), &["build"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains(": 0 written, "), "{out}");
    assert_eq!(files(&project.path().join("public")), without);
    // git takes nothing of it, whatever the project's own list says.
    let ignored = fs::read_to_string(project.path().join(".wavemark/.gitignore")).unwrap();
    assert!(ignored.lines().any(|line| line == "*"), "{ignored}");
    let (code, out, err) = run(project.path(), &["clean"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("Took away 2 files in .wavemark (") && out.ends_with(").\n"), "{out}");
    assert!(!project.path().join(".wavemark").exists());
}
