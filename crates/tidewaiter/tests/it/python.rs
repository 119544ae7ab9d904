//! Python with the packages that tests hold our files against. `./test` makes an environment with them and names its program in
//! TIDEWAITER_TEST_PYTHON; without it the system's own is asked.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::service::needed;

/// A Python that has this package; `None`, with a line, where there is none.
pub fn with_package(package: &str) -> Option<PathBuf> {
    let python = std::env::var_os("TIDEWAITER_TEST_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let import = format!("import {package}");
    let tried = Command::new(&python).args(["-c", &import]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = tried.is_ok_and(|status| status.success()).then_some(python);
    needed(
        found,
        &format!("no Python with the package {package}; ./test makes one, and TIDEWAITER_TEST_PYTHON names it"),
    )
}

/// What a program printed, which must have ended well.
#[track_caller]
pub fn printed(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?} ended with {status}:\n{out}\n{err}");
    out.into_owned()
}
