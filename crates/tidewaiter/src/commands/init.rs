//! `init`: from nothing to a publisher: settings file, data directory, keys, titles, the first operator. Run again it changes nothing.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::civil::Time;
use model::TimeZone;
use model::reader::{Email, Role};

use crate::config::{Config, SETTINGS, variable};
use crate::ending::Ending;
use crate::{Context, house, print};

/// What an operator is asked who does not say it; the answer in brackets is taken where nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The house's name, above every page.
    #[arg(long)]
    name: Option<String>,
    /// The zone of article numbers, days and closes; fixed from the first write on.
    #[arg(long)]
    zone: Option<String>,
    /// The public address, such as https://daily.example.
    #[arg(long)]
    url: Option<String>,
    /// The first operator's mail address.
    #[arg(long, value_name = "MAIL")]
    operator: Option<String>,
    /// The hour at which editions close, in that zone.
    #[arg(long, default_value = "06:00", value_name = "HH:MM")]
    closes: String,
    /// Further host names that are answered, between commas.
    #[arg(long, value_delimiter = ',', value_name = "HOST")]
    hosts: Vec<String>,
    /// Addresses of proxies whose X-Forwarded-For is believed, between commas.
    #[arg(long, value_delimiter = ',', default_value = "127.0.0.1,::1", value_name = "IP")]
    proxies: Vec<String>,
}

/// What is to be made, checked before anything is.
struct Wish {
    name: String,
    zone: TimeZone,
    url: String,
    operator: Email,
    closes: Time,
    hosts: Vec<String>,
    proxies: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let file = context.place.data.join("tidewaiter.toml");
    if file.exists() {
        return again(context, &file).await;
    }
    let wish = Wish::ask(args)?;
    write_settings(&context.place.data, &file, &wish.settings())?;
    let config = Config::read(Some(&file), &context.place.data)?;
    let titles = house::first_titles(&wish.zone, wish.closes);
    let newsroom = house::open_with(&context.place, &config, context.key.clone(), &titles).await?;
    newsroom.add_reader(&wish.operator, "", Role::Operator, None).await?;
    let link = newsroom.console_link(&wish.operator, "/").await?;
    eprintln!("The settings are in {}; the data directory is {}.", file.display(), context.place.data.display());
    for title in newsroom.titles().await? {
        let zone = title.zone.iana_name().unwrap_or("UTC");
        eprintln!("Title '{}' ({}) closes at {} in {zone}.", title.slug, title.name, title.closes.strftime("%H:%M"));
    }
    eprintln!("What is still missing, in order of need: tidewaiter doctor");
    eprintln!("The first operator signs in with this link, once, within seven days:");
    print::text(&link)
}

/// What stands is said, and stays.
async fn again(context: &Context, file: &Path) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let readers = newsroom.store.read().await?.readers().await?;
    let operators: Vec<&str> =
        readers.iter().filter(|r| r.role == Role::Operator).map(|reader| reader.email.as_str()).collect();
    let who = match operators.as_slice() {
        [] => "It has no operator yet: tidewaiter staff add MAIL --role operator --link".to_owned(),
        [first, ..] => {
            format!("A new sign-in link for an operator: tidewaiter staff add {first} --role operator --link")
        }
    };
    print::text(&format!(
        "{} is a publisher already; its settings are in {}, and nothing was changed. {who}",
        newsroom.publisher.name,
        file.display()
    ))
}

impl Wish {
    fn ask(args: Args) -> Result<Self, Ending> {
        let name = told(args.name, "The publisher's name", Some("Tidewaiter Press"))?;
        let zone = told(args.zone, "Its time zone", Some("America/New_York"))?;
        let zone = TimeZone::get(&zone).map_err(|_| {
            Ending::wrong(format!("--zone is '{zone}', which is no time zone; an example is America/New_York."))
        })?;
        let url = told(args.url, "Its public address", Some("http://127.0.0.1:8642"))?;
        let url = url.trim_end_matches('/').to_owned();
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
        if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
            return Err(Ending::wrong(format!(
                "--url is '{url}'; it is the address of the front page, such as https://daily.example."
            )));
        }
        let operator = told(args.operator, "The first operator's mail address", None)?;
        let operator = Email::parse(&operator).map_err(|sentence| Ending::wrong(format!("--operator: {sentence}")))?;
        let closes = args.closes.parse::<Time>().or_else(|_| Time::strptime("%H:%M", &args.closes));
        let closes =
            closes.map_err(|_| Ending::wrong(format!("--closes is '{}'; an hour is written 06:00.", args.closes)))?;
        for proxy in &args.proxies {
            if proxy.parse::<std::net::IpAddr>().is_err() {
                return Err(Ending::wrong(format!("--proxies has '{proxy}', which is no IP address.")));
            }
        }
        Ok(Self { name, zone, url, operator, closes, hosts: args.hosts, proxies: args.proxies })
    }

    /// The settings that this publisher begins with; all others stand in the file as comments.
    fn settings(&self) -> Vec<(&'static str, String)> {
        let list = |items: &[String]| items.join(", ");
        let host = self.url.split("://").last().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        let mut out = vec![
            ("publisher.name", self.name.clone()),
            ("publisher.zone", self.zone.iana_name().unwrap_or("UTC").to_owned()),
            ("publisher.url", self.url.clone()),
            ("web.trusted_proxies", list(&self.proxies)),
            ("fetch.contact", format!("mailto:{}", self.operator.as_str())),
        ];
        if !self.hosts.is_empty() {
            out.push(("web.hosts", format!("127.0.0.1, localhost, ::1, {}", list(&self.hosts))));
        }
        if host.contains('.') && host.parse::<std::net::IpAddr>().is_err() {
            out.push(("mail.from", format!("editions@{host}")));
        }
        out
    }
}

