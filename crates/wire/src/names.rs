//! What the domain name system says of a name: for `doctor`, which looks whether letters will be believed and pages be found.
//! Fetching does not pass here; it has its own, guarded way.

use std::net::IpAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;

/// A name server that works answers within a second.
const WAIT: Duration = Duration::from_secs(4);

/// Asks the name servers of this machine.
#[derive(Clone)]
pub struct Names {
    resolver: TokioResolver,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names")
    }
}

impl Names {
    /// As the system is set up (`/etc/resolv.conf`). The error is half a sentence.
    pub fn of_this_machine() -> Result<Self, String> {
        let mut builder = TokioResolver::builder_tokio().map_err(|error| error.to_string())?;
        let options = builder.options_mut();
        options.timeout = WAIT;
        options.attempts = 1;
        Ok(Self { resolver: builder.build().map_err(|error| error.to_string())? })
    }

    /// The addresses of a name; none where it has none.
    pub async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        match self.resolver.lookup_ip(absolute(name)).await {
            Ok(found) => Ok(found.iter().collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The texts (TXT) of a name, each joined from its parts; none where it has none.
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let found = match self.resolver.txt_lookup(absolute(name)).await {
            Ok(found) => found,
            Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
            Err(error) => return Err(error.to_string()),
        };
        let text = |data: &RData| match data {
            RData::TXT(text) => {
                Some(text.txt_data.iter().map(|part| String::from_utf8_lossy(part).into_owned()).collect())
            }
            _ => None,
        };
        Ok(found.answers().iter().filter_map(|record| text(&record.data)).collect())
    }
}

/// With its final dot, so that the machine's search list does not answer for another name.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}
