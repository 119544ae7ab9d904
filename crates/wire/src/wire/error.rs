//! Why a fetch gave no whole answer, as sentences for the operator.
//! Secrets in addresses are masked before they get here.

/// Why no whole answer came. Each prints as a full sentence that names the address; secrets in an address are masked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address cannot be fetched at all.
    #[error("The address {url} cannot be fetched: {why}.")]
    Address {
        /// What was asked.
        url: String,
        /// Half a sentence.
        why: String,
    },
    /// The address is, or leads to, a host that is not public.
    #[error(
        "The address {url} was not fetched: {why}. Only public hosts are asked; an operator can allow \"{host}\" in the setting fetch.private_hosts."
    )]
    Private {
        /// What was asked.
        url: String,
        /// The host that was refused: after a redirect not that of `url`.
        host: String,
        /// Half a sentence.
        why: String,
    },
    /// It redirects without end.
    #[error("The address {url} redirects more than {redirects_max} times, the last time to {last}.")]
    Redirects {
        /// What was asked.
        url: String,
        /// How many are followed.
        redirects_max: usize,
        /// Where the last one points.
        last: String,
    },
    /// The body is larger than is of use, as it was sent or unpacked.
    #[error(
        "The answer of {url} is larger than the {size_bytes_max} bytes that its source allows, as sent or unpacked; nothing of it was kept."
    )]
    TooLarge {
        /// What was asked.
        url: String,
        /// The limit.
        size_bytes_max: u64,
    },
    /// The answer took too long.
    #[error("The address {url} did not answer completely within {timeout_ms_max} ms.")]
    Timeout {
        /// What was asked.
        url: String,
        /// The limit.
        timeout_ms_max: u64,
    },
    /// No answer came.
    #[error("The address {url} could not be reached: {why}.")]
    Unreachable {
        /// What was asked.
        url: String,
        /// The chain of causes.
        why: String,
    },
    /// What came is no answer: no HTTP, a head without end, or nothing at all.
    #[error("The address {url} gave no answer that can be used: {why}.")]
    NoAnswer {
        /// What was asked.
        url: String,
        /// The chain of causes.
        why: String,
    },
    /// The host asks robots to stay away, or does not say whether it does.
    #[error("The address {url} was not fetched: {why}.")]
    Robots {
        /// What was asked.
        url: String,
        /// Half a sentence.
        why: String,
    },
    /// An answer began and did not end well.
    #[error("The answer of {url} broke off: {why}. Nothing of it was kept.")]
    BrokeOff {
        /// What was asked.
        url: String,
        /// The chain of causes.
        why: String,
    },
    /// The body is packed in a way that was not offered.
    #[error("The answer of {url} is packed as \"{encoding}\", which was not asked for and cannot be unpacked here.")]
    Encoding {
        /// What was asked.
        url: String,
        /// The value of `Content-Encoding`.
        encoding: String,
    },
    /// The fetcher itself could not be made.
    #[error(
        "The fetcher cannot be set up: {why}. Where this speaks of certificates, install the system's package ca-certificates."
    )]
    Setup {
        /// The chain of causes.
        why: String,
    },
    /// The recording has no answer for it.
    #[error("The recording has no answer for {url}.")]
    NotRecorded {
        /// What was asked.
        url: String,
    },
}
