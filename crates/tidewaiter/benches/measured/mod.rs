//! A run of the program: how long it takes, and the most memory that it has at once.
//! The kernel is asked while the program runs, so that what it used last, in under a hundredth of a second, may be missed.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a command takes, and the most memory that was seen, in MB (of 1,048,576 bytes).
pub(crate) fn measured(mut command: Command) -> (Duration, u64) {
    let from = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().expect("the program starts");
    let mut memory = 0;
    let status = loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        memory = memory.max(peak.trim().trim_end_matches(" kB").parse().unwrap_or(0) / 1024);
        if let Some(status) = child.try_wait().expect("its status") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(status.success(), "{command:?}");
    (from.elapsed(), memory)
}
