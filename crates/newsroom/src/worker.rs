//! The name under which this process holds its leases, and what it can know of the others of its machine: that they are dead.
//! A lease of a worker that is gone for sure need not run out; all others do.

use std::sync::OnceLock;

/// Place, process and start, between slashes: `3f2a9c1b7d20/4711/88231`. Unique over hosts, containers and restarts.
pub(crate) fn name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let pid = std::process::id();
        // Where there is no /proc, nothing can be known of others, and a number drawn at random keeps the names apart.
        let start = start_of(pid).unwrap_or_else(|| crate::accounts::random_hex()[..12].to_owned());
        format!("{}/{pid}/{start}", place())
    })
}

/// Whether the worker of that name ran at this place and runs no more. `false`: it lives, or nothing is known of it.
pub(crate) fn is_dead(name: &str) -> bool {
    let mut parts = name.split('/');
    let (Some(at), Some(pid), Some(start), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let Ok(pid) = pid.parse::<u32>() else { return false };
    start_of(std::process::id()).is_some() && at == place() && start_of(pid).as_deref() != Some(start)
}

/// What tells one table of processes from all others: the machine, this boot of it, and the container.
fn place() -> &'static str {
    static PLACE: OnceLock<String> = OnceLock::new();
    PLACE.get_or_init(|| {
        let file = |path| std::fs::read_to_string(path).unwrap_or_default();
        let namespace = std::fs::read_link("/proc/self/ns/pid").map(|link| link.display().to_string());
        let whole = format!(
            "{}\n{}\n{}",
            file("/proc/sys/kernel/hostname"),
            file("/proc/sys/kernel/random/boot_id"),
            namespace.unwrap_or_default()
        );
        crate::accounts::hash_hex(&whole)[..12].to_owned()
    })
}

/// When a process started, in clock ticks since the boot (proc_pid_stat(5), field 22): a number is given to another process later.
fn start_of(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in parentheses, which may hold anything.
    let after = stat.rsplit_once(')')?.1;
    let state = after.split_whitespace().next()?;
    // A zombie does no work any more.
    (state != "Z").then(|| after.split_whitespace().nth(19).map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_dead_when_its_process_is_gone_from_this_place() {
        if start_of(std::process::id()).is_none() {
            eprintln!("skipped: this system has no /proc");
            return;
        }
        assert!(!is_dead(name()), "we live");
        let (pid, start) = (std::process::id(), start_of(std::process::id()).expect("ours"));
        assert!(is_dead(&format!("{}/{pid}/1{start}", place())), "the number was given to another process");
        assert!(is_dead(&format!("{}/4194304/1", place())), "no such process");
        assert!(!is_dead(&format!("elsewhere/4194304/{start}")), "nothing is known of another machine");
        assert!(!is_dead("pid-12"), "nor of a name of another form");
    }
}
