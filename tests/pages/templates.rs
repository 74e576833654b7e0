//! The author's own templates: what they may change, and how their mistakes are told.

use crate::fixture::Project;
use wavemark::output::{BuiltSite, SitePath};

fn text(site: &BuiltSite, path: &str) -> String {
    let file = site.get(&SitePath::new(path).unwrap()).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(file.bytes().to_vec()).unwrap()
}

/// The problems of a project with these templates.
fn problems(templates: &[(&str, &str)]) -> String {
    let project = Project::new(templates);
    let checked = project.render();
    assert!(checked.value.is_none(), "a site in spite of problems");
    project.told(&checked.diagnostics)
}

#[test]
fn a_template_of_the_authors_takes_the_place_of_ours_and_may_extend_it() {
    let base = "{% extends \"default/base.html\" %}\n{% block footer %}<p>Printed on {{ frame.site }} paper</p>{% endblock %}\n";
    let site = Project::new(&[("base.html", base)]).site();
    let index = text(&site, "index.html");
    assert!(index.contains("<p>Printed on Northwind &amp; Sons paper</p>"), "{index}");
    assert!(index.contains("<h1>We are back</h1>"));
}

#[test]
fn a_component_of_the_authors_takes_the_place_of_ours() {
    let own = "{% component symbols(notes) %}<!-- {{ notes | length }} -->{% endcomponent symbols %}";
    let site = Project::new(&[("mine.html", own)]).site();
    assert!(text(&site, "groups/region/index.html").contains("<!-- 3 -->"));
    assert!(!text(&site, "groups/region/index.html").contains("class=\"symbols\""));
}

#[test]
fn files_in_static_are_copied_and_a_custom_style_is_linked() {
    let site = Project::new(&[("static/custom.css", ":root{--us:#800}"), ("static/fonts/a.woff2", "font")]).site();
    assert_eq!(text(&site, "assets/custom.css"), ":root{--us:#800}");
    assert_eq!(text(&site, "assets/fonts/a.woff2"), "font");
    assert!(text(&site, "metrics/nps/index.html").contains("href=\"../../assets/custom.css\""));
    assert!(!text(&Project::new(&[]).site(), "index.html").contains("custom.css"));
}

#[test]
fn syntax_errors_of_all_files_are_told_at_their_place() {
    let told =
        problems(&[("a.html", "<p>\n  {{ frame. }}\n</p>"), ("b.html", "{% if %}{% endif %}"), ("c.html", "fine")]);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].starts_with("template/syntax templates/a.html:2:13 "), "{told}");
    assert!(lines[1].starts_with("template/syntax templates/b.html:1:7 "), "{told}");
}

#[test]
fn unknown_names_are_told_together_with_the_names_that_exist() {
    let told = problems(&[
        ("a.html", "{{ frame.site | uper }}\n{{ tt(key=\"nav.skip\") }}\n"),
        ("b.html", "é {{<figure_crd card={page}/>}}{% include \"pats.html\" %}{% if frame is defned %}{% endif %}"),
    ]);
    assert_eq!(
        told,
        "template/unknown-name templates/a.html:1:17 unknown filter `uper` (did you mean `upper`?)\n\
         template/unknown-name templates/a.html:2:4 unknown function `tt` (did you mean `t`?)\n\
         template/unknown-name templates/b.html:1:6 unknown component `figure_crd` (did you mean `figure_card`?)\n\
         template/unknown-name templates/b.html:1:44 unknown template `pats.html` (did you mean `parts.html`?)\n\
         template/unknown-name templates/b.html:1:72 unknown test `defned` (did you mean `defined`?)\n"
    );
}

#[test]
fn unknown_variables_are_told_once_with_the_names_that_exist() {
    let told = problems(&[("group.html", "<!doctype html>\n<p>{{ page.cardz }}</p>")]);
    assert_eq!(
        told,
        "template/rendering templates/group.html:2:12 field `cardz` is not defined (did you mean `cards`?)\n"
    );
    let told = problems(&[("group.html", "{{ pge.title }}")]);
    assert_eq!(
        told,
        "template/rendering templates/group.html:1:4 variable `pge` is not defined (did you mean `page`?)\n"
    );
}

#[test]
fn unknown_words_and_circles_and_parents_are_told() {
    let told = problems(&[("group.html", "{{ t(key=\"nav.skipp\") }}")]);
    assert_eq!(
        told,
        "template/rendering templates/group.html:1:4 there is no text `nav.skipp` in the catalogue (did you mean `nav.skip`?)\n"
    );
    let told = problems(&[("base.html", "{% extends \"base.html\" %}")]);
    assert_eq!(
        told,
        "template/circle templates/base.html:1:1 `base.html` contains itself through the templates that it extends or includes (to change a built-in template, extend `default/base.html`)\n"
    );
    let told = problems(&[("base.html", "{% extends \"defalt/base.html\" %}")]);
    assert_eq!(
        told,
        "template/unknown-name templates/base.html:1:13 there is no template `defalt/base.html`, which `base.html` extends (did you mean `default/base.html`?)\n"
    );
}

#[test]
fn a_template_that_is_not_utf8_is_told_at_its_byte() {
    let mut files = vec![("site-config.toml".to_owned(), crate::fixture::CONFIG.as_bytes().to_vec())];
    files.push(("templates/base.html".to_owned(), b"<p>\ncaf\xe9</p>".to_vec()));
    let reader = wavemark::source::SourceReader::memory(files);
    let words = wavemark::message::Catalogue::for_language("en");
    let checked = wavemark::templates::Templates::load(&reader, None, &words);
    let problem = &checked.diagnostics[0];
    let at = reader.position(problem.span.unwrap());
    assert_eq!((at.line, at.column, problem.code), (2, 4, "template/not-utf8"));
    assert!(checked.value.is_none());
}
