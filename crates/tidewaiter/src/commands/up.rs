//! `up`: scheduler, workers and web, in one process or one role a process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use clap::ValueEnum;
use newsroom::{Newsroom, Trouble};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use crate::Context;
use crate::ending::Ending;

/// How often a worker looks for tasks that another process left.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How often a worker looks for questions to hosts that an answer led to.
const FURTHER_EVERY: Duration = Duration::from_secs(1);
/// How often sources are looked at for being due, and titles for having closed.
const ROUND_EVERY: Duration = Duration::from_secs(15);

/// How long answers that are under way may take once the process is told to end.
const GOODBYE_MAX: Duration = Duration::from_secs(10);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where the web listens.
    #[arg(long, default_value = "127.0.0.1:8642")]
    listen: SocketAddr,
    /// What this process does.
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    All,
    Web,
    Worker,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let listener = match args.role {
        Role::Worker => None,
        Role::All | Role::Web => Some(bind(args.listen).await?),
    };
    let address = listener.as_ref().map_or(Ok(args.listen), TcpListener::local_addr)?;
    let mut config = context.config.clone();
    if config.is_default("publisher.url") {
        // Links in letters must lead here; a public address is for the settings.
        config.set("publisher.url", format!("http://{address}"));
    }
    let context = &Context { config, place: context.place.clone(), json: context.json, key: context.key.clone() };
    let newsroom = context.open().await?;
    let settings = settings(context)?;
    let (wake, stopped) = (Arc::new(Notify::new()), stop_on_signal());
    let worker = match args.role {
        Role::Web => None,
        Role::All | Role::Worker => Some(tokio::spawn(work(newsroom.clone(), wake.clone(), stopped.clone()))),
    };
    if let Some(listener) = listener {
        eprintln!("Tidewaiter listens on http://{address}");
        serve(newsroom, settings, wake, listener, stopped).await?;
    } else {
        eprintln!("Tidewaiter works.");
    }
    match worker {
        Some(worker) => worker.await.map_err(|error| Ending::not_done(format!("The worker ended badly: {error}."))),
        None => Ok(()),
    }
}

/// Takes the address, or says who may have it.
pub(crate) async fn bind(listen: SocketAddr) -> Result<TcpListener, Ending> {
    TcpListener::bind(listen).await.map_err(|error| {
        Ending::not_done(format!(
            "{listen} cannot be listened on: {error}. Give another address with --listen, such as 127.0.0.1:0."
        ))
    })
}

/// How this instance is reached, from the settings.
pub(crate) fn settings(context: &Context) -> Result<web::Settings, Ending> {
    let url = context.config.get("publisher.url");
    let host = url.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    let mut hosts = context.config.list("web.hosts");
    hosts.push(host);
    let mut trusted_proxies = Vec::new();
    for proxy in context.config.list("web.trusted_proxies") {
        trusted_proxies.push(
            proxy
                .parse()
                .map_err(|_| Ending::wrong(format!("web.trusted_proxies has '{proxy}', which is no IP address.")))?,
        );
    }
    let token = context.config.get("web.metrics_token").to_owned();
    let metrics_token = (!token.is_empty()).then_some(token);
    Ok(web::Settings { hosts, trusted_proxies, https: url.starts_with("https://"), outbox: None, metrics_token })
}

/// Serves until told to stop.
pub(crate) async fn serve(
    newsroom: Newsroom,
    settings: web::Settings,
    wake: Arc<Notify>,
    listener: TcpListener,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), Ending> {
    let app = web::App { newsroom, settings: Arc::new(settings), wake, served: Arc::default() };
    let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let mut told = stopped.clone();
    let until = async move {
        let _ = told.wait_for(|stop| *stop).await;
    };
    // An answer goes out at once: Nagle's waiting for more would cost a reader 40 ms a page on a kept connection.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let serving = axum::serve(listener, service).with_graceful_shutdown(until).into_future();
    let patience = async move {
        let _ = stopped.wait_for(|stop| *stop).await;
        tokio::time::sleep(GOODBYE_MAX).await;
    };
    tokio::select! {
        ended = serving => ended.map_err(|error| Ending::not_done(format!("The web ended badly: {error}."))),
        () = patience => Ok(()),
    }
}

