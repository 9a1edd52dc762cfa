//! What the listings call things: valid, distinct Python names for names in any script.
//!
//! Never here: a line of a listing.

use crate::scenario::service::Service;
use crate::scenario::settings::ServiceSetting;
use crate::scenario::statement::Scenario;
use crate::sim::{Duration, Thousandths};

/// What the listings call the things of a scenario.
pub(super) struct Words {
    /// What users send, after the event: `task` for `task.created`.
    pub(super) noun: String,
    pub(super) class: String,
    pub(super) path: String,
    /// The field that tells one from another, and is the key of its records.
    pub(super) id: String,
    /// The topic of replies.
    pub(super) replies: String,
    /// By id.
    pub(super) services: Vec<Name>,
}

/// What the listings call a service.
pub(super) struct Name {
    /// Lower-case ASCII words with underscores between them, no other service's.
    pub(super) slug: String,
    /// The same, unless Python or the listing uses the word itself.
    pub(super) ident: String,
    /// The shown name, where the slug does not tell it.
    pub(super) spelt: Option<String>,
}

impl Words {
    pub(super) fn new(scenario: &Scenario, roster: &[&Service]) -> Self {
        let word = scenario.event.kind.rsplit('.').nth(1).and_then(slug);
        let word = word.unwrap_or_else(|| "task".into());
        let field = format!("{word}_id");
        let fields = &scenario.event.fields;
        let id = if !fields.contains(&field) && fields.iter().any(|field| field == "id") {
            "id".into()
        } else {
            field
        };
        let path = plural(&word).replace('_', "-");
        let clash = is_taken(&word) || word.contains("service") || word.ends_with("_client");
        let noun = if clash { word + "_item" } else { word };
        let class = camel(&noun);
        let mut services: Vec<Name> = Vec::new();
        for (index, service) in roster.iter().enumerate() {
            services.push(Name::new(index, &service.name, &noun, &services));
        }
        let replies = scenario.event.topic.clone() + ".replies";
        Self { noun, class, path, id, replies, services }
    }

    /// What the service is told of a task: what it needs, and the id if its work depends on which task it is.
    pub(super) fn told<'a>(&'a self, service: &'a Service) -> Vec<&'a str> {
        let mut told = distinct([&service.needs]);
        let id = self.id.as_str();
        if service.settings.fails_on() > 0 && !told.contains(&id) {
            told.push(id);
        }
        told
    }

    /// The id, if a consumer of the service looks at it.
    pub(super) fn id_for(&self, service: &Service) -> Vec<String> {
        let looks = [ServiceSetting::Idempotent, ServiceSetting::FailsOn];
        let looks = looks.into_iter().any(|setting| service.settings.on(setting));
        if looks { vec![self.id.clone()] } else { Vec::new() }
    }
}

impl Name {
    /// Depends on earlier services only, so that a newcomer renames nobody.
    pub(super) fn new(index: usize, name: &str, noun: &str, earlier: &[Self]) -> Self {
        let told = slug(name);
        let lost = told.is_none() || !name.is_ascii();
        let spelt = lost.then(|| name.replace(char::is_control, " "));
        let base = told.unwrap_or_else(|| format!("service_{}", index + 1));
        // The suffix is everybody's, in the group and the file.
        let base = base.strip_suffix("_service").unwrap_or(&base);
        // Compared without underscores, since the client's class has none.
        let bare = |slug: &str| slug.replace('_', "");
        let free = |slug: &String| earlier.iter().all(|other| bare(&other.slug) != bare(slug));
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let slug = std::iter::once(base.to_string()).chain(numbered).find(free);
        let slug = slug.unwrap_or_default();
        let mut name = Self { ident: slug.clone(), slug, spelt };
        if is_taken(&name.slug) || name.slug == noun || name.slug == format!("post_{noun}") {
            name.ident = name.stem();
        }
        name
    }

    /// `notification.tell`: the topic of commands to it.
    pub(super) fn topic(&self) -> String {
        format!("{}.tell", self.slug)
    }

    /// `notification_service`: its file and, with hyphens, its group.
    pub(super) fn stem(&self) -> String {
        let told = self.slug == "service" || self.slug.starts_with("service_");
        if told { self.slug.clone() } else { format!("{}_service", self.slug) }
    }

    pub(super) fn client(&self) -> String {
        camel(&self.slug) + "Client"
    }

    pub(super) fn comment(&self) -> String {
        self.spelt.as_ref().map_or_else(String::new, |name| format!("  # {name}"))
    }
}

/// Python's own words and those that the listings bind.
pub(super) fn is_taken(word: &str) -> bool {
    const BOUND: &str = "any api app async_iterator asyncio attempt awaitable background \
        background_tasks base budget config context_var data database db event field json key lifespan log \
        outbox policy relay replies retries retry running self saved statement str tell_all under_way work";
    is_keyword(word) || BOUND.split(' ').any(|bound| bound == word)
}

pub(super) fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &str = "and as assert async await break class continue def del elif else except \
        finally for from global if import in is lambda nonlocal not or pass raise return try while \
        with yield";
    KEYWORDS.split(' ').any(|keyword| keyword == word)
}

/// A field as an attribute and as the name of an argument.
pub(super) fn attribute(field: &str) -> String {
    // The last of these are read where the fields are declared.
    let taken = is_keyword(field) || ["self", "str", "field", "uuid4"].contains(&field);
    if taken { format!("{field}_") } else { field.into() }
}

/// The name as a Python identifier; `None` where that would lose letters of it.
pub(super) fn slug(name: &str) -> Option<String> {
    if name.chars().any(|c| c.is_alphanumeric() && !c.is_ascii()) {
        return None;
    }
    let words: Vec<_> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let slug = words.join("_").to_ascii_lowercase();
    slug.starts_with(|c: char| c.is_ascii_lowercase()).then_some(slug)
}

/// `order_line` as `OrderLine`.
pub(super) fn camel(slug: &str) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    slug.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}

pub(super) fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with('s') => word.into(),
        _ if word.ends_with('x') || word.ends_with("ch") => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// Every field once, where it comes first.
pub(super) fn distinct<'a>(lists: impl IntoIterator<Item = &'a Vec<String>>) -> Vec<&'a str> {
    let mut fields: Vec<&str> = Vec::new();
    for field in lists.into_iter().flatten() {
        if !fields.contains(&field.as_str()) {
            fields.push(field);
        }
    }
    fields
}

/// A Python string literal.
pub(super) fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.into(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// `5.0`, as Python's clients take their timeouts.
pub(super) fn seconds(length: Duration) -> String {
    let seconds = Thousandths(length.0 / 1_000).to_string();
    if seconds.contains('.') { seconds } else { seconds + ".0" }
}
