//! Templates: the built-in ones are embedded, the author's own stand before them.
//!
//! This is the only file that knows Tera. A built-in template `base.html` is known as `default/base.html`; a file of
//! the same name in the author's folder takes its place and may begin with `{% extends "default/base.html" %}`. A
//! component of the author's takes the place of ours of the same name.

mod compact;
mod embedded;
mod names;
mod problem;

use crate::config::Written;
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::message::{Catalogue, filled};
use crate::source::{ReadErrorKind, Source, SourceReader};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

pub use embedded::{PREFIX, templates as built_in};

/// What the folder of files that are copied as they are is called, in the author's folder as in ours.
const STATIC: &str = "static/";

/// Every template and every file that goes with them, ready to use.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    /// The author's templates by name.
    own: BTreeMap<String, Source>,
    statics: BTreeMap<String, Arc<[u8]>>,
}

/// A value as templates see it.
#[derive(Debug, Clone)]
pub struct View(Value);

impl View {
    /// Makes a view of a struct.
    pub fn of<T: Serialize>(value: &T) -> View {
        View(Value::from_serializable(value))
    }
}

impl Templates {
    /// The built-in templates with those of `folder`; if the config names none, with those of `templates`, which need
    /// not exist. All problems of the author's templates are found at once.
    pub fn load(reader: &SourceReader, folder: Option<&Written<String>>, words: &Catalogue) -> Checked<Templates> {
        let mut diagnostics = Vec::new();
        let own = read_folder(reader, folder, &mut diagnostics);
        let mut templates = Templates::without_own(words);
        // A copy of ours that nothing was changed in is ours.
        let is_ours = |name: &str, bytes: &[u8]| {
            embedded::statics().into_iter().any(|(ours, text)| ours == name && text.as_bytes() == bytes)
        };
        templates.statics.extend(own.statics.into_iter().filter(|(name, bytes)| !is_ours(name, bytes)));
        templates.own = own.templates;
        templates.add_own(&mut diagnostics);
        let value = (!has_errors(&diagnostics)).then_some(templates);
        Checked { value, diagnostics }
    }

