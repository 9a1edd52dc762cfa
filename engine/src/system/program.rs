//! Styles: ways to wire one scenario, each a small program of steps that the producer runs for a task.
//!
//! The run executes the program, the listing prints it, and the lit line is where it stands: one source
//! for all three. Never here: time, or what a step does.

use super::ServiceId;

/// A way for the producer to let the services know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Direct calls, one after another.
    Sequential,
    /// Direct calls, all at once; the answer waits for the slowest.
    Parallel,
    /// The answer first, then direct calls from the producer's memory, one after another.
    Background,
    /// One event to Kafka, read by each service in its own time.
    Kafka,
}

impl Style {
    /// Every style, the direct ones first.
    pub const ALL: [Self; 4] = [Self::Sequential, Self::Parallel, Self::Background, Self::Kafka];

    /// Its word in a scenario file and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sequential => "sequential",
            Self::Parallel => "parallel",
            Self::Background => "background",
            Self::Kafka => "kafka",
        }
    }

    /// The style that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.word() == word)
    }

    /// What the producer does for a task when `services` are present.
    pub fn program(self, services: &[ServiceId]) -> Program {
        let calls = services.iter().map(|&service| Step::Call(service));
        let mut steps = vec![Step::Save];
        match self {
            Self::Sequential => {
                steps.extend(calls);
                steps.push(Step::Respond);
            }
            Self::Parallel => steps.extend([Step::CallAll(services.into()), Step::Respond]),
            Self::Background => {
                steps.push(Step::Respond);
                steps.extend(calls);
            }
            Self::Kafka => steps.extend([Step::Publish, Step::Respond]),
        }
        Program { steps }
    }
}

/// The steps of a producer, in order. A step that fails before `Respond` fails the task and ends the
/// program; one that fails after it is noted and passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One thing that a producer does, and waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Store the task in the producer's own database.
    Save,
    /// Call one service and wait for its answer.
    Call(ServiceId),
    /// Call these services at once and wait for all answers, or for the first failure.
    CallAll(Box<[ServiceId]>),
    /// Send the event and wait for its acknowledgement.
    Publish,
    /// Answer the user.
    Respond,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_kafka_program_names_no_service() {
        for style in Style::ALL {
            let named = style
                .program(&[0, 1])
                .steps
                .iter()
                .any(|step| matches!(step, Step::Call(_) | Step::CallAll(_)));
            assert_eq!(named, style != Style::Kafka, "{style:?}");
        }
    }

    #[test]
    fn every_style_is_found_again_by_its_word() {
        for style in Style::ALL {
            assert_eq!(Style::named(style.word()), Some(style));
        }
        assert_eq!(Style::named("http"), None);
    }
}
