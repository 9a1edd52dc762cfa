//! `cargo xtask`: everything that is done with the workbook besides using it.
//!
//! A command is one arm of `dispatch` and a module of its own. Nothing here is part of the site,
//! and no command changes a source file.

mod bench;
mod chromium;
mod digest;
mod failure;
mod language;
mod layers;
mod lessons;
mod options;
mod process;
mod simulate;
mod site;
mod table;
mod tools;

use std::env;
use std::process::ExitCode;

use failure::Failure;
use layers::Layer;
use site::Rebuild;

const USAGE: &str = "\
cargo xtask serve [--port N] [--language NAME]
                                         build the workbook and serve it at http://127.0.0.1:8080/
cargo xtask build [--language NAME]      leave the site in dist/
cargo xtask test [--quick] [LAYER...]    run the tests: fmt, lint, native, wasm, browser, or some of
                                         these; --quick builds the site only when it has changed
cargo xtask simulate SCENARIO.toml [--style NAME] [--seed N] [--horizon 60s] [--json]
                                         run a scenario file without the page and print its figures;
                                         styles: sequential, parallel, background, kafka, or all
cargo xtask lessons                      check and compile the lessons; every build does it by itself
cargo xtask fuzz [ROUNDS] [--seed N]     damage saved states, imports, question files and addresses
cargo xtask bench [--json FILE]          measure the engine, the first load, frames, clicks and memory

What a command needs and does not find it installs, and says so: compiled tools into the cache
folder of the user, on Debian Chromium with apt-get.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(match failure {
                Failure::Usage(_) | Failure::Input { .. } => 2,
                _ => 1,
            })
        }
    }
}

fn dispatch(arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        [] | ["help" | "--help" | "-h", ..] => {
            println!("{USAGE}");
            Ok(())
        }
        ["serve", rest @ ..] => {
            let (language, rest) = language::of(rest)?;
            site::serve(port(&rest)?, &language)
        }
        ["build", rest @ ..] => match language::of(rest)? {
            (language, rest) if rest.is_empty() => site::build(Rebuild::Always, &language),
            _ => Err(Failure::Usage("`build` takes --language and nothing else".into())),
        },
        ["test", rest @ ..] => {
            let (layers, rebuild) = layers_and_rebuild(rest)?;
            layers::test(&layers, rebuild)
        }
        ["simulate", rest @ ..] => simulate::simulate(rest),
        ["bench", rest @ ..] => bench::bench(rest),
        ["lessons"] => lessons::compile_lessons(&words::wanted()),
        ["page"] => language::fill_page(),
        ["fuzz", rest @ ..] => lessons::fuzz(rest),
        [unknown, ..] => Err(Failure::Usage(format!("`{unknown}` is no command"))),
    }
}

fn port(arguments: &[&str]) -> Result<u16, Failure> {
    let value = match arguments {
        [] => return Ok(site::PORT),
        ["--port", value] => value,
        [one] => one.strip_prefix("--port=").unwrap_or(""),
        _ => "",
    };
    match value.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(Failure::Usage("`serve` takes --port and a number from 1 to 65535".into())),
    }
}

fn layers_and_rebuild(arguments: &[&str]) -> Result<(Vec<Layer>, Rebuild), Failure> {
    let mut layers = Vec::new();
    let mut rebuild = Rebuild::Always;
    for argument in arguments {
        if *argument == "--quick" {
            rebuild = Rebuild::IfChanged;
        } else {
            layers.push(Layer::named(argument).ok_or_else(|| {
                let names = Layer::ALL.map(Layer::name).join(", ");
                Failure::Usage(format!("`{argument}` is no layer ({names})"))
            })?);
        }
    }
    if layers.is_empty() {
        layers.extend(Layer::ALL);
    }
    Ok((layers, rebuild))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_8080_unless_one_is_named() {
        assert_eq!(port(&[]).ok(), Some(8080));
        assert_eq!(port(&["--port", "9000"]).ok(), Some(9000));
        assert_eq!(port(&["--port=9000"]).ok(), Some(9000));
        for wrong in [&["--port"][..], &["9000"], &["--port", "0"], &["--port", "70000"]] {
            assert!(matches!(port(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }

    #[test]
    fn all_layers_run_unless_some_are_named() {
        let names = |arguments: &[&str]| {
            layers_and_rebuild(arguments)
                .map(|(layers, _)| layers.into_iter().map(Layer::name).collect::<Vec<_>>())
        };
        assert_eq!(
            names(&["--quick"]).ok(),
            Some(vec!["fmt", "lint", "native", "wasm", "browser"])
        );
        assert_eq!(names(&["native"]).ok(), Some(vec!["native"]));
        assert!(matches!(names(&["nativ"]), Err(Failure::Usage(_))));
    }
}
