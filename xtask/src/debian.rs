//! Packages of Debian and its kin, installed with apt-get.
//!
//! Says what it does through apt-get's own output. Never removes a package, and never runs elsewhere than on a
//! system that has apt-get.

use std::path::Path;

use crate::failure::Failure;
use crate::process::{command, on_path, output, run};

/// Whether packages can be had this way.
pub fn is_here() -> bool {
    Path::new("/etc/debian_version").is_file() && on_path("apt-get").is_some()
}

/// Installs packages; `remedy` says what else to do if that fails.
pub fn install(packages: &[&str], remedy: &str) -> Result<(), Failure> {
    let is_root = output(command("id").arg("-u"))?.trim() == "0";
    if !is_root && on_path("sudo").is_none() {
        return Err(Failure::missing(
            "only root can install packages, and sudo is not there",
            format!("As root: apt-get update && apt-get install {}", packages.join(" ")),
        ));
    }
    let apt = |arguments: &[&str]| {
        // Through `env`, because sudo drops variables that are set outside of it.
        let mut line = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
        if !is_root {
            line.insert(0, "sudo");
        }
        line.extend(["-o", "DPkg::Lock::Timeout=120"]);
        line.extend(arguments);
        run(command(line[0]).args(&line[1..]))
    };
    // A source of packages that somebody added and that no longer answers fails this, and need not
    // matter: the installation itself decides.
    if let Err(failure) = apt(&["update"]) {
        println!("{failure}");
    }
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments).map_err(|failure| Failure::missing(failure.to_string(), remedy))
}
