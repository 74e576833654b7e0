//! What changed since a site was made: inputs, site-config and program.

use super::BUILD_AGAIN;
use crate::diag::Diagnostic;
use crate::pipeline::{BuildInfo, Input};
use crate::source::Source;
use std::collections::BTreeMap;

/// What differs between the published `build-info.json` and the one that a build makes now.
pub fn changes(published: &Source, now: &[u8]) -> Vec<Diagnostic> {
    let here = |code: &'static str, message: String| Diagnostic::error(code, message).at(published.span());
    let info = match BuildInfo::from_json(&published.bytes) {
        Ok(info) => info,
        Err(reason) => {
            let message = format!("what the site was made from cannot be read: {reason}");
            return vec![here("verify/build-info", message).hint(BUILD_AGAIN)];
        }
    };
    let Ok(now) = BuildInfo::from_json(now) else { return Vec::new() };
    let mut problems = Vec::new();
    let mut changed = |code: &'static str, message: String| problems.push(Diagnostic::error(code, message));
    if info.program != now.program {
        let name = |info: &BuildInfo| format!("{} {}", info.program.name, info.program.version);
        let message = format!("the site was made by {}, and this is {}", name(&info), name(&now));
        changed("verify/program", message);
    }
    if info.config.path != now.config.path {
        let message = format!("the site was made from `{}`, and this is `{}`", info.config.path, now.config.path);
        changed("verify/input-changed", message);
    } else if info.config != now.config {
        changed(
            "verify/input-changed",
            format!("the site-config changed since the site was made: `{}`", now.config.path),
        );
    }
    let by_path = |info: &'_ BuildInfo| -> BTreeMap<String, Input> {
        info.inputs.iter().map(|input| (input.path.clone(), input.clone())).collect()
    };
    let (then, today) = (by_path(&info), by_path(&now));
    for (path, input) in &today {
        match then.get(path) {
            Some(known) if known == input => {}
            Some(_) => changed("verify/input-changed", format!("an input changed since the site was made: `{path}`")),
            None => changed("verify/input-changed", format!("an input has come in since the site was made: `{path}`")),
        }
    }
    for path in then.keys().filter(|path| !today.contains_key(*path)) {
        changed("verify/input-changed", format!("an input of the site is no longer read: `{path}`"));
    }
    if problems.is_empty() {
        problems.push(here("verify/build-info", "it says the same as a build does now, in other words".to_owned()));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceReader;

    fn info(files: &[(&str, &str)]) -> String {
        let reader = SourceReader::memory(files.iter().map(|(path, text)| (*path, *text)));
        files.iter().for_each(|(path, _)| drop(reader.read(path).unwrap()));
        BuildInfo::of(&reader, "c.toml").to_json()
    }

    fn told(published: &str, now: &str) -> Vec<String> {
        let reader = SourceReader::memory([("build-info.json", published)]);
        let published = reader.read("build-info.json").unwrap();
        changes(&published, now.as_bytes()).into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn each_changed_input_is_named() {
        let then = info(&[("c.toml", "1"), ("data/a.csv", "a"), ("data/b.csv", "b"), ("gone.md", "g")]);
        let now = info(&[("c.toml", "2"), ("data/a.csv", "A"), ("data/b.csv", "b"), ("new.md", "n")]);
        assert_eq!(
            told(&then, &now),
            [
                "the site-config changed since the site was made: `c.toml`",
                "an input changed since the site was made: `data/a.csv`",
                "an input has come in since the site was made: `new.md`",
                "an input of the site is no longer read: `gone.md`",
            ]
        );
    }

    #[test]
    fn another_version_and_another_config_are_named() {
        let now = info(&[("c.toml", "1")]);
        let then = now.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"0.0.1\"").replace("c.toml", "d.toml");
        assert_eq!(
            told(&then, &now),
            [
                format!("the site was made by wavemark 0.0.1, and this is wavemark {}", env!("CARGO_PKG_VERSION")),
                "the site was made from `d.toml`, and this is `c.toml`".to_owned(),
            ]
        );
    }

    #[test]
    fn a_file_that_somebody_broke_says_so() {
        let now = info(&[("c.toml", "1")]);
        assert!(told("{", &now)[0].starts_with("what the site was made from cannot be read: "));
        assert_eq!(told(&format!("{now}\n"), &now), ["it says the same as a build does now, in other words"]);
    }
}
