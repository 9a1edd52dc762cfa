//! Fewer bytes in the files that a build leaves, without another meaning.
//!
//! wasm-bindgen names each function that the program imports after its kind and a digest, once in the
//! program and once in its glue: of every hundred bytes of a first load two were such names. Here both
//! sides get short ones. Scripts and style sheets lose their comments and indentation: trunk's own
//! minifier cannot parse the glue, and takes only a hundredth more off the style sheet.
//!
//! Never touches what it does not know: a program whose imports are not functions keeps its names.

use std::fs;
use std::path::Path;

use crate::digest;
use crate::failure::Failure;

/// What stands for the one module that the glue hands to its program.
const MODULE: &str = "_";

/// Makes every program, script and style sheet below a folder smaller, in its place.
pub fn squeeze(folder: &Path) -> Result<(), Failure> {
    for path in digest::files(folder, |_| true)? {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("wasm") => shorten_imports(&path)?,
            Some("js" | "css") => {
                let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
                fs::write(&path, bare(&text)).map_err(Failure::file("write", &path))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Of `name_bg.wasm` and its glue `name.js`.
fn shorten_imports(wasm: &Path) -> Result<(), Failure> {
    let stem = wasm.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let Some(name) = stem.strip_suffix("_bg") else { return Ok(()) };
    let glue = wasm.with_file_name(format!("{name}.js"));
    let program = fs::read(wasm).map_err(Failure::file("read", wasm))?;
    let script = fs::read_to_string(&glue).map_err(Failure::file("read", &glue))?;
    let Some((program, names)) = with_short_imports(&program) else { return Ok(()) };
    fs::write(wasm, program).map_err(Failure::file("write", wasm))?;
    fs::write(&glue, renamed(&script, &names)).map_err(Failure::file("write", &glue))
}

/// The names that a program had for what it imports; the place of each is its new name.
#[derive(Debug, Default, PartialEq)]
struct Names {
    module: String,
    functions: Vec<String>,
}

/// A program whose imports are called by their numbers; nothing if it imports anything but functions
/// of one module.
fn with_short_imports(program: &[u8]) -> Option<(Vec<u8>, Names)> {
    const HEADER: usize = 8;
    const IMPORTS: u8 = 2;
    let mut names = Names::default();
    let mut short = program.get(..HEADER)?.to_vec();
    let mut rest = &program[HEADER..];
    while let Some((&id, after)) = rest.split_first() {
        rest = after;
        let content = take_counted(&mut rest)?;
        let content = if id == IMPORTS { shorter(content, &mut names)? } else { content.to_vec() };
        short.push(id);
        put_counted(&mut short, &content);
    }
    Some((short, names))
}

/// The section of imports: how many, then each a module, a name, a kind and a type.
fn shorter(mut section: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    const FUNCTION: u8 = 0;
    let count = take_number(&mut section)?;
    let mut short = Vec::new();
    put_number(&mut short, count);
    for index in 0..count {
        let module = String::from_utf8(take_counted(&mut section)?.to_vec()).ok()?;
        let function = String::from_utf8(take_counted(&mut section)?.to_vec()).ok()?;
        if index > 0 && names.module != module {
            return None;
        }
        names.module = module;
        names.functions.push(function);
        let (&kind, after) = section.split_first()?;
        section = after;
        if kind != FUNCTION {
            return None;
        }
        put_counted(&mut short, MODULE.as_bytes());
        put_counted(&mut short, index.to_string().as_bytes());
        short.push(kind);
        put_number(&mut short, take_number(&mut section)?);
    }
    Some(short)
}

/// The glue with the same names. Its own are whole words and, but for the module's, no texts.
fn renamed(script: &str, names: &Names) -> String {
    let script = script.replace(&format!("\"{}\"", names.module), &format!("\"{MODULE}\""));
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut out = String::new();
    let mut rest = script.as_str();
    while !rest.is_empty() {
        let word = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word);
        match names.functions.iter().position(|name| name == word) {
            Some(number) => out += &number.to_string(),
            None => out += word,
        }
        let next = after.find(is_part).unwrap_or(after.len());
        out += &after[..next];
        rest = &after[next..];
    }
    out
}

/// Without comments that have lines of their own, empty lines and indentation. The line ends stay: a
/// script may need them.
fn bare(text: &str) -> String {
    let mut out = String::new();
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            out += line;
            out.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    out
}

/// A number in WebAssembly's own notation, seven bits a byte.
fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Bytes with their number in front.
fn take_counted<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let count = take_number(bytes)?;
    let (counted, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(counted)
}

fn put_counted(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program of two sections: the imports, each with its kind, and one of 200 bytes.
    fn program(imports: &[(&str, &str, u8)]) -> Vec<u8> {
        let mut section = Vec::new();
        put_number(&mut section, imports.len());
        for (module, name, kind) in imports {
            put_counted(&mut section, module.as_bytes());
            put_counted(&mut section, name.as_bytes());
            section.extend([*kind, 0x85, 0x01]);
        }
        let mut program = b"\0asm\x01\0\0\0".to_vec();
        for (id, content) in [(2, section), (10, vec![7; 200])] {
            program.push(id);
            put_counted(&mut program, &content);
        }
        program
    }

    #[test]
    fn program_and_glue_agree_on_the_short_names() {
        let long = program(&[("./a_bg.js", "__wbg_then_12", 0), ("./a_bg.js", "__wbg_th", 0)]);
        let (short, names) = with_short_imports(&long).expect("it has only functions");
        assert_eq!(short, program(&[("_", "0", 0), ("_", "1", 0)]));
        let glue = "{ __wbg_th: f, __wbg_then_12: __wbg_then, \"./a_bg.js\": i }";
        assert_eq!(renamed(glue, &names), "{ 1: f, 0: __wbg_then, \"_\": i }");
    }

    #[test]
    fn a_program_of_another_make_keeps_its_names() {
        for other in [
            program(&[("a", "memory", 2)]),
            program(&[("a", "b", 0), ("c", "d", 0)]),
            b"\0asm\x01\0\0\0\x02\xff".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(with_short_imports(&other), None);
        }
    }

    #[test]
    fn comments_and_indentation_go_and_line_ends_stay() {
        let text = "/* one\n   two */\n.a {\n  b: c; /* d */\n}\n\n// e\n/** f */\n  g()\n";
        assert_eq!(bare(text), ".a {\nb: c; /* d */\n}\ng()\n");
    }
}
