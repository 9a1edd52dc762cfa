//! A listing, line by line: what each says and what lights it.
//!
//! Never here: Python.

use crate::scenario::ids::ServiceId;

/// A moment of a run that lights a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The producer stores the task.
    Save,
    /// The producer waits for this service, alone or as one of several.
    Call(ServiceId),
    /// The producer waits for several services at once; the line of each is its [`Place::Call`].
    CallAll,
    /// The producer waits for the broker.
    Publish,
    /// The producer waits for the services' replies.
    Replies,
    /// The producer answers the user.
    Respond,
    /// A call has reached the service and may have to wait for a worker.
    Receive,
    /// The service works for a task, on either side.
    Handle,
    /// The service answers its caller.
    Reply,
    /// A member of the group waits for a record.
    Poll,
    /// A member of the group tells the broker what it has finished.
    Commit,
}

/// A line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says, without the end of the line.
    pub text: String,
    /// What lights it. Lines of one statement share a place.
    pub place: Option<Place>,
}

/// A source file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its name: `task_api.py`.
    pub file: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Listing {
    /// The whole text, each line with its end.
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect()
    }
}

/// Lines under way.
#[derive(Default)]
pub(super) struct Page(pub Vec<Line>);

impl Page {
    /// A longer line is broken at its arguments, as Python's formatters do.
    const WIDTH: usize = 88;

    /// Lines that nothing lights.
    pub fn text(&mut self, text: &str) {
        self.0.extend(text.split('\n').map(|line| Line { text: line.into(), place: None }));
    }

    pub fn lit(&mut self, place: Place, text: impl Into<String>) {
        self.0.push(Line { text: text.into(), place: Some(place) });
    }

    /// A call: on one line, or an argument a line if that would be too long.
    pub fn call(
        &mut self,
        place: Place,
        indent: usize,
        head: &str,
        arguments: &[String],
        tail: &str,
    ) {
        let line = format!("{:indent$}{head}{}{tail}", "", arguments.join(", "));
        if line.chars().count() <= Self::WIDTH {
            return self.lit(place, line);
        }
        self.lit(place, format!("{:indent$}{head}", ""));
        for argument in arguments {
            self.lit(place, format!("{:indent$}    {argument},", ""));
        }
        self.lit(place, format!("{:indent$}{tail}", ""));
    }

    /// The same in Java, which has no comma after the last argument.
    pub fn call_java(
        &mut self,
        place: Place,
        indent: usize,
        head: &str,
        arguments: &[String],
        tail: &str,
    ) {
        let from = self.0.len();
        self.call(place, indent, head, arguments, tail);
        // The last line but one, if the call was broken.
        let last = self.0.len().saturating_sub(2);
        if last > from
            && let Some(line) = self.0.get_mut(last)
            && let Some(bare) = line.text.strip_suffix(',')
        {
            line.text = bare.into();
        }
    }
}
