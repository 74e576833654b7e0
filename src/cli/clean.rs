//! `wavemark clean`: takes away what builds keep for the next one.

use super::build::size;
use super::console::Console;
use super::project::Project;
use super::{Exit, count};
use crate::source::{STORE, Store};

/// Takes away what was kept; whatever else lies in the folder stays.
pub(super) fn clean(console: &mut Console, project: &Project) -> Exit {
    let folder = project.path(STORE).display().to_string();
    match Store::of_project(project.root()).clear() {
        Ok(cleared) if cleared.files == 0 => console.say("Nothing was kept.\n"),
        Ok(cleared) => {
            console.say(&format!(
                "Took away {} in {folder} ({}).\n",
                count(cleared.files, "file"),
                size(cleared.bytes)
            ));
        }
        Err(error) => {
            console.complain(&format!("wavemark: {folder} could not be cleared: {error}\n"));
            return Exit::Problems;
        }
    }
    Exit::Fine
}
