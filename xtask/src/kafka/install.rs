//! Apache Kafka itself: Java, Maven, and the pinned jars that Maven brings from its Central.
//!
//! On Debian a missing Java or Maven is installed, and that is said; elsewhere it only says what to install.
//! Never touches a Kafka that was installed elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::failure::Failure;
use crate::files;
use crate::process::{command, on_path, output, run, version};
use crate::tools::fill_cache;

/// The version of Apache Kafka, in the pom too.
pub const VERSION: &str = "4.3.0";
const POM: &str = include_str!("pom.xml");
/// The module that compiles the programs in Java; a runtime environment alone lacks it.
const COMPILER: &str = "jdk.compiler";
/// What Kafka 4's servers ask for.
const OLDEST_JAVA: u32 = 17;
const DEBIAN_PACKAGES: [&str; 2] = ["default-jdk-headless", "maven"];
const INSTALL: &str = "Install a JDK of Java 17 or later, and Maven:\n    \
     Debian: apt-get install default-jdk-headless maven\n    \
     Fedora: dnf install java-21-openjdk-devel maven\n    \
     Arch: pacman -S jdk-openjdk maven\n    \
     macOS: brew install openjdk maven\n    \
     elsewhere: https://adoptium.net and https://maven.apache.org";

/// What starts a node.
#[derive(Clone, Debug)]
pub struct Kafka {
    /// The program `java`.
    pub java: PathBuf,
    /// The folder of the jars.
    pub libs: PathBuf,
}

/// Makes sure of Java and of the jars.
pub fn ensure() -> Result<Kafka, Failure> {
    let java = ensure_java()?;
    let whole =
        fill_cache(&format!("kafka-{VERSION}"), |folder| has_jar(&folder.join("libs")), fetch)?;
    Ok(Kafka { java, libs: whole.join("libs") })
}

fn ensure_java() -> Result<PathBuf, Failure> {
    if let Some(java) = java() {
        return Ok(java);
    }
    install_on_debian("Java 17 with a compiler")?;
    java().ok_or_else(|| Failure::missing("Kafka needs Java 17 or later, with a compiler", INSTALL))
}

fn java() -> Option<PathBuf> {
    let java = on_path("java")?;
    let major: u32 = version(&java)?.split('.').next()?.parse().ok()?;
    let modules = output(command(&java).arg("--list-modules")).ok()?;
    (major >= OLDEST_JAVA && modules.contains(COMPILER)).then_some(java)
}

fn install_on_debian(what: &str) -> Result<(), Failure> {
    if !debian::is_here() {
        return Err(Failure::missing(format!("Kafka needs {what}"), INSTALL));
    }
    println!("There is no {what}. Installing {} with apt-get, once.", DEBIAN_PACKAGES.join(", "));
    debian::install(&DEBIAN_PACKAGES, INSTALL)
}

fn has_jar(libs: &Path) -> bool {
    libs.join(format!("kafka_2.13-{VERSION}.jar")).is_file()
}

fn fetch(folder: &Path) -> Result<(), Failure> {
    if on_path("mvn").is_none() {
        install_on_debian("Maven")?;
    }
    println!("Fetching Apache Kafka {VERSION} with Maven: under 1 minute, once.");
    let (pom, libs) = (folder.join("pom.xml"), folder.join("libs.partial"));
    files::write(&pom, POM.as_bytes())?;
    run(command("mvn")
        .args(["--batch-mode", "--quiet", "--file"])
        .arg(&pom)
        .arg("dependency:copy-dependencies")
        .arg(format!("-DoutputDirectory={}", libs.display())))?;
    // In one step, so that jars of an interrupted attempt are not taken for all of them.
    files::remove(&folder.join("libs"))?;
    fs::rename(&libs, folder.join("libs")).map_err(Failure::file("rename", &libs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pom_has_the_version() {
        let versions = POM.matches(&format!("<version>{VERSION}</version>")).count();
        assert_eq!(versions, 2);
    }
}
