//! The programs of several styles as one text, which a shell unpacks into folders.
//!
//! A page can give somebody a file, and only one at a time. Never here: a program.

use crate::listing::page::Listing;
use crate::listing::programs::{REQUIREMENTS, programs, readme, topics};
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::Intervention;
use crate::scenario::program::Style;
use crate::scenario::statement::Scenario;

/// What ends a file; no line of a program is this.
const END: &str = "END_OF_FILE";

/// The files of a style, by their paths, with all services that the scenario has at its start or later.
pub fn files(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
) -> Vec<(String, String)> {
    let present: Vec<ServiceId> = (0..).take(scenario.roster(interventions).len()).collect();
    let programs = programs(scenario, style, interventions, &present);
    let topics = topics(scenario, style, interventions);
    let readme = readme(scenario, style, &programs, &topics);
    let mut files = Vec::new();
    for program in &programs {
        let path = |file: &Listing| format!("{}/{}", program.folder, file.file);
        files.extend(program.files.iter().map(|file| (path(file), file.text())));
    }
    files.push(("README.md".into(), readme));
    files.push(("requirements.txt".into(), REQUIREMENTS.into()));
    files
}

/// The folder of a style.
pub fn folder(style: Style) -> String {
    style.word().replace([' ', '-'], "_")
}

/// All files of these styles.
pub fn archive(scenario: &Scenario, styles: &[Style], interventions: &[Intervention]) -> String {
    let mut text = String::from(
        "#!/bin/sh\n# Unpacks the programs into folders beside this file, or where it is started: sh FILE\nset -e\n",
    );
    for &style in styles {
        for (path, content) in files(scenario, style, interventions) {
            let path = format!("{}/{path}", folder(style));
            let parent = path.rsplit_once('/').map_or(".", |(parent, _)| parent);
            text.push_str(&format!("mkdir -p {parent}\ncat > {path} <<'{END}'\n{content}{END}\n"));
        }
    }
    text
}
