//! Every program, looked at by ruff and by mypy, or by javac: names that are not there, arguments that do not fit, imports from
//! nowhere.
//!
//! Never starts a program.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;

use engine::scenario::Client;

use crate::digest;
use crate::failure::Failure;
use crate::files;
use crate::kafka::install::Kafka;
use crate::kafka::variants::{self, Found};
use crate::process::{command, run};

const MYPY: &str = "[mypy]\nstrict = True\n\n\
     # It comes without types.\n[mypy-aiokafka.*]\nignore_missing_imports = True\n";

/// Writes every program into a folder and has it looked at.
pub fn lint(kafka: &Kafka, python: &Path, folder: &Path) -> Result<(), Failure> {
    files::remove(folder)?;
    let Found { files: programs, java, missing } = variants::programs_of_all_settings();
    if !missing.is_empty() {
        let missing: Vec<_> = missing.into_iter().collect();
        let what = format!("programs import {}", missing.join("; "));
        return Err(Failure::missing(what, "Mend engine/src/listing/programs.rs."));
    }
    for (name, text) in variants::modules(Client::Aiokafka).iter().chain(&programs) {
        files::write(&folder.join(name), text.as_bytes())?;
    }
    files::write(&folder.join("mypy.ini"), MYPY.as_bytes())?;
    let tool = |name: &str, arguments: &[&str]| {
        run(command(python).args(["-m", name]).args(arguments).current_dir(folder))
    };
    tool("ruff", &["check", "--quiet", "--isolated", "."])?;
    tool("mypy", &["--no-error-summary", "."])?;
    println!("{} different programs and modules: ruff and mypy find nothing", programs.len());
    compile(kafka, &java, &folder.join("java"))?;
    println!("{} different programs and modules in Java: javac finds nothing", java.len());
    Ok(())
}

/// Compiles all programs at once: each in a package of its own, with the modules in another one.
fn compile(
    kafka: &Kafka,
    programs: &BTreeMap<String, String>,
    folder: &Path,
) -> Result<(), Failure> {
    let mut list = String::new();
    let mut add = |path: String, text: String| {
        list.push_str(&format!("{path}\n"));
        files::write(&folder.join(path), text.as_bytes())
    };
    for (name, text) in variants::modules(Client::Java) {
        add(format!("modules/{name}"), format!("package modules;\n{text}"))?;
    }
    for (path, text) in programs {
        let package = path.split('/').next().unwrap_or_default();
        add(path.clone(), format!("package {package};\nimport modules.*;\n{text}"))?;
    }
    files::write(&folder.join("sources.txt"), list.as_bytes())?;
    // Only the launcher of javac knows what `libs/*` is.
    let jars = digest::files(&kafka.libs, |_| true)?;
    let jars = env::join_paths(jars).map_err(|error| {
        Failure::missing(format!("the jars have no class path: {error}"), "Move the tool cache.")
    })?;
    run(command(&kafka.java)
        .args(["--module", "jdk.compiler/com.sun.tools.javac.Main"])
        .args(["-Xlint:unchecked,rawtypes,deprecation,fallthrough", "-Werror", "-proc:none"])
        .arg("--class-path")
        .arg(jars)
        .args(["-d", "classes", "@sources.txt"])
        .current_dir(folder))
}
