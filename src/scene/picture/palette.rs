//! The colours and faces of a picture that stands by itself: those of the page, whose style sheet it does not have.
//!
//! Never here: what has which colour.

/// Whether a picture is light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Ink on paper.
    Light,
    /// The reverse.
    Dark,
}

/// The colours, called as in the style sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Palette {
    pub paper: &'static str,
    pub raised: &'static str,
    pub ink: &'static str,
    pub soft: &'static str,
    pub faint: &'static str,
    pub rule: &'static str,
    pub edge: &'static str,
    pub wash: &'static str,
    pub direct: &'static str,
    pub direct_wash: &'static str,
    pub kafka: &'static str,
    pub kafka_wash: &'static str,
    pub down: &'static str,
    pub down_wash: &'static str,
    pub ok: &'static str,
    pub lit: &'static str,
}

const LIGHT: Palette = Palette {
    paper: "#fbfaf6",
    raised: "#ffffff",
    ink: "#1d1c1a",
    soft: "#5c5850",
    faint: "#6b665c",
    rule: "#dcd7cb",
    edge: "#8d877a",
    wash: "#f1eee6",
    direct: "#b8480b",
    direct_wash: "#f8e7da",
    kafka: "#0b5c94",
    kafka_wash: "#deebf5",
    down: "#8f1d1d",
    down_wash: "#f6dedc",
    ok: "#2a6a4a",
    lit: "#fff0b8",
};

const DARK: Palette = Palette {
    paper: "#16181b",
    raised: "#1d2024",
    ink: "#eceae4",
    soft: "#b3afa5",
    faint: "#a19c91",
    rule: "#353940",
    edge: "#6f757e",
    wash: "#22262b",
    direct: "#f0985c",
    direct_wash: "#3a2719",
    kafka: "#7fbdea",
    kafka_wash: "#17303f",
    down: "#ee8d87",
    down_wash: "#43201f",
    ok: "#86c9a3",
    lit: "#4a4118",
};

/// For what is read.
pub const SERIF: &str = "Charter, Georgia, 'DejaVu Serif', serif";
/// For what is labelled.
pub const SANS: &str = "system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif";
/// For code and clocks.
pub const MONO: &str = "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace";

impl Scheme {
    /// Its colours.
    pub const fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of a colour in a piece of a style sheet.
    fn colour<'a>(sheet: &'a str, name: &str) -> &'a str {
        let (_, rest) = sheet.split_once(&format!("--{name}: ")).expect(name);
        rest.split(';').next().unwrap_or_default()
    }

    #[test]
    fn a_picture_has_the_colours_of_the_page() {
        let sheet = include_str!("../../../assets/style.css");
        let (light, dark) = sheet.split_once("prefers-color-scheme: dark").expect("both schemes");
        for (scheme, sheet) in [(Scheme::Light, light), (Scheme::Dark, dark)] {
            let known = scheme.palette();
            let of = |name| colour(sheet, name);
            let on_page = Palette {
                paper: of("paper"),
                raised: of("raised"),
                ink: of("ink"),
                soft: of("soft"),
                faint: of("faint"),
                rule: of("rule"),
                edge: of("edge"),
                wash: of("wash"),
                direct: of("direct"),
                direct_wash: of("direct-wash"),
                kafka: of("kafka"),
                kafka_wash: of("kafka-wash"),
                down: of("down"),
                down_wash: of("down-wash"),
                ok: of("ok"),
                lit: of("lit"),
            };
            assert_eq!(*known, on_page, "{scheme:?}");
        }
    }
}
