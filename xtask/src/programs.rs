//! `programs`: the programs that the page shows for a scenario, as files that run.
//!
//! A folder for each style, in it one for each program; the texts are the engine's. Never overwrites a file that it
//! did not name itself.

use std::path::{Path, PathBuf};

use engine::listing::{self, Program, Topic};
use engine::scenario::{Scenario, ServiceId, Style};
use lexopt::Parser;
use lexopt::prelude::*;

use crate::arguments::{next, once, unexpected, value};
use crate::failure::Failure;
use crate::files;
use crate::scenarios::{scenario_of, styles};

/// Runs `programs` as it was typed.
pub fn programs(mut parser: Parser) -> Result<(), Failure> {
    let (mut file, mut out, mut style) = (None, None, None);
    while let Some(argument) = next(&mut parser, "programs")? {
        match argument {
            Long("out") => once(&mut out, "out", PathBuf::from(value(&mut parser, "out")?))?,
            Long("style") => once(&mut style, "style", styles(&value(&mut parser, "style")?)?)?,
            Value(path) => once(&mut file, "SCENARIO", path.to_string_lossy().into_owned())?,
            other => {
                return Err(unexpected("programs", other, "a scenario file, --out and --style"));
            }
        }
    }
    let (Some(file), Some(out)) = (file, out) else {
        return Err(Failure::Usage("`programs` takes a scenario file and `--out DIR`".into()));
    };
    let scenario = scenario_of(&file)?;
    for style in style.unwrap_or_else(|| Style::ALL.to_vec()) {
        let folder = out.join(listing::folder(style));
        write(&scenario, style, &folder)?;
        println!("{}", folder.join("README.md").display());
    }
    Ok(())
}

/// What was written for a style.
pub struct Written {
    /// The producer's program, then the services'.
    pub programs: Vec<Program>,
    /// The topics that they expect.
    pub topics: Vec<Topic>,
}

/// Writes the programs of a style, with all services that the scenario has at its start or later.
pub fn write(scenario: &Scenario, style: Style, folder: &Path) -> Result<Written, Failure> {
    for (path, text) in listing::files(scenario, style, &[]) {
        files::write(&folder.join(path), text.as_bytes())?;
    }
    let present: Vec<ServiceId> = (0..).take(scenario.roster(&[]).len()).collect();
    let programs = listing::programs(scenario, style, &[], &present);
    Ok(Written { programs, topics: listing::topics(scenario, style, &[]) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::own_folder;
    use crate::process::{command, run};

    #[test]
    #[cfg(unix)]
    fn the_file_that_the_page_gives_unpacks_to_the_same_programs() {
        let folder = own_folder().expect("a folder").join("archive");
        files::remove(&folder).expect("it can be removed");
        let scenario = Scenario::default();
        let styles = [Style::Sequential, Style::RequestReply];
        let text = listing::archive(&scenario, &styles, &[]);
        files::write(&folder.join("programs.sh"), text.as_bytes()).expect("it is written");
        run(command("sh").arg("programs.sh").current_dir(&folder)).expect("it unpacks");
        for style in styles {
            for (path, text) in listing::files(&scenario, style, &[]) {
                let path = folder.join(listing::folder(style)).join(path);
                let unpacked = std::fs::read_to_string(&path).expect("it is there");
                assert_eq!(unpacked, text, "{}", path.display());
            }
        }
    }
}
