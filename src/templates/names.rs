//! The names that templates may use, for "did you mean". Tera does not list its own; a test holds these against it.

/// Filters.
pub const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// Tests, as in `{% if x is defined %}`.
pub const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// Tags that begin something.
pub const TAGS: &[&str] = &[
    "block",
    "break",
    "component",
    "continue",
    "extends",
    "filter",
    "for",
    "if",
    "include",
    "raw",
    "set",
    "set_global",
];

/// Functions; `t` gives words of the catalogue.
pub const FUNCTIONS: &[&str] = &["range", "super", "t", "throw"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Catalogue;
    use crate::source::SourceReader;
    use crate::templates::Templates;

    /// Names that Tera does not know are refused when a template is added, so that these lists cannot grow wrong.
    #[test]
    fn every_name_exists() {
        let filters = FILTERS.iter().map(|name| format!("{{{{ page | {name} }}}}"));
        let tests = TESTS.iter().map(|name| format!("{{% if page is {name} %}}{{% endif %}}"));
        let functions = FUNCTIONS.iter().filter(|name| **name != "super").map(|name| format!("{{{{ {name}() }}}}"));
        let own: String = filters.chain(tests).chain(functions).collect();
        let reader = SourceReader::memory([("templates/own.html", own)]);
        let checked = Templates::load(&reader, None, &Catalogue::for_language("en"));
        assert!(checked.value.is_some(), "{:?}", checked.diagnostics);
    }
}
