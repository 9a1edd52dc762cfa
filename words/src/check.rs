//! A language held against English: the same texts, each with the same places.
//!
//! Never here: whether a text says the same.

use super::list::{SCENARIO, SETTING, Word, Words, places};
use engine::scenario::{ServiceSetting, Setting};
use engine::toml::{Fault, FileError, short};

impl Words {
    /// What keeps these words from standing in for the English ones.
    pub fn faults_against(&self, english: &Words) -> Vec<FileError> {
        let missing = english.words.iter().filter(|word| self.word(&word.key).is_none());
        let foreign = self.words.iter().filter_map(|word| match english.word(&word.key) {
            Some(model) => other_places(word, model),
            None if [SCENARIO, SETTING].iter().any(|own| word.key.starts_with(own)) => None,
            None => Some(Fault::new(
                word.place,
                format_args!("`{}` is no text of the interface", short(&word.key)),
                format_args!("remove it, or write it as in {}", english.file),
            )),
        });
        let faults = missing.map(|word| self.lacks(word)).chain(foreign);
        faults.map(|fault| FileError::new(&self.file, &self.text, &fault)).collect()
    }

    /// Texts of scenarios and settings that there are not; `known` is asked with the name of each scenario.
    pub fn faults_in_names(&self, known: impl Fn(&str) -> bool) -> Vec<FileError> {
        let foreign = |word: &&Word| {
            let scenario = word.key.strip_prefix(SCENARIO);
            let setting = word.key.strip_prefix(SETTING);
            scenario.is_some_and(|rest| !is_of_scenario(rest, &known))
                || setting.is_some_and(|rest| !is_setting(rest))
        };
        let fault = |word: &Word| {
            Fault::new(
                word.place,
                format_args!("`{}` is the text of nothing", short(&word.key)),
                format_args!(
                    "write the name of a scenario's file, or a table and key of docs/scenarios.md"
                ),
            )
        };
        let faults = self.words.iter().filter(foreign).map(fault);
        faults.map(|fault| FileError::new(&self.file, &self.text, &fault)).collect()
    }

    /// The line to look at is that of the last text of the same part, under which it belongs.
    fn lacks(&self, word: &Word) -> Box<Fault> {
        let part = |key: &str| key.rsplit_once('.').map(|(part, _)| part.to_string());
        let beside = self.words.iter().rfind(|other| part(&other.key) == part(&word.key));
        Fault::new(
            beside.map_or(self.text.len(), |beside| beside.place),
            format_args!("`{}` is missing", word.key),
            format_args!("add it here; in English it is \"{}\"", word.said),
        )
    }
}

/// Whether this is `outage.title` or `outage.about`, of a scenario that is known.
fn is_of_scenario(rest: &str, known: impl Fn(&str) -> bool) -> bool {
    rest.split_once('.')
        .is_some_and(|(name, field)| ["title", "about"].contains(&field) && known(name))
}

/// Whether this is `kafka.acks` or another that the engine knows.
fn is_setting(rest: &str) -> bool {
    rest.split_once('.').is_some_and(|(table, key)| {
        Setting::named(table, key).is_some() || ServiceSetting::named(table, key).is_some()
    })
}

fn other_places(word: &Word, model: &Word) -> Option<Box<Fault>> {
    let (own, expected) = (places(&word.said)?, places(&model.said)?);
    let braced = |name: &&str| format!("{{{name}}}");
    if let Some(foreign) = own.iter().find(|name| !expected.contains(name)) {
        let known: Vec<String> = expected.iter().map(braced).collect();
        let help = match known[..] {
            [] => "remove it: nothing is filled in there".to_string(),
            _ => format!("use {}", known.join(", ")),
        };
        return Some(Fault::new(
            word.place,
            format_args!("`{}` has {}, which nothing fills in", word.key, braced(foreign)),
            format_args!("{help}"),
        ));
    }
    let lost = expected.iter().find(|name| !own.contains(name))?;
    Some(Fault::new(
        word.place,
        format_args!("`{}` lacks {}", word.key, braced(lost)),
        format_args!("say it somewhere; in English it is \"{}\"", model.said),
    ))
}
