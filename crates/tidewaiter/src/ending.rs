//! How a command ends when it does not end well: one sentence, and the exit status.

use newsroom::Trouble;
use store::Fault;

/// A command's bad end.
#[derive(Debug)]
pub enum Ending {
    /// It could not be done: exit status 1.
    NotDone(String),
    /// The call or its input is wrong: exit status 2.
    Wrong(String),
}

impl Ending {
    /// It could not be done.
    pub fn not_done(sentence: impl Into<String>) -> Self {
        Ending::NotDone(sentence.into())
    }
    /// The call or its input is wrong.
    pub fn wrong(sentence: impl Into<String>) -> Self {
        Ending::Wrong(sentence.into())
    }
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Ending::NotDone(_) => 1,
            Ending::Wrong(_) => 2,
        }
    }
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ending::NotDone(sentence) | Ending::Wrong(sentence) => f.write_str(sentence),
        }
    }
}

impl From<Trouble> for Ending {
    fn from(trouble: Trouble) -> Self {
        Ending::NotDone(trouble.to_string())
    }
}

impl From<Fault> for Ending {
    fn from(fault: Fault) -> Self {
        Ending::NotDone(fault.to_string())
    }
}

impl From<std::io::Error> for Ending {
    fn from(error: std::io::Error) -> Self {
        // A reader that closes the pipe early has seen enough: no error (INTERFACES, the command line).
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        Ending::NotDone(format!("The results could not be written: {error}."))
    }
}
