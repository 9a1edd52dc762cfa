//! The modules that Java's listings use: they stand in for a framework, a database and work.
//!
//! Never here: a listing.

use crate::listing::java;
use crate::listing::names::{Words, distinct, quoted};
use crate::scenario::choices::KeyBy;
use crate::scenario::program::Style;
use crate::scenario::service::{Latency, Service};
use crate::scenario::settings::{PerMille, ServiceSetting};
use crate::scenario::statement::Scenario;
use crate::sim::{Duration, Thousandths};

const API: &str = include_str!("runtime/java/Api.java");
const CONFIG: &str = include_str!("runtime/java/Config.java");
const DB: &str = include_str!("runtime/java/Db.java");
const REPLIES: &str = include_str!("runtime/java/Replies.java");
const RETRIES: &str = include_str!("runtime/java/Retries.java");
const RUNNING: &str = include_str!("runtime/java/Running.java");

/// A file: its name, and its text.
type File = (String, String);

/// What the producer's program has beside its listing.
pub(super) fn of_producer(
    scenario: &Scenario,
    style: Style,
    words: &Words,
    roster: &[&Service],
) -> Vec<File> {
    let class = &words.class;
    let id = format!(".{}()", java::field(&words.id));
    let mut db = DB.replace(".taskId()", &id).replace("Task", class);
    if scenario.producer.save > Duration::ZERO {
        let head = "throws InterruptedException {\n        saved.put";
        let wait = scenario.producer.save.0 / 1_000;
        let slow = format!(
            "throws InterruptedException {{\n        Thread.sleep({wait});\n        saved.put"
        );
        db = db.replace(head, &slow);
    }
    let mut files = vec![
        (format!("{class}.java"), task(scenario, words, roster)),
        ("Api.java".into(), API.replace("Task", class)),
        ("Config.java".into(), CONFIG.into()),
        ("Db.java".into(), db),
    ];
    if style == Style::RequestReply {
        files.push(("Replies.java".into(), REPLIES.into()));
    }
    files
}

/// What a consumer's program has beside its listing.
pub(super) fn of_consumer(words: &Words, service: &Service) -> Vec<File> {
    let mut files = vec![
        ("Work.java".into(), work(words, service)),
        ("Config.java".into(), CONFIG.into()),
        ("Running.java".into(), RUNNING.into()),
    ];
    if fails(service) {
        files.push(("WorkException.java".into(), WORK_EXCEPTION.into()));
        files.push(("Retries.java".into(), RETRIES.into()));
    }
    files
}

const WORK_EXCEPTION: &str = "/** The work failed at its end. */\n\
    public class WorkException extends Exception {\n    \
        public WorkException(String message) {\n        \
            super(message);\n    }\n}\n";

fn fails(service: &Service) -> bool {
    let fails = [ServiceSetting::ErrorRate, ServiceSetting::FailsOn];
    fails.into_iter().any(|setting| service.settings.on(setting))
}

/// What users send, with every field that somebody asks for.
fn task(scenario: &Scenario, words: &Words, roster: &[&Service]) -> String {
    let mut first = vec![words.id.clone()];
    if scenario.settings.key_by() == KeyBy::Customer {
        first.push("customer_id".into());
    }
    let needs = roster.iter().map(|service| &service.needs);
    let fields = distinct([&first, &scenario.event.fields].into_iter().chain(needs));
    let parameters: Vec<_> = fields
        .iter()
        .map(|field| format!("    @JsonProperty({}) String {}", quoted(field), java::field(field)))
        .collect();
    let (class, id) = (&words.class, java::field(&words.id));
    format!(
        r#"import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/** What users send. Who sends it again gives the same id, so that it is recognised. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record {class}(
{}
) {{
    public {class} {{
        {id} = {id} != null ? {id} : UUID.randomUUID().toString();
    }}
}}
"#,
        parameters.join(",\n")
    )
}

/// The work: it takes as long as in the scenario, fails as there, and says what it has done.
fn work(words: &Words, service: &Service) -> String {
    let share = service.settings.error_rate();
    let poison = service.settings.fails_on();
    let throws =
        if fails(service) { "InterruptedException, WorkException" } else { "InterruptedException" };
    let mut body = format!("        Thread.sleep({});\n", millis(service.latency));
    if poison > 0 {
        let place = words.told(service).iter().position(|field| *field == words.id);
        body.push_str(&format!(
            "        if (fields[{}].equals(\"{poison}\")) {{\n            \
             throw new WorkException(\"It fails whenever it is tried\");\n        }}\n",
            place.unwrap_or(0)
        ));
    }
    if share > PerMille::NONE {
        body.push_str(&format!(
            "        if (Math.random() < {}) {{\n            \
             throw new WorkException(\"It fails now and then\");\n        }}\n",
            Thousandths(share.0.into())
        ));
    }
    format!(
        r#"import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Stands in for the work: takes as long as in the scenario, and says what it has done. */
public class Work {{
    private static final Random RANDOM = new Random();
    private static final Set<String> KNOWN = new HashSet<>();

    /** A piece of work. */
    public interface Piece {{
        void work() throws {throws};
    }}

    public static void handle(String... fields) throws {throws} {{
{body}        System.out.println("done " + List.of(fields));
    }}

    /** Works unless it has worked for this id before; a database would note both in one transaction. */
    public static void once(String id, Piece piece) throws {throws} {{
        if (!KNOWN.contains(id)) {{
            piece.work();
            KNOWN.add(id);
        }}
    }}
}}
"#
    )
}

/// The length of one piece of work, in milliseconds.
fn millis(latency: Latency) -> String {
    let ms = |length: Duration| length.0 / 1_000;
    match latency {
        Latency::Fixed(length) => ms(length).to_string(),
        Latency::Uniform(low, high) if low < high => {
            format!("RANDOM.nextLong({}, {})", ms(low), ms(high) + 1)
        }
        Latency::Uniform(low, _) => ms(low).to_string(),
        Latency::Exponential(mean) => format!("(long) ({} * RANDOM.nextExponential())", ms(mean)),
        Latency::Lognormal(median, sigma) => format!(
            "(long) ({} * Math.exp({} * RANDOM.nextGaussian()))",
            ms(median),
            Thousandths(sigma.into())
        ),
    }
}
