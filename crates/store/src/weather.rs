//! What may happen to the store at each of its steps: in service nothing, in a storm of the tests a full disk, a lost answer, or the
//! end of the process.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::{Fault, Store};

/// A step of the store at which the world may break in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Before a reading transaction begins.
    BeginRead,
    /// Before a writing transaction begins.
    BeginWrite,
    /// Before a task is claimed.
    Claim,
    /// Everything is written, nothing is committed.
    Commit,
    /// Everything is committed, and the caller does not know it yet.
    Committed,
    /// Before bytes are put into the cupboard.
    Put,
    /// Before bytes are taken out of the cupboard.
    Take,
}

/// What happens at a step: nothing, or the fault that it ends with. A future that never ends is a process that ended there.
pub type Happening<'a> = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;

/// Decides what happens.
pub trait Weather: Send + Sync + std::fmt::Debug {
    /// What happens at this step.
    fn at(&self, step: Step) -> Happening<'_>;
}

impl Store {
    /// The same store in that weather: for tests of what must survive a fault. Clones share it.
    #[must_use]
    pub fn in_weather(mut self, weather: Arc<dyn Weather>) -> Self {
        self.cupboard.weather = Some(weather.clone());
        self.weather = Some(weather);
        self
    }

    pub(crate) async fn pass(&self, step: Step) -> Result<(), Fault> {
        pass(self.weather.as_ref(), step).await
    }
}

/// Lets the weather act. Without any, which is every store in service, it costs a comparison.
pub(crate) async fn pass(weather: Option<&Arc<dyn Weather>>, step: Step) -> Result<(), Fault> {
    tracing::trace!(?step, "The store takes a step.");
    match weather {
        None => Ok(()),
        Some(weather) => weather.at(step).await,
    }
}
