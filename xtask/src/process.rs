//! Other programs: one way to find them, to run them, to name them in an error and to wait for them.
//!
//! Never goes through a shell, so that a space in a path is only a space.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// The folder of the workspace. Every command runs there, from wherever it was typed.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in a folder of the workspace")
}

/// A command that starts in the workspace's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs this program, so that the toolchain stays the same.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end with its output shown.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(not_started(command))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Unsuccessful { command: typed(command), status })
    }
}

/// Runs to the end and gives what it printed; errors stay hidden, because callers ask questions
/// whose answer may be no.
pub fn output(command: &mut Command) -> Result<String, Failure> {
    printed(command, Stdio::null())
}

/// Runs to the end and gives what it printed, while what it says about its work is shown.
pub fn answer(command: &mut Command) -> Result<String, Failure> {
    printed(command, Stdio::inherit())
}

fn printed(command: &mut Command, errors: Stdio) -> Result<String, Failure> {
    let output =
        command.stdin(Stdio::null()).stderr(errors).output().map_err(not_started(command))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failure::Unsuccessful { command: typed(command), status: output.status })
    }
}

/// The first program of that name on `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find_map(|folder| program_in(&folder, name))
}

/// The program of that name in a folder.
pub fn program_in(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    // npm's programs are scripts, which Windows starts by this ending only.
    let script = folder.join(format!("{name}.cmd"));
    if plain.is_file() {
        Some(plain)
    } else {
        (cfg!(windows) && script.is_file()).then_some(script)
    }
}

/// The number that a program prints for `--version`, as in "trunk 0.21.14".
pub fn version(program: &Path) -> Option<String> {
    let text = output(command(program).arg("--version")).ok()?;
    first_number(&text).map(str::to_owned)
}

/// `PATH` with these folders in front.
pub fn path_with(folders: &[&Path]) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().map(|folder| folder.to_path_buf()).chain(env::split_paths(&rest));
    // A folder with the separator in its name cannot be in PATH at all.
    env::join_paths(all).unwrap_or(rest)
}

/// Waits until no other process has this lock. The system gives it back when the process ends,
/// however it ends.
pub fn lock(path: &Path, what_the_other_does: &str) -> Result<File, Failure> {
    let file = File::create(path).map_err(Failure::file("create", path))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        println!("Waiting for another process that {what_the_other_does}.");
        file.lock().map_err(Failure::file("lock", path))?;
    }
    Ok(file)
}

fn first_number(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

fn typed(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn not_started(command: &Command) -> impl FnOnce(std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy().into_owned();
    |source| Failure::NotStarted { program, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_first_word_that_is_a_number() {
        assert_eq!(first_number("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(first_number("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(
            first_number("Chromium 156.0.8078.79 built on Debian GNU/Linux 12"),
            Some("156.0.8078.79")
        );
        assert_eq!(first_number("no number here"), None);
    }

    #[test]
    fn an_error_names_the_command_as_one_would_type_it() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.args(["fmt", "--check"]);
        assert_eq!(typed(&command), "cargo fmt --check");
    }
}
