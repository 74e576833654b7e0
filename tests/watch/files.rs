//! Looking again at files: what is another than before is found, and the rest is left.

use std::collections::BTreeSet;
use wavemark::source::SourceReader;

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_changed_is_found_and_the_rest_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("a.md", "one");
    write("d/b.csv", "1");
    let reader = SourceReader::disk(folder.path());
    let (a, d, none) = (reader.part(), reader.part(), reader.part());
    let id = a.read("a.md").unwrap().id;
    assert_eq!(d.walk("d").unwrap(), ["d/b.csv"]);
    assert!(none.read("late.toml").is_err());
    assert_eq!(reader.refresh(&names(&[]), &names(&[])), Vec::<String>::new());

    write("a.md", "two!");
    write("d/new/c.csv", "2");
    write("late.toml", "");
    assert_eq!(reader.looks_changed(), ["a.md", "d/new/c.csv", "late.toml"]);
    let held = names(&["d/new/c.csv"]);
    assert_eq!(reader.refresh(&names(&[]), &held), ["a.md", "late.toml"]);
    assert!(!reader.is_unchanged(&a.footprint()) && !reader.is_unchanged(&none.footprint()));
    assert!(reader.is_unchanged(&d.footprint()));
    assert_eq!((a.read("a.md").unwrap().id, a.read("a.md").unwrap().text()), (id, Ok("two!")));
    assert!(reader.part().read("late.toml").is_ok());
    assert_eq!(reader.refresh(&names(&[]), &names(&[])), ["d/new/c.csv"]);
    assert!(!reader.is_unchanged(&d.footprint()));

    std::fs::remove_file(folder.path().join("a.md")).unwrap();
    assert_eq!(reader.refresh(&names(&[]), &names(&[])), ["a.md"]);
    assert!(reader.part().read("a.md").is_err());
    write("a.md", "back");
    assert_eq!(reader.refresh(&names(&[]), &names(&[])), ["a.md"]);
    assert_eq!(reader.part().read("a.md").unwrap().id, id);
    assert_eq!(reader.folders("public"), names(&["", "d", "d/new"]));
}

#[test]
fn a_file_is_noticed_though_its_size_and_time_are_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    std::fs::write(&path, "one").unwrap();
    let reader = SourceReader::disk(folder.path());
    reader.read("a.md").unwrap();
    let time = std::fs::metadata(&path).unwrap().modified().unwrap();
    std::fs::write(&path, "two").unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(reader.refresh(&names(&["./a.md"]), &names(&[])), ["a.md"]);
    assert_eq!(reader.refresh(&names(&["a.md"]), &names(&[])), Vec::<String>::new());
}
