//! The settings: one table. Each comes from the environment, else the settings file, else its default, and `config show` says which.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::ending::Ending;

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its key in the settings file, table and name: `publisher.name`.
    pub key: &'static str,
    /// What holds when nobody says.
    pub default: &'static str,
    /// What it is, for the manual.
    pub about: &'static str,
    /// Whether it is masked when shown.
    pub secret: bool,
}

/// Every setting there is. Add one here; `config show` and the check of settings files follow, and the manual names it.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "publisher.name",
        default: "Tidewaiter Press",
        about: "the house's name, above every page",
        secret: false,
    },
    Setting {
        key: "publisher.zone",
        default: "America/New_York",
        about: "the zone of article numbers and days; fixed at the first write",
        secret: false,
    },
    Setting {
        key: "publisher.url",
        default: "http://127.0.0.1:8642",
        about: "the public address, without a slash at its end",
        secret: false,
    },
    Setting {
        key: "web.hosts",
        default: "127.0.0.1, localhost, ::1",
        about: "further host names that are answered, beside that of publisher.url",
        secret: false,
    },
    Setting {
        key: "web.trusted_proxies",
        default: "",
        about: "addresses of proxies whose X-Forwarded-For is believed",
        secret: false,
    },
    Setting {
        key: "web.metrics_token",
        default: "",
        about: "what /metrics asks for as a bearer token; empty: it answers this machine alone",
        secret: true,
    },
    Setting {
        key: "captures.bucket",
        default: "",
        about: "where captures lie that several hosts share, such as s3://bucket/prefix; empty: in the data directory",
        secret: false,
    },
    Setting {
        key: "captures.endpoint",
        default: "",
        about: "the bucket's server, such as https://s3.example; empty: Amazon's of that region",
        secret: false,
    },
    Setting { key: "captures.region", default: "us-east-1", about: "the bucket's region", secret: false },
    Setting {
        key: "captures.key",
        default: "",
        about: "the bucket's access key; empty: what the machine itself has been given",
        secret: false,
    },
    Setting { key: "captures.secret", default: "", about: "the secret of that key", secret: true },
    Setting {
        key: "captures.thin_after_days",
        default: "",
        about: "after how many days captures without news are taken away; empty: never",
        secret: false,
    },
    Setting {
        key: "work.lease_seconds",
        default: "180",
        about: "how long a task belongs to a worker that shows no sign of life; more than the clocks of two hosts differ, twice",
        secret: false,
    },
    Setting {
        key: "mail.post",
        default: "folder",
        about: "'folder' (letters as .eml files in the data directory), or smtp://host:port, smtps://user:password@host, smtp+starttls://…",
        secret: true,
    },
    Setting {
        key: "mail.from",
        default: "editions@localhost.localdomain",
        about: "the sender of all letters",
        secret: false,
    },
    Setting {
        key: "alarms.mail",
        default: "",
        about: "who is mailed when a source falls silent, a list state is held, an edition is not out: addresses between commas",
        secret: false,
    },
    Setting {
        key: "alarms.webhook",
        default: "",
        about: "an http or https address that gets each alarm as JSON",
        secret: true,
    },
    Setting {
        key: "sources.shutdowns",
        default: "",
        about: "times in which the publishers of a jurisdiction are shut down, such as US 2025-10-01..2025-11-12, or US 2025-10-01.. while it goes on",
        secret: false,
    },
    Setting {
        key: "fetch.contact",
        default: "operator not named",
        about: "how a publisher reaches the operator; stands in the User-Agent",
        secret: false,
    },
    Setting {
        key: "fetch.private_hosts",
        default: "",
        about: "hosts that are fetched although their address is private",
        secret: false,
    },
    Setting {
        key: "fetch.proxy",
        default: "",
        about: "the proxy through which sources are asked, http://host:port or http://user:password@host:port",
        secret: true,
    },
];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The table.
    Default,
    /// A settings file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
}

/// The effective settings.
#[derive(Debug, Clone)]
pub struct Config {
    values: BTreeMap<&'static str, (String, Origin)>,
}

/// `TIDEWAITER_PUBLISHER_NAME` for `publisher.name`.
pub fn variable(key: &str) -> String {
    format!("TIDEWAITER_{}", key.replace('.', "_").to_uppercase())
}

