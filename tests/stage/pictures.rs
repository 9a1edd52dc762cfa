//! Pictures of the stage: each is a whole SVG file, with every name in it and nothing beyond its edge.

use coupling_workbook::scene::Side;
use coupling_workbook::scene::picture::{CARD, Card, Format, Picture, Scheme, card, picture};
use coupling_workbook::stage::{Command, LIBRARY, Model, Msg, View, update};
use engine::scenario::{Mode, Service, Start};
use engine::sim::{Duration, Instant};
use roxmltree::{Document, Node};

/// The width of a text in DejaVu, the widest of the fonts that browsers and systems bring along, in parts of its size.
fn width_in_ems(text: &str) -> f64 {
    let letter = |c| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | '\'' => 0.35,
        'm' | 'w' | 'A'..='Z' => 0.8,
        _ => 0.62,
    };
    text.chars().map(letter).sum()
}

/// The place to which the groups around an element move it, and how much larger they make it.
fn moved(node: Node<'_, '_>) -> (f64, f64, f64) {
    let groups: Vec<&str> = node.ancestors().filter_map(|it| it.attribute("transform")).collect();
    groups.iter().rev().fold((0.0, 0.0, 1.0), |(x, y, scale), transform| {
        let figures = |name: &str| -> Vec<f64> {
            let inside = transform.split_once(name).and_then(|(_, rest)| rest.split_once(')'));
            let inside = inside.map_or("", |(inside, _)| inside);
            inside.split(' ').filter_map(|figure| figure.parse().ok()).collect()
        };
        let mut by = figures("translate(");
        by.resize(2, 0.0);
        let larger = figures("scale(").first().copied().unwrap_or(1.0);
        (x + by[0] * scale, y + by[1] * scale, scale * larger)
    })
}

/// The texts of a picture, after it was found that all of them stand inside it.
fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let root = document.root_element();
    let view_box = root.attribute("viewBox").expect("what is seen of it");
    let size: Vec<f64> = view_box.split(' ').map(|it| it.parse().expect("a figure")).collect();
    let all = root.descendants().filter(|node| node.has_tag_name("text")).map(|node| {
        let written = node.descendants().filter(|it| it.is_text());
        let text: String = written.filter_map(|it| it.text()).collect();
        let figure = |name| -> f64 { node.attribute(name).map_or(0.0, |it| it.parse().expect(it)) };
        let (x, y, scale) = moved(node);
        let width = width_in_ems(&text) * figure("font-size");
        let begins = match node.attribute("text-anchor") {
            Some("end") => -width,
            Some("middle") => -width / 2.0,
            _ => 0.0,
        };
        let left = x + (figure("x") + begins) * scale;
        let base = y + figure("y") * scale;
        let top = base - figure("font-size") * scale;
        let inside = left >= 0.0 && left + width * scale <= size[2] && top >= 0.0;
        assert!(inside && base + 2.0 <= size[3], "{text} at {left}, {base} in {view_box}");
        text
    });
    all.collect()
}

fn at_quarters(mut seen: impl FnMut(&Model, &str)) {
    for (place, shipped) in LIBRARY.iter().enumerate() {
        let mut model = Model::default();
        update(&mut model, Msg::ScenarioChosen(place));
        let horizon = model.runs.horizon();
        for quarter in 0..4 {
            let at = Instant(horizon.0 / 4 * quarter + horizon.0 / 10);
            update(&mut model, Msg::Scrubbed(at));
            seen(&model, shipped.file);
        }
    }
}

#[test]
fn each_shipped_scenario_is_a_whole_picture_at_every_quarter_of_its_run() {
    at_quarters(|model, file| {
        for scheme in [Scheme::Light, Scheme::Dark] {
            let found = texts(&picture(&model.picture(View::Stage), scheme));
            for id in model.present(model.shown()) {
                let name = &model.runs.direct.roster()[usize::from(id)].name;
                let times = found.iter().filter(|text| *text == name).count();
                assert!(times >= 2, "{file}: {name} is not on both sides");
            }
            assert!(found.contains(&model.clock()), "{file}: no clock");
            let plain = Picture { is_plain: true, ..model.picture(View::Stage) };
            let found = texts(&picture(&plain, scheme));
            assert!(!found.contains(&plain.title), "{file}: its title stands beside it");
        }
    });
}

#[test]
fn spans_charts_and_code_are_whole_pictures_too() {
    at_quarters(|model, file| {
        for view in [View::Task, View::Charts] {
            let drawn = model.picture(view);
            let found = texts(&picture(&drawn, Scheme::Light));
            assert!(found.len() > 2, "{file}: {view:?} has no words");
        }
        let parts = model.code_parts(&Side::BOTH, false);
        let code = Picture { title: file.into(), parts, ..Picture::default() };
        let found = texts(&picture(&code, Scheme::Dark));
        assert!(found.iter().any(|text| text.contains("def ") || text.contains("class ")));
    });
}

#[test]
fn a_card_is_as_large_as_those_who_show_links_ask_for() {
    at_quarters(|model, _| {
        let figure = model.picture(View::Stage);
        let of = Card { brand: "A workbook", title: &figure.title, figure: &figure };
        let svg = card(&of);
        texts(&svg);
        assert!(svg.contains(&format!("viewBox=\"0 0 {} {}\"", CARD.0, CARD.1)));
    });
    let long = "A title without an end ".repeat(20);
    let figure = Model::default().picture(View::Stage);
    texts(&card(&Card { brand: &long, title: &long, figure: &figure }));
}

#[test]
fn a_name_that_is_no_xml_or_longer_than_its_box_stands_in_a_picture() {
    let mut model = Model::default();
    for name in ["<script>&\"'", "A name as long as any name may be, of W"] {
        let service = Service::new(name, Duration::from_ms(5));
        update(&mut model, Msg::ServiceAdded(service, Start::Latest));
        assert!(model.notice.is_none(), "{name}: {:?}", model.notice);
    }
    update(&mut model, Msg::ModeChosen(0, Mode::Down));
    let svg = picture(&model.picture(View::Stage), Scheme::Light);
    let found = texts(&svg);
    assert!(found.iter().any(|text| text == "<script>&\"'"), "{found:?}");
    assert!(!svg.contains("<script"), "a name became an element");
}

#[test]
fn a_picture_is_named_after_its_scenario_and_its_instant() {
    let mut model = Model::default();
    update(&mut model, Msg::Scrubbed(Instant::from_ms(1_234)));
    let asked = update(&mut model, Msg::PictureAsked(View::Stage, Format::Png));
    let [Command::SavePicture { name, format: Format::Png, picture }] = &asked[..] else {
        panic!("{asked:?}");
    };
    assert_eq!(name, "by-hand-1234-ms");
    assert_eq!(**picture, model.picture(View::Stage));
}

#[test]
fn a_picture_says_in_words_what_it_shows() {
    let mut model = Model::default();
    update(&mut model, Msg::Scrubbed(Instant::from_s(5)));
    let svg = picture(&model.picture(View::Stage), Scheme::Light);
    let document = Document::parse(&svg).expect("XML");
    let of = |name| {
        let found = document.root_element().children().find(|node| node.has_tag_name(name));
        found.and_then(|node| node.text()).unwrap_or_default().to_string()
    };
    assert_eq!(of("title"), model.work.scenario.title);
    assert!(of("desc").contains("answered") && of("desc").contains("Audit"), "{}", of("desc"));
}
