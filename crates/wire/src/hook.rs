//! Word to a program of the operator's: one JSON object posted to one address. The operator wrote the address, so it may be a private one;
//! it is never shown, for it carries a secret as a rule.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use url::Url;

use crate::post::{Accepted, PostError};

/// The longest that the other side may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Hands word on.
pub trait Hook: Send + Sync {
    /// Posts one JSON object. Doing it again is up to the caller; the object names itself.
    fn call<'a>(&'a self, body: &'a str) -> BoxFuture<'a, Result<Accepted, PostError>>;
}

/// Posts over HTTP or HTTPS. Follows no redirect: word that leads elsewhere is not for that place.
pub struct HttpHook {
    client: Client,
    url: Url,
}

impl HttpHook {
    /// Makes it for an address.
    pub fn new(address: &str) -> Result<Self, PostError> {
        // A second client in the same process finds the provider installed already, which is just as well.
        rustls::crypto::ring::default_provider().install_default().ok();
        let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let Some(url) = url else {
            return Err(PostError::permanent("The webhook is no http or https address."));
        };
        let client = Client::builder()
            .user_agent(concat!("Tidewaiter/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .redirect(Policy::none())
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| PostError::permanent(format!("The webhook cannot be called: {}.", error.without_url())))?;
        Ok(Self { client, url })
    }
}

impl Hook for HttpHook {
    fn call<'a>(&'a self, body: &'a str) -> BoxFuture<'a, Result<Accepted, PostError>> {
        Box::pin(async move {
            let request = self.client.post(self.url.clone()).header("content-type", "application/json");
            let sent = request.body(body.to_owned()).send().await;
            let response = sent.map_err(|error| {
                PostError::temporary(format!("The webhook could not be reached: {}.", error.without_url()))
            })?;
            let status = response.status();
            match status {
                status if status.is_success() => Ok(Accepted { answer: format!("status {}", status.as_u16()) }),
                // Both say: later.
                StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
                    Err(PostError::temporary(format!("The webhook answered with status {}.", status.as_u16())))
                }
                status if status.is_server_error() => {
                    Err(PostError::temporary(format!("The webhook answered with status {}.", status.as_u16())))
                }
                status => Err(PostError::permanent(format!(
                    "The webhook refused with status {}. Check the setting alarms.webhook.",
                    status.as_u16()
                ))),
            }
        })
    }
}