impl Config {
    /// Reads the settings. A named file must exist; the one in the data directory may.
    pub fn read(named: Option<&Path>, data: &Path) -> Result<Self, Ending> {
        let own = data.join("tidewaiter.toml");
        let file = match named {
            Some(path) => Some(path.to_owned()),
            None => own.is_file().then_some(own),
        };
        let mut from_file = BTreeMap::new();
        if let Some(path) = &file {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Ending::wrong(format!("The settings file {} could not be read: {error}.", path.display()))
            })?;
            from_file = flatten(&text, path)?;
        }
        let mut values = BTreeMap::new();
        for setting in SETTINGS {
            let name = variable(setting.key);
            let value = match (std::env::var(&name), from_file.remove(setting.key), &file) {
                (Ok(value), ..) => (value, Origin::Variable(name)),
                (Err(_), Some(value), Some(path)) => (value, Origin::File(path.clone())),
                _ => (setting.default.to_owned(), Origin::Default),
            };
            values.insert(setting.key, value);
        }
        match (from_file.keys().next(), file) {
            (Some(key), Some(path)) => Err(Ending::wrong(format!(
                "The settings file {} has '{key}', which is no setting. `tidewaiter config show` lists them all.",
                path.display()
            ))),
            _ => Ok(Self { values }),
        }
    }

    /// A value.
    pub fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", |(value, _)| value)
    }

    /// A value that is a list: items between commas.
    pub fn list(&self, key: &str) -> Vec<String> {
        self.get(key).split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
    }

    /// Whether nobody set it.
    pub fn is_default(&self, key: &str) -> bool {
        self.values.get(key).is_none_or(|(_, origin)| *origin == Origin::Default)
    }

    /// Sets a value from inside, as the demo does.
    pub fn set(&mut self, key: &'static str, value: String) {
        self.values.insert(key, (value, Origin::Default));
    }

    /// Every setting with its effective value and where that came from; secrets masked.
    pub fn shown(&self) -> impl Iterator<Item = (&'static Setting, String, String)> + '_ {
        SETTINGS.iter().map(|setting| {
            let (value, origin) = self.values.get(setting.key).cloned().unwrap_or((String::new(), Origin::Default));
            let value = if setting.secret { mask(&value) } else { value };
            let origin = match origin {
                Origin::Default => "default".to_owned(),
                Origin::File(path) => path.display().to_string(),
                Origin::Variable(name) => format!("${name}"),
            };
            (setting, value, origin)
        })
    }
}

/// An address keeps its scheme and host; what stands before the `@`, and the path of a web address, are masked.
fn mask(value: &str) -> String {
    match (value.split_once("://"), value.rsplit_once('@')) {
        (Some((scheme @ ("http" | "https"), rest)), _) => {
            let host = rest.split(['/', '?']).next().unwrap_or_default();
            format!("{scheme}://{}/[masked]", host.rsplit('@').next().unwrap_or_default())
        }
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://[masked]@{host}"),
        // What is no address, and not one of the words that a secret setting may be, is a secret as a whole.
        (None, _) if !matches!(value, "" | "folder") => "[masked]".to_owned(),
        _ => value.to_owned(),
    }
}

fn flatten(text: &str, path: &Path) -> Result<BTreeMap<String, String>, Ending> {
    let wrong = |what: String| Ending::wrong(format!("The settings file {} {what}", path.display()));
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        wrong(format!("is not TOML, at line {line}: {}.", error.message()))
    })?;
    let mut out = BTreeMap::new();
    for (section, value) in table {
        let toml::Value::Table(inner) = value else {
            return Err(wrong(format!(
                "has '{section}' outside a table; settings stand in tables such as [publisher]."
            )));
        };
        for (name, value) in inner {
            let key = format!("{section}.{name}");
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Array(items) => items
                    .iter()
                    .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                    .collect::<Vec<_>>()
                    .join(", "),
                toml::Value::Table(_) => {
                    return Err(wrong(format!("has a table '{key}', where a value should stand.")));
                }
                other => other.to_string(),
            };
            out.insert(key, value);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_setting_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("tidewaiter.toml");
        std::fs::write(&path, "[publisher]\nname = \"Halyard Press\"\ncolor = 1\n").expect("written");
        let error = Config::read(None, dir.path()).expect_err("refused").to_string();
        assert!(error.contains("'publisher.color'"), "{error}");
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(mask("smtps://ada:secret@mail.example"), "smtps://[masked]@mail.example");
        assert_eq!(mask("folder"), "folder");
        assert_eq!(mask("https://hooks.example/T0/s3cret?k=s"), "https://hooks.example/[masked]");
        assert_eq!(mask("https://ada:s3cret@hooks.example"), "https://hooks.example/[masked]");
    }
}
