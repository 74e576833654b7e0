use assert_cmd::Command;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

/// The program, run in `folder`, with nothing of the environment that bears on colours.
pub fn wavemark(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("wavemark").expect("the program is built for its tests");
    command.current_dir(folder).args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(name);
    }
    command
}

/// How a run ended: exit code, standard output, standard error.
pub fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    parts(wavemark(folder, arguments).output().expect("the program runs"))
}

pub fn parts(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

pub fn empty_folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A folder with a project as `wavemark init` makes it.
pub fn new_project() -> TempDir {
    let folder = empty_folder();
    let (code, _, complaint) = run(folder.path(), &["init", "."]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    folder
}

/// Replaces a text that a file of the project has.
pub fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let before = std::fs::read_to_string(&path).expect("the file to change");
    assert!(before.contains(from), "{file} has no {from:?}");
    std::fs::write(&path, before.replace(from, to)).expect("the file can be changed");
}

/// Every file below a folder with its content, sorted; without what is kept for the next run.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| entry.file_name() != ".wavemark").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let name = entry.path().strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).expect("a readable file"))
    });
    files.collect()
}

/// Compares what was printed with `tests/cli/expected/NAME.txt`; `WAVEMARK_UPDATE_EXPECTED=1` writes it.
pub fn expected(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cli/expected/{name}.txt"));
    if std::env::var_os("WAVEMARK_UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, printed).expect("the expected text can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, expected, "{name}: if this is right, run again with WAVEMARK_UPDATE_EXPECTED=1");
}
