//! Every program, looked at by ruff and by mypy: names that are not there, arguments that do not fit, imports from
//! nowhere.
//!
//! Never starts a program.

use std::path::Path;

use crate::failure::Failure;
use crate::files;
use crate::kafka::variants::{self, Found};
use crate::process::{command, run};

const MYPY: &str = "[mypy]\nstrict = True\n\n\
     # It comes without types.\n[mypy-aiokafka.*]\nignore_missing_imports = True\n";

/// Writes every program into a folder and has it looked at.
pub fn lint(python: &Path, folder: &Path) -> Result<(), Failure> {
    files::remove(folder)?;
    let Found { files: programs, missing } = variants::programs_of_all_settings();
    if !missing.is_empty() {
        let missing: Vec<_> = missing.into_iter().collect();
        let what = format!("programs import {}", missing.join("; "));
        return Err(Failure::missing(what, "Mend engine/src/listing/programs.rs."));
    }
    for (name, text) in variants::modules().iter().chain(&programs) {
        files::write(&folder.join(name), text.as_bytes())?;
    }
    files::write(&folder.join("mypy.ini"), MYPY.as_bytes())?;
    let tool = |name: &str, arguments: &[&str]| {
        run(command(python).args(["-m", name]).args(arguments).current_dir(folder))
    };
    tool("ruff", &["check", "--quiet", "--isolated", "."])?;
    tool("mypy", &["--no-error-summary", "."])?;
    println!("{} different programs and modules: ruff and mypy find nothing", programs.len());
    Ok(())
}
