//! Stands in for the `wasm-bindgen` command, whose package also brings a test runner with an HTTP client and
//! server, and so takes several times as long to compile.
//!
//! It takes the arguments that a build passes, by the same names and with the same meaning. Never here: anything
//! that [`wasm_bindgen_cli_support`] does.

use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::*;
use wasm_bindgen_cli_support::Bindgen;

/// The version of wasm-bindgen that this fits, as in Cargo.toml; a test compares them.
const VERSION: &str = "0.2.130";

const USAGE: &str = "\
bindgen --target web|no-modules --out-dir DIR [--out-name NAME] [--no-typescript] [--keep-debug]
        [--no-demangle] [--remove-name-section] [--remove-producers-section] INPUT.wasm
bindgen --version";

fn main() -> ExitCode {
    let done = Request::parse(lexopt::Parser::from_env()).and_then(Request::answer);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What was asked for.
#[derive(Debug, PartialEq)]
enum Request {
    Version,
    Usage,
    Generate(Options),
}

#[derive(Debug, Default, PartialEq)]
struct Options {
    input: PathBuf,
    target: String,
    out_dir: PathBuf,
    out_name: Option<String>,
    no_typescript: bool,
    keep_debug: bool,
    no_demangle: bool,
    remove_name_section: bool,
    remove_producers_section: bool,
}

impl Request {
    fn parse(mut arguments: lexopt::Parser) -> Result<Self, String> {
        let mut options = Options::default();
        while let Some(argument) = arguments.next().map_err(text)? {
            match argument {
                Short('V') | Long("version") => return Ok(Self::Version),
                Short('h') | Long("help") => return Ok(Self::Usage),
                Long("target") => options.target = value(&mut arguments)?,
                Long("out-dir") => options.out_dir = arguments.value().map_err(text)?.into(),
                Long("out-name") => options.out_name = Some(value(&mut arguments)?),
                Long("no-typescript") => options.no_typescript = true,
                Long("keep-debug") => options.keep_debug = true,
                Long("no-demangle") => options.no_demangle = true,
                Long("remove-name-section") => options.remove_name_section = true,
                Long("remove-producers-section") => options.remove_producers_section = true,
                Value(input) if options.input.as_os_str().is_empty() => {
                    options.input = input.into();
                }
                other => return Err(text(other.unexpected())),
            }
        }
        for (given, name) in [
            (!options.input.as_os_str().is_empty(), "the .wasm file"),
            (!options.out_dir.as_os_str().is_empty(), "--out-dir"),
            (!options.target.is_empty(), "--target"),
        ] {
            if !given {
                return Err(format!("{name} is missing\n{USAGE}"));
            }
        }
        Ok(Self::Generate(options))
    }

    fn answer(self) -> Result<(), String> {
        match self {
            Self::Version => println!("wasm-bindgen {VERSION}"),
            Self::Usage => println!("{USAGE}"),
            Self::Generate(options) => options.generate()?,
        }
        Ok(())
    }
}

impl Options {
    fn generate(&self) -> Result<(), String> {
        let mut bindgen = Bindgen::new();
        match self.target.as_str() {
            "web" => bindgen.web(true),
            "no-modules" => bindgen.no_modules(true),
            other => return Err(format!("target `{other}` is neither `web` nor `no-modules`")),
        }
        .map_err(text)?;
        bindgen
            .input_path(&self.input)
            .typescript(!self.no_typescript)
            .keep_debug(self.keep_debug)
            .demangle(!self.no_demangle)
            .remove_name_section(self.remove_name_section)
            .remove_producers_section(self.remove_producers_section);
        if let Some(name) = &self.out_name {
            bindgen.out_name(name);
        }
        // With its chain of causes, as the command prints it.
        bindgen.generate(&self.out_dir).map_err(|error| format!("{error:?}"))
    }
}

fn value(arguments: &mut lexopt::Parser) -> Result<String, String> {
    arguments.value().and_then(|value| value.string()).map_err(text)
}

fn text(error: impl Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Request, String> {
        Request::parse(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn the_version_is_that_of_the_manifest() {
        let manifest = include_str!("../Cargo.toml");
        let pinned = format!("wasm-bindgen-cli-support = \"={VERSION}\"");
        assert!(manifest.lines().any(|line| line == pinned));
    }

    #[test]
    fn a_value_may_follow_an_equals_sign_or_stand_alone() {
        let wanted = Options {
            input: "page.wasm".into(),
            target: "web".into(),
            out_dir: "out".into(),
            out_name: Some("page".into()),
            no_typescript: true,
            ..Options::default()
        };
        let trunk =
            ["--target=web", "--out-dir=out", "--out-name=page", "page.wasm", "--no-typescript"];
        let apart = [
            "page.wasm",
            "--target",
            "web",
            "--out-dir",
            "out",
            "--out-name",
            "page",
            "--no-typescript",
        ];
        assert_eq!(parsed(&trunk), Ok(Request::Generate(wanted)));
        assert_eq!(parsed(&apart), parsed(&trunk));
        assert_eq!(parsed(&["--version"]), Ok(Request::Version));
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        for (arguments, named) in [
            (&["--target=web", "--out-dir=out"][..], ".wasm file"),
            (&["--target=web", "a.wasm"], "--out-dir"),
            (&["--out-dir=out", "a.wasm"], "--target"),
            (&["--target=web", "--out-dir=out", "--weak-refs", "a.wasm"], "--weak-refs"),
            (&["--target=web", "--out-dir=out", "a.wasm", "b.wasm"], "b.wasm"),
        ] {
            let error = parsed(arguments).expect_err("it is not whole");
            assert!(error.contains(named), "{error}");
        }
    }
}
