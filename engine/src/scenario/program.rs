//! Styles: ways to wire one scenario, each a small program of steps that the producer runs for a task.
//!
//! The run executes the program, the listing prints it, and the lit line is where it stands: one source
//! for all three. Never here: time, or what a step does.

use crate::scenario::ids::ServiceId;
use serde::{Deserialize, Serialize};

/// A way for the producer to let the services know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Style {
    /// Direct calls, one after another.
    Sequential,
    /// Direct calls, all at once; the answer waits for the slowest.
    Parallel,
    /// The answer first, then direct calls from the producer's memory, one after another.
    Background,
    /// One event to Kafka, read by each service in its own time.
    Kafka,
    /// The event to Kafka before the task is saved: the other order of a dual write.
    SendFirst,
    /// The event saved with the task in one transaction, and published by a relay.
    Outbox,
    /// A request to a topic, and the answer only when every reply has come back over another.
    RequestReply,
    /// One command to a topic of each service: a distributed monolith.
    Commands,
}

impl Style {
    /// Direct calls, in three ways.
    pub const DIRECT: [Self; 3] = [Self::Sequential, Self::Parallel, Self::Background];

    /// Every style, the direct ones first.
    pub const ALL: [Self; 8] = [
        Self::Sequential,
        Self::Parallel,
        Self::Background,
        Self::Kafka,
        Self::SendFirst,
        Self::Outbox,
        Self::RequestReply,
        Self::Commands,
    ];

    /// Whether services learn of a task from Kafka.
    pub const fn publishes(self) -> bool {
        !matches!(self, Self::Sequential | Self::Parallel | Self::Background)
    }

    /// Whether the producer's program names the services, so that it changes when one joins or leaves.
    pub const fn names_services(self) -> bool {
        !self.publishes() || matches!(self, Self::RequestReply | Self::Commands)
    }

    /// Its word in a scenario file and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sequential => "sequential",
            Self::Parallel => "parallel",
            Self::Background => "background",
            Self::Kafka => "kafka",
            Self::SendFirst => "send first",
            Self::Outbox => "outbox",
            Self::RequestReply => "request-reply",
            Self::Commands => "commands",
        }
    }

    /// The style that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.word() == word)
    }

    /// What the producer does for a task when `services` are present.
    pub fn program(self, services: &[ServiceId]) -> Program {
        let calls = services.iter().map(|&service| Step::Call(service));
        let mut steps = match self {
            Self::SendFirst => vec![Step::Publish, Step::Save],
            Self::Outbox => vec![Step::SaveWithEvent],
            _ => vec![Step::Save],
        };
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
            Self::SendFirst | Self::Outbox => steps.push(Step::Respond),
            Self::RequestReply => {
                steps.extend([Step::Publish, Step::AwaitReplies(services.into()), Step::Respond]);
            }
            Self::Commands => {
                steps.extend(services.iter().map(|&service| Step::Command(service)));
                steps.push(Step::Respond);
            }
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
    /// Store the task and its event in one transaction; a relay publishes it.
    SaveWithEvent,
    /// Wait for these services' answers on the reply topic.
    AwaitReplies(Box<[ServiceId]>),
    /// Send a command to one service's topic and wait for its acknowledgement.
    Command(ServiceId),
    /// Answer the user.
    Respond,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_changes_when_a_service_joins_is_one_that_names_services() {
        for style in Style::ALL {
            let changes = style.program(&[0, 1]) != style.program(&[0, 1, 2]);
            assert_eq!(changes, style.names_services(), "{style:?}");
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
