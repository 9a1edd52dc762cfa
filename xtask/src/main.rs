//! `cargo xtask`: everything that is done with the workbook besides using it.
//!
//! A command is one arm of `dispatch` and a module of its own. Nothing here is part of the site,
//! and no command changes a source file.

mod arguments;
mod bench;
mod chromium;
mod compress;
mod debian;
mod digest;
#[cfg(test)]
mod docs;
mod failure;
mod files;
mod firefox;
mod fuzz;
mod kafka;
mod language;
mod layers;
mod lessons;
mod lighthouse;
mod process;
mod programs;
mod python;
mod scenarios;
mod simulate;
mod site;
mod table;
mod tools;
mod visible;

use std::process::ExitCode;
use visible::visible;

use lexopt::prelude::*;
use lexopt::{Arg, Parser};

use arguments::{next, once, unexpected, value};
use failure::Failure;
use layers::Layer;
use site::Rebuild;
use site::recipe::Recipe;

const USAGE: &str = "\
cargo xtask serve [--port N] [--language NAME]
                                         build the workbook and serve it at http://127.0.0.1:8080/
cargo xtask build [--language NAME] [--address URL] [--offline]
                                         leave the site in dist/; --address is where it will be, for search
                                         engines and previews; with --offline, browsers keep all of it
cargo xtask test [--quick] [LAYER...]    run the tests: fmt, lint, native, wasm, browser, kafka, or some
                                         of these; --quick builds the site only when it has changed, and
                                         leaves kafka out unless it is named
cargo xtask simulate SCENARIO.toml [--style NAME] [--seed N] [--horizon 60s] [--json]
                                         run a scenario file without the page and print its figures;
                                         all styles, unless --style names one
cargo xtask programs SCENARIO.toml --out DIR [--style NAME]
                                         write the programs that the page shows, with all that they import
cargo xtask lessons                      check and compile the lessons; every build does it by itself
cargo xtask fuzz [ROUNDS] [--seed N]     damage saved states, scenarios, question files, addresses and links
      fuzz --browser ACTIONS [--seed N]  press, type, open and reload without a plan, in a browser
cargo xtask bench [--json FILE]          measure the engine, the bytes, frames, clicks and memory;
      bench --bytes                      the bytes alone, by file and by crate
      bench --soak MINUTES               the heaviest load over and over: memory, and the worst frame
cargo xtask kafka start [--brokers N] [--port N] [--set NAME=VALUE]
                                         start an Apache Kafka of its own on this machine
      kafka topic NAME [--partitions N] [--copies N] [--set NAME=VALUE]
      kafka stop|kill|freeze|thaw|restart [BROKER]
      kafka status|end                   what runs; end all of it and remove its data
      kafka compare [WORD]               run the cases with that word in their names, as the tests do
      kafka record                       measure what the simulation claims of Kafka; needs a JDK
      kafka lint                         look at the programs of all settings with ruff and mypy
cargo xtask lighthouse                   measure the site in dist/ as on a phone; needs Node and npm

A command installs what it needs and does not find, and says so: compiled tools into the user's cache
folder, and on Debian Chromium, Java and Maven with apt-get.";

fn main() -> ExitCode {
    match dispatch(Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", visible(&format!("error: {failure}")));
            ExitCode::from(match failure {
                Failure::Usage(_) | Failure::Input { .. } => 2,
                _ => 1,
            })
        }
    }
}

fn dispatch(mut parser: Parser) -> Result<(), Failure> {
    let command = match next(&mut parser, "xtask")? {
        None | Some(Short('h') | Long("help")) => "help".into(),
        Some(Value(command)) => command.to_string_lossy().into_owned(),
        Some(option) => return Err(unexpected("xtask", option, "a command first")),
    };
    match command.as_str() {
        "help" => {
            println!("{USAGE}");
            Ok(())
        }
        "serve" => {
            let Serve { port, language } = Serve::parse(parser)?;
            site::serve(port, &language)
        }
        "build" => site::build(Rebuild::Always, &Recipe::parse(parser)?).map(drop),
        "test" => {
            let (layers, rebuild) = layers_and_rebuild(parser)?;
            layers::test(&layers, rebuild)
        }
        "programs" => programs::programs(parser),
        "simulate" => simulate::simulate(parser),
        "bench" => bench::bench(parser),
        "kafka" => kafka::kafka(parser),
        "lighthouse" => {
            nothing_more(parser, "lighthouse")?;
            lighthouse::lighthouse()
        }
        "lessons" => {
            nothing_more(parser, "lessons")?;
            lessons::compile_lessons(&words::wanted())
        }
        "page" => {
            nothing_more(parser, "page")?;
            site::trunk::finish()
        }
        "fuzz" => fuzz::fuzz(parser),
        unknown => Err(Failure::Usage(format!("`{unknown}` is not a command"))),
    }
}

