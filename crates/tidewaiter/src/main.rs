//! `tidewaiter`: the daily trade-compliance information service, as one program. A file a command under `commands`.

mod commands;
mod config;
mod demo;
mod doctor;
mod ending;
mod house;
mod own_sources;
mod print;
mod room;
mod samples;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use model::Timestamp;
use model::wall::Backstage;

use crate::config::Config;
use crate::ending::Ending;
use crate::house::Place;

/// The daily information service for people who move goods, technology and money across borders.
#[derive(Debug, Parser)]
#[command(name = "tidewaiter", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    /// Everything the service keeps: database, captures, letters.
    #[arg(long, global = true, env = "TIDEWAITER_DATA", default_value = "./tidewaiter-data", value_name = "DIR")]
    data: PathBuf,
    /// Settings, TOML [default: DIR/tidewaiter.toml, if there].
    #[arg(long, global = true, env = "TIDEWAITER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// sqlite://… or postgres://… [default: SQLite inside the data directory].
    #[arg(long, global = true, env = "TIDEWAITER_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// The publishing clock stands there: practice, tests, past days.
    #[arg(long, global = true, env = "TIDEWAITER_NOW", value_name = "INSTANT")]
    now: Option<Timestamp>,
    /// JSON Lines on standard output.
    #[arg(long, global = true)]
    json: bool,
    /// How logs are written to standard error: text for people, json for collectors.
    #[arg(long, global = true, env = "TIDEWAITER_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    #[command(subcommand)]
    command: commands::Command,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

/// What a command works with.
pub(crate) struct Context {
    /// Where the house stands.
    pub(crate) place: Place,
    /// Its settings.
    pub(crate) config: Config,
    /// Whether results are JSON Lines.
    pub(crate) json: bool,
    /// The key to what is behind the wall.
    pub(crate) key: Backstage,
}

impl Context {
    /// The sources that are known here: those of the program and the operator's.
    pub(crate) fn catalogue(&self) -> sources::Catalogue {
        own_sources::catalogue(&self.place.data)
    }

    /// Opens the house.
    pub(crate) async fn open(&self) -> Result<newsroom::Newsroom, Ending> {
        house::open(&self.place, &self.config, self.key.clone()).await
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Bucket and fetcher share one; a second one in the same process changes nothing.
    rustls::crypto::ring::default_provider().install_default().ok();
    log(cli.log_format);
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ending) => {
            eprintln!("tidewaiter: {ending}");
            ExitCode::from(ending.status())
        }
    }
}

/// Begins the log: as much of it as `TIDEWAITER_LOG` says, warnings and worse where it says nothing.
fn log(format: LogFormat) {
    let filter = std::env::var("TIDEWAITER_LOG").unwrap_or_else(|_| "warn".to_owned());
    let filter =
        tracing_subscriber::EnvFilter::try_new(&filter).unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    match format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}

fn run(cli: Cli) -> Result<(), Ending> {
    let config = Config::read(cli.config.as_deref(), &cli.data)?;
    let place = Place { data: cli.data, database: cli.database, now: cli.now };
    let context = Context { place, config, json: cli.json, key: Backstage::key() };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Ending::not_done(format!("The program could not start its threads: {error}.")))?;
    let ended = runtime.block_on(async {
        let ended = cli.command.run(&context).await;
        house::close().await;
        ended
    });
    // A reading that a signal interrupted is repeated by its task; it need not be waited for.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    ended
}