/// Works until told to stop: tasks as they come; beside them, in rounds, what is due at sources, what is due at hours, and what is kept too
/// long. A slow host holds up neither an edition nor an alarm.
pub(crate) async fn work(newsroom: Newsroom, wake: Arc<Notify>, stopped: watch::Receiver<bool>) {
    let tasks = async {
        while !*stopped.borrow() {
            let worked = tasks(&newsroom).await;
            rest_after(worked).await;
            tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    };
    let sources = in_rounds(&newsroom, &stopped, || unless_stopped(&stopped, ask_sources(&newsroom)));
    let further = async {
        while !*stopped.borrow() {
            rest_after(unless_stopped(&stopped, ask_further(&newsroom)).await).await;
            tokio::time::sleep(FURTHER_EVERY).await;
        }
    };
    let hours = in_rounds(&newsroom, &stopped, || look_at_the_clock(&newsroom));
    let retention = in_rounds(&newsroom, &stopped, || unless_stopped(&stopped, thin(&newsroom)));
    tokio::join!(tasks, sources, further, hours, retention);
    if let Err(trouble) = newsroom.stop_leading().await {
        tracing::warn!("Another process may wait three minutes before it leads the rounds: {trouble}");
    }
}

/// Does a thing in each round that this process leads, until told to stop.
async fn in_rounds<F: Future<Output = Result<(), Trouble>>>(
    newsroom: &Newsroom,
    stopped: &watch::Receiver<bool>,
    round: impl Fn() -> F,
) {
    let mut told = stopped.clone();
    while !*stopped.borrow() {
        let done = match newsroom.leads().await {
            Ok(true) => round().await,
            Ok(false) => Ok(()),
            Err(trouble) => Err(trouble),
        };
        rest_after(done).await;
        tokio::select! {
            _ = told.wait_for(|stop| *stop) => {}
            () = tokio::time::sleep(ROUND_EVERY) => {}
        }
    }
}

/// Does a thing that may be broken off anywhere, as asking a slow host may: what it had not kept is asked again.
async fn unless_stopped(
    stopped: &watch::Receiver<bool>,
    work: impl Future<Output = Result<(), Trouble>>,
) -> Result<(), Trouble> {
    let mut told = stopped.clone();
    tokio::select! {
        done = work => done,
        _ = told.wait_for(|stop| *stop) => Ok(()),
    }
}

/// What fails is told, and tried again after a second.
async fn rest_after(outcome: Result<(), Trouble>) {
    if let Err(trouble) = outcome {
        tracing::error!("A round of work failed and is tried again: {trouble}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn tasks(newsroom: &Newsroom) -> Result<(), Trouble> {
    if newsroom.store.read().await?.has_ready_task(newsroom.clock.real()).await? {
        newsroom.run_ready_inside().await?;
    }
    Ok(())
}

/// Asks the further questions that answers led to. In practice there are none.
async fn ask_further(newsroom: &Newsroom) -> Result<(), Trouble> {
    if !newsroom.clock.is_set() && newsroom.store.read().await?.has_ready_task(newsroom.clock.real()).await? {
        newsroom.fetch_ready().await?;
    }
    Ok(())
}

/// Asks the sources that are due. In practice the world is not asked.
async fn ask_sources(newsroom: &Newsroom) -> Result<(), Trouble> {
    if !newsroom.clock.is_set() {
        newsroom.ask_sources(&[], |_| {}).await?;
    }
    Ok(())
}

/// Bounds what is kept, once a day. In practice all of it stays.
async fn thin(newsroom: &Newsroom) -> Result<(), Trouble> {
    if !newsroom.clock.is_set() {
        newsroom.thin_daily().await?;
    }
    Ok(())
}

/// Brings out what is due, publishes what no edition brings out, and looks for what is wrong. In practice nothing is sent by itself.
async fn look_at_the_clock(newsroom: &Newsroom) -> Result<(), Trouble> {
    let now = newsroom.clock.now();
    if newsroom.clock.is_set() {
        newsroom.publish_read(now).await?;
        return Ok(());
    }
    newsroom.keep_timetable().await?;
    // An edition publishes what is due at its hour, once everything before it is read; what is due and in no edition follows then.
    newsroom.publish_due(now - jiff::SignedDuration::from_mins(newsroom::PATIENCE_MINUTES)).await?;
    newsroom.watch().await
}

async fn wait_for_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}

/// A channel that says stop when the process is told to end.
pub(crate) fn stop_on_signal() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        wait_for_signal().await;
        // Nobody listening any more is as good as told.
        let _ = stop.send(true);
    });
    stopped
}
