//! From the command line to a running bridge, and to its end.

use crate::listeners::{Admission, bind};
use crate::live;
use crate::log::Log;
use crate::options::{Options, Service};
use crate::server::Server;
use crate::socket::Context;
use crate::tls;
use postamt::engine::mail::Store;
use postamt::engine::mail::scenario::{SCENARIOS, scenario};
use postamt::engine::time::Time;
use postamt::engine::{Protocol, Switches};
use postamt::share::LoadError;
use postamt::share::world::World;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

/// The time for connections to send their last octets when the bridge stops.
const FAREWELL: Duration = Duration::from_secs(5);
/// Files that are open besides the mail connections: listeners, viewers, the runtime's own.
const OTHER_FILES: u64 = 256;

/// Runs the bridge until somebody stops it.
///
/// # Errors
/// A sentence that says why it could not start.
pub(crate) async fn run(options: Options) -> Result<(), String> {
    let http = options.listeners.iter().any(|(service, _)| *service == Service::Http);
    if http && let Err(error) = std::fs::read(options.page.join("index.html")) {
        return Err(format!(
            "There is no built page in {} ({error}): build it with `cargo xtask build`, or name its folder with --page.",
            options.page.display()
        ));
    }
    let world = world(&options)?;
    allow_files(options.connections as u64 + OTHER_FILES);
    let mut listeners = Vec::new();
    for &(service, address) in &options.listeners {
        listeners.push((service, bind(service, address).await?));
    }
    let addresses: Vec<_> = listeners.iter().filter_map(|(_, socket)| socket.local_addr().ok()).collect();
    let tls = tls::config(&addresses, options.certificate.as_deref())?;
    for address in options.reachable() {
        eprintln!(
            "Warning: {address} can be reached from other machines; passwords and mail are open to them."
        );
    }

    // Before the first line says that we are ready: its reader may stop us.
    let stopped = stop_signal()?;
    let (stop, stopping) = watch::channel(false);
    let (inputs, waiting) = mpsc::channel(1024);
    let all_unsent = Arc::new(AtomicUsize::new(0));
    let context = Context { inputs, all_unsent, idle: options.idle, stall: options.stall, tls };
    let log = http.then(|| Arc::new(Log::new(&world)));
    let lab = world.lab();
    let server = Server::new(lab, log.clone(), context.all_unsent.clone());
    let server = tokio::spawn(server.run(waiting, stopping.clone()));
    let admission = Admission::new(context, options.connections);
    let mut tasks = Vec::new();
    let mut page = None;
    announce(&listeners, &world.store);
    let mail = listeners.iter().filter(|(service, _)| *service != Service::Http);
    let mail: Vec<_> = mail.filter_map(|(service, it)| Some((*service, it.local_addr().ok()?))).collect();
    for (service, listener) in listeners {
        let (protocol, tls) = match service {
            Service::Pop3 => (Protocol::Pop3, false),
            Service::Imap => (Protocol::Imap, false),
            Service::Pop3s => (Protocol::Pop3, true),
            Service::Imaps => (Protocol::Imap, true),
            Service::Http => {
                let (folder, mail, stop) = (options.page.clone(), mail.clone(), stopping.clone());
                let Some(log) = log.clone() else { continue };
                let serve = async move { live::serve(listener, &folder, log, mail, stop).await };
                page = Some(tokio::spawn(serve));
                continue;
            }
        };
        tasks.push(tokio::spawn(admission.clone().accept(listener, protocol, tls)));
    }

    let mut server = server;
    let died = tokio::select! {
        () = stopped => None,
        result = &mut server => Some(result), // by itself it only ends by a panic
    };
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    stop.send_replace(true);
    if let Some(result) = died {
        let why = result.err().map_or_else(|| "it just ended".to_owned(), |error| error.to_string());
        return Err(format!("The engine has failed, which is a mistake in the program: {why}."));
    }
    let farewell = async {
        let _ = server.await; // it has cut everybody
        let _ = admission.places.acquire_many(options.connections as u32).await; // they have all gone
        if let Some(page) = page {
            let _ = page.await;
        }
    };
    // Tasks that take longer are left behind.
    let _ = timeout(FAREWELL, farewell).await;
    println!("Stopped.");
    Ok(())
}

/// The world to begin with. Its clock shows the real time, and so do the UIDVALIDITYs of its mailboxes,
/// because the next run's will be other mailboxes.
fn world(options: &Options) -> Result<World, String> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Time(since_1970.as_millis() as u64);
    let mut world = match scenario(&options.scenario) {
        Some(scenario) => {
            World { now, store: scenario.store_made_at(now), opened: 0, switches: Switches::default() }
        }
        None => World { now, opened: 0, ..load(Path::new(&options.scenario), now)? },
    };
    world.switches = options.switches(world.switches);
    let store = &mut world.store;
    for (name, password) in &options.users {
        match store.account(name).cloned() {
            Some(account) => {
                store.insert_account(
                    postamt::engine::mail::Account { password: password.clone(), ..account },
                    now,
                );
            }
            None => store.add_account(name, password, now),
        }
    }
    if options.any_user.is_some() {
        store.open_to(options.any_user.as_deref());
    }
    Ok(world)
}

fn load(file: &Path, now: Time) -> Result<World, String> {
    let names: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
    let text = std::fs::read_to_string(file).map_err(|error| {
        format!(
            "The scenario \"{}\" is neither one of {} nor a file that can be read ({error}).",
            file.display(),
            names.join(", ")
        )
    })?;
    World::load(&text, now).map_err(|error| {
        let why = match error {
            LoadError::TooLong => "it is too long".to_owned(),
            LoadError::Newer { version } => format!("it was written for a newer version ({version})"),
            LoadError::UnknownScenario | LoadError::Corrupt => {
                "it is not JSON of the form that docs/bridge.md shows, or a world that cannot be".to_owned()
            }
        };
        format!("{} cannot be used as a scenario: {why}.", file.display())
    })
}

/// Tells where everything is, in lines that programs can read as well.
fn announce(listeners: &[(Service, TcpListener)], store: &Store) {
    for (service, listener) in listeners {
        let Ok(address) = listener.local_addr() else { continue };
        match service {
            Service::Http => println!("HTTP http://{address}/"),
            Service::Pop3s | Service::Imaps => println!("{} {address} (own certificate)", service.name()),
            Service::Pop3 | Service::Imap => println!("{} {address}", service.name()),
        }
    }
    let accounts = store.accounts().take(10).map(|account| format!("{}:{}", account.name, account.password));
    println!("Accounts {}", accounts.collect::<Vec<_>>().join(" "));
    if let Some(password) = store.is_open_to() {
        println!("Any other name gets an account with the password {password}");
    }
    println!("Ready; stop with Ctrl-C.");
    // Somebody may read this through a pipe.
    let _ = std::io::stdout().flush();
}

/// Ends when somebody stops the bridge.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| format!("Signals cannot be waited for: {error}."));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Raises the limit of open files as far as the system lets us; where it does not, the door says so.
#[cfg(unix)]
fn allow_files(wanted: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < wanted) {
        let current = Some(maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        let _ = setrlimit(Resource::Nofile, Rlimit { current, maximum });
    }
}

#[cfg(not(unix))]
fn allow_files(_wanted: u64) {}