    fn without_own(words: &Catalogue) -> Templates {
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".htm", ".xml", ".svg", ".atom"]);
        let words = words.clone();
        tera.register_function("t", move |fields: Kwargs, _: &State| -> tera::TeraResult<Value> {
            word(&words, &fields)
        });
        // The embedded templates are part of the program: a test proves that they are accepted.
        let prefixed = |(name, text): &(&str, &'static str)| (format!("{PREFIX}{name}"), *text);
        let added =
            tera.set_fallback_prefixes([PREFIX]).and_then(|()| tera.add_raw_templates(built_in().iter().map(prefixed)));
        debug_assert!(added.is_ok(), "{}", added.err().map(|e| e.to_string()).unwrap_or_default());
        let published = |name: &str, text: &str| match name.ends_with(".css") {
            true => Arc::from(compact::compact(text).into_bytes()),
            false => Arc::from(text.as_bytes()),
        };
        let statics = embedded::statics().into_iter().map(|(name, text)| (name.to_owned(), published(name, text)));
        Templates { tera, own: BTreeMap::new(), statics: statics.collect() }
    }

    fn add_own(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut texts = Vec::new();
        for (name, source) in &self.own {
            match problem::template_text(source) {
                Ok(text) => texts.push((name.as_str(), text)),
                Err(at) => diagnostics.push(
                    Diagnostic::error("template/not-utf8", "this byte is not UTF-8, in which templates are written")
                        .at(source.span().part(at, at + 1))
                        .hint("save the file as UTF-8"),
                ),
            }
        }
        // One file at a time first, so that every file's syntax error is told and not only the first file's.
        for (name, text) in &texts {
            let mut alone = Tera::new();
            if let Err(error) = alone.add_raw_template(name, text)
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                diagnostics.extend(problem::diagnostics(&error, &self.own, &self.tera));
            }
        }
        if !has_errors(diagnostics)
            && let Err(error) = self.tera.add_raw_templates(texts)
        {
            diagnostics.extend(problem::diagnostics(&error, &self.own, &self.tera));
        }
    }

    /// Renders `name` with `views`, each under its name.
    ///
    /// # Errors
    /// What is wrong in the template, at its place.
    pub fn render(&self, name: &str, views: &[(&'static str, &View)]) -> Result<String, Vec<Diagnostic>> {
        let mut context = Context::new();
        for (name, view) in views {
            context.insert_value(*name, view.0.clone());
        }
        self.tera.render(name, &context).map_err(|error| problem::diagnostics(&error, &self.own, &self.tera))
    }

    /// Files that are copied as they are into `assets/`, by name.
    pub fn statics(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.statics.iter().map(|(name, bytes)| (name.as_str(), bytes))
    }

    /// Whether the author has a file of this name that is copied.
    pub fn has_static(&self, name: &str) -> bool {
        self.statics.contains_key(name)
    }
}

/// The text under a key of the catalogue, its `{name}`s filled by further arguments.
fn word(words: &Catalogue, fields: &Kwargs) -> tera::TeraResult<Value> {
    let key = text_of(fields.must_get::<&Value>("key")?);
    let Some(text) = words.find(&key) else {
        let hint = crate::diag::suggest::nearest(&key, words.all().map(|(known, _)| known));
        let hint =
            hint.map_or("; write your own words in its place".into(), |known| format!("; did you mean `{known}`?"));
        return Err(tera::Error::message(format!("there is no text `{key}` in the catalogue{hint}")));
    };
    // The key itself fills nothing; most texts stand as they are.
    if fields.iter().nth(1).is_none() {
        return Ok(Value::normal_string(text));
    }
    let values: Vec<(&str, Cow<'_, str>)> =
        fields.iter().filter_map(|(name, value)| Some((name.as_str()?, text_of(value)))).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    Ok(filled(text, &values).into())
}

/// A value as it would be printed.
fn text_of(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed)
}

/// What stands in the author's folder.
#[derive(Default)]
struct Folder {
    templates: BTreeMap<String, Source>,
    statics: BTreeMap<String, Arc<[u8]>>,
}

/// The names of the files of a folder that [`Templates::load`] uses.
pub fn names(reader: &SourceReader, folder: Option<&Written<String>>) -> Vec<String> {
    let folder = folder.map_or(DEFAULT_FOLDER, |folder| folder.value.as_str());
    let inside = inside(folder);
    let paths = reader.walk(folder).unwrap_or_default();
    paths.into_iter().filter(|path| is_used(path.strip_prefix(&inside).unwrap_or(path))).collect()
}

/// The folder of the author's templates where the config names none.
const DEFAULT_FOLDER: &str = "templates";

/// How the names of a folder's files begin.
fn inside(folder: &str) -> String {
    format!("{}/", folder.trim_start_matches("./").trim_end_matches('/'))
}

/// Whether a file of the folder is a template, or copied as it is. Editors' and systems' own files are neither.
fn is_used(name: &str) -> bool {
    let is_clutter = name.split('/').any(|part| part.starts_with('.') || part.ends_with('~'));
    let is_template = [".html", ".htm", ".xml", ".svg", ".atom"].iter().any(|end| name.ends_with(end));
    !is_clutter && (is_template || name.starts_with(STATIC))
}

/// The author's templates, and the files below `static/`.
fn read_folder(reader: &SourceReader, written: Option<&Written<String>>, diagnostics: &mut Vec<Diagnostic>) -> Folder {
    let mut found = Folder::default();
    let folder = written.map_or(DEFAULT_FOLDER, |folder| folder.value.as_str());
    let paths = match reader.walk(folder) {
        Ok(paths) => paths,
        Err(error) if error.kind == ReadErrorKind::Missing && written.is_none() => Vec::new(),
        Err(error) => {
            let message = format!("the folder of templates cannot be listed: {error}");
            let problem = Diagnostic::error("template/unreadable", message);
            let problem = written.map_or(problem.clone(), |folder| problem.at(folder.span));
            diagnostics.push(match written {
                Some(_) => {
                    problem.hint("correct `templates` in [site], or leave it out: it is only for templates of your own")
                }
                None => problem.hint("move what is there, or name another folder: `templates = \"…\"` in [site]"),
            });
            Vec::new()
        }
    };
    let inside = inside(folder);
    for path in paths {
        let name = path.strip_prefix(&inside).unwrap_or(&path).to_owned();
        if !is_used(&name) {
            continue;
        }
        match reader.read(&path) {
            Ok(source) => match name.strip_prefix(STATIC) {
                Some(name) => {
                    found.statics.insert(name.to_owned(), Arc::from(source.bytes.as_slice()));
                }
                None => {
                    found.templates.insert(name, source);
                }
            },
            Err(error) => diagnostics.push(
                Diagnostic::error("template/unreadable", error.to_string())
                    .hint("rename the file, or look at its permissions"),
            ),
        }
    }
    found
}
