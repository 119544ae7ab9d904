//! One question at a time a host, with a pause after each; different hosts do not wait for one another.
//! The queue of a host is fair: who came first is next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

/// From when on a host may be asked again; `None` where it was not asked yet.
type Free = Option<Instant>;

/// The queues of all hosts that this process asked. A watched host is one small entry for the life of the process.
#[derive(Default)]
pub(super) struct Hosts {
    queues: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Free>>>>,
}

impl Hosts {
    /// Waits until a host may be asked. `pause` is kept after the question, whatever comes of it.
    pub(super) async fn turn(&self, host: &str, pause: Duration) -> Turn {
        let queue = {
            let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            match queues.get(host) {
                Some(queue) => queue.clone(),
                None => queues.entry(host.to_owned()).or_default().clone(),
            }
        };
        let free = queue.lock_owned().await;
        if let Some(free_at) = *free {
            tokio::time::sleep_until(free_at).await;
        }
        Turn { free, pause }
    }
}

/// The right to ask a host now. Dropped, it passes to whoever waits, after the pause.
pub(super) struct Turn {
    free: OwnedMutexGuard<Free>,
    pause: Duration,
}

impl Turn {
    /// The host asked for a longer pause.
    pub(super) fn rest(&mut self, pause: Duration) {
        self.pause = self.pause.max(pause);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.pause.is_zero() {
            *self.free = Some(Instant::now() + self.pause);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_host_has_its_pause_and_others_do_not_wait() {
        let (hosts, begun, pause) = (Hosts::default(), Instant::now(), Duration::from_millis(500));
        drop(hosts.turn("a.example", pause).await);
        drop(hosts.turn("b.example", pause).await);
        assert_eq!(begun.elapsed(), Duration::ZERO);
        let mut turn = hosts.turn("a.example", pause).await;
        assert_eq!(begun.elapsed(), pause);
        turn.rest(Duration::from_secs(20));
        drop(turn);
        drop(hosts.turn("a.example", Duration::ZERO).await);
        assert_eq!(begun.elapsed(), Duration::from_millis(20_500));
    }

    #[tokio::test(start_paused = true)]
    async fn one_host_is_asked_one_at_a_time() {
        let hosts = Hosts::default();
        let turn = hosts.turn("a.example", Duration::ZERO).await;
        let second = tokio::time::timeout(Duration::from_secs(60), hosts.turn("a.example", Duration::ZERO)).await;
        assert!(second.is_err());
        drop(turn);
        drop(hosts.turn("a.example", Duration::ZERO).await);
    }
}