/// What was said on the command line, else what somebody answers, else what is usual.
fn told(said: Option<String>, question: &str, usual: Option<&str>) -> Result<String, Ending> {
    if let Some(said) = said {
        return Ok(said);
    }
    let shown = usual.map_or_else(String::new, |usual| format!(" [{usual}]"));
    eprint!("{question}{shown}: ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Ending::not_done(format!("Your answer could not be read: {error}.")))?;
    if !std::io::stdin().is_terminal() {
        eprintln!();
    }
    match (line.trim(), usual) {
        ("", Some(usual)) => Ok(usual.to_owned()),
        ("", None) => {
            Err(Ending::wrong(format!("{question} is needed; give it as an option (tidewaiter init --help).")))
        }
        (answer, _) => Ok(answer.to_owned()),
    }
}

/// Writes the settings file whole or not at all, for its owner's eyes alone: it will hold the password of a mail server.
fn write_settings(data: &Path, file: &Path, set: &[(&str, String)]) -> Result<(), Ending> {
    let failed = |error: std::io::Error| {
        Ending::not_done(format!(
            "The settings file {} could not be written: {error}. Nothing was made.",
            file.display()
        ))
    };
    house::make_private(data).map_err(failed)?;
    let text = settings_text(set);
    let half: PathBuf = file.with_extension("toml.new");
    let mut options = std::fs::OpenOptions::new();
    let mut half_file = options.write(true).create(true).truncate(true).mode(0o600).open(&half).map_err(failed)?;
    half_file.write_all(text.as_bytes()).and_then(|()| half_file.sync_all()).map_err(failed)?;
    std::fs::rename(&half, file).map_err(failed)
}

/// Every setting with what it means; those that are set as they are set, the others as comments with what holds without them.
fn settings_text(set: &[(&str, String)]) -> String {
    let mut out = String::from(
        "# The settings of this publisher. A line that begins with # is a comment: it shows what holds as long as it stays one.\n\
         # `tidewaiter config show` prints what is in force and where it came from; `tidewaiter doctor` says what is still missing.\n\
         # Titles, readers and staff are not here: they live in the database (`tidewaiter titles`, `readers`, `staff`).\n",
    );
    let mut table = "";
    for setting in SETTINGS {
        let Some((section, name)) = setting.key.split_once('.') else { continue };
        if section != table {
            out += &format!("\n[{section}]\n");
            table = section;
        }
        out += &format!("# {} (or the variable {})\n", setting.about, variable(setting.key));
        match set.iter().find(|(key, _)| *key == setting.key) {
            Some((_, value)) => out += &format!("{name} = {}\n", quoted(value)),
            None => out += &format!("# {name} = {}\n", quoted(setting.default)),
        }
    }
    out
}

fn quoted(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_file_reads_back_as_it_was_set_and_names_every_setting() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("tidewaiter.toml");
        let set =
            [("publisher.name", "Hal\"yard\\ Press".to_owned()), ("web.trusted_proxies", "127.0.0.1, ::1".to_owned())];
        write_settings(dir.path(), &file, &set).expect("written");
        let config = Config::read(None, dir.path()).expect("read");
        assert_eq!(config.get("publisher.name"), "Hal\"yard\\ Press");
        assert_eq!(config.list("web.trusted_proxies"), ["127.0.0.1", "::1"]);
        let text = std::fs::read_to_string(&file).expect("read");
        assert!(SETTINGS.iter().all(|setting| text.contains(setting.about)), "{text}");
        assert!(config.is_default("mail.post"), "what was not set stays a comment");
    }
}