/// What `serve` was asked for.
#[derive(Debug, PartialEq)]
struct Serve {
    port: u16,
    language: String,
}

impl Serve {
    fn parse(mut parser: Parser) -> Result<Self, Failure> {
        let (mut port, mut language) = (None, None);
        while let Some(argument) = next(&mut parser, "serve")? {
            match argument {
                Long("port") => {
                    let number = value(&mut parser, "port")?.parse().ok().filter(|&port| port > 0);
                    let number = number.ok_or_else(|| {
                        Failure::Usage("`--port` takes a number from 1 to 65535".into())
                    })?;
                    once(&mut port, "port", number)?;
                }
                Long("language") => {
                    once(&mut language, "language", value(&mut parser, "language")?)?;
                }
                other => return Err(unexpected("serve", other, "--port and --language")),
            }
        }
        Ok(Self {
            port: port.unwrap_or(site::PORT),
            language: language.unwrap_or_else(words::wanted),
        })
    }
}

fn nothing_more(mut parser: Parser, command: &str) -> Result<(), Failure> {
    match next(&mut parser, command)? {
        None => Ok(()),
        Some(argument) => Err(unexpected(command, argument, "nothing more")),
    }
}

fn layers_and_rebuild(mut parser: Parser) -> Result<(Vec<Layer>, Rebuild), Failure> {
    let mut layers = Vec::new();
    let mut rebuild = Rebuild::Always;
    while let Some(argument) = next(&mut parser, "test")? {
        match argument {
            Long("quick") => rebuild = Rebuild::IfChanged,
            Value(name) => {
                let name = name.to_string_lossy();
                layers.push(Layer::named(&name).ok_or_else(|| {
                    let names = Layer::ALL.map(Layer::name).join(", ");
                    Failure::Usage(format!("`{name}` is not a layer of the tests ({names})"))
                })?);
            }
            other @ (Arg::Short(_) | Arg::Long(_)) => {
                return Err(unexpected("test", other, "--quick and names of layers"));
            }
        }
    }
    if layers.is_empty() {
        let quick = rebuild == Rebuild::IfChanged;
        layers.extend(Layer::ALL.into_iter().filter(|layer| !quick || *layer != Layer::Kafka));
    }
    Ok((layers, rebuild))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parser(arguments: &[&str]) -> Parser {
        Parser::from_args(arguments)
    }

    #[test]
    fn the_port_is_8080_unless_one_is_named() {
        let port = |arguments| Serve::parse(parser(arguments)).map(|serve| serve.port);
        assert_eq!(port(&[]).ok(), Some(8080));
        assert_eq!(port(&["--port", "9000"]).ok(), Some(9000));
        assert_eq!(port(&["--port=9000"]).ok(), Some(9000));
        for wrong in [&["--port"][..], &["9000"], &["--port", "0"], &["--port", "70000"]] {
            assert!(matches!(port(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }

    #[test]
    fn a_language_may_stand_among_other_arguments_once() {
        let asked = Serve::parse(parser(&["--port", "9000", "--language", "de"])).ok();
        assert_eq!(asked, Some(Serve { port: 9000, language: "de".into() }));
    }

    #[test]
    fn all_layers_run_unless_some_are_named() {
        let names = |arguments| {
            layers_and_rebuild(parser(arguments))
                .map(|(layers, _)| layers.into_iter().map(Layer::name).collect::<Vec<_>>())
        };
        assert_eq!(
            names(&["--quick"]).ok(),
            Some(vec!["fmt", "lint", "native", "wasm", "browser"])
        );
        let all = ["fmt", "lint", "native", "wasm", "browser", "kafka"];
        assert_eq!(names(&[]).ok().as_deref(), Some(&all[..]));
        assert_eq!(names(&["--quick", "kafka"]).ok(), Some(vec!["kafka"]));
        assert_eq!(names(&["native"]).ok(), Some(vec!["native"]));
        for wrong in [&["nativ"][..], &["--slow"], &["-q"]] {
            assert!(matches!(names(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }

    #[test]
    fn a_command_comes_first_and_one_without_options_takes_nothing_more() {
        for wrong in [&["--port", "9000"][..], &["srve"], &["lessons", "en"], &["page", "--quick"]]
        {
            assert!(matches!(dispatch(parser(wrong)), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }
}
