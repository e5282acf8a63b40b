//! Sockets that listen, and the clients that they let in.

use crate::options::Service;
use crate::socket::{Context, serve};
use postamt::engine::{ConnectionId, Greeting, Protocol};
use socket2::{SockRef, TcpKeepalive};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;

/// A peer that does not answer the system's probes for so long is gone.
const PROBE_AFTER: Duration = Duration::from_secs(60);
/// So many clients more than allowed are told so; to further ones the door is shut without a word.
const TURNED_AWAY_AT_ONCE: usize = 100;

/// Opens a socket.
///
/// # Errors
/// A sentence with the reason and a remedy.
pub(crate) async fn bind(service: Service, address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| {
        let (name, option) = (service.name(), service.name().to_lowercase());
        let why = match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("the port is in use. Stop the other program or choose another port with --{option}")
            }
            io::ErrorKind::PermissionDenied => {
                format!("no permission. Ports below 1024 are for root; choose a higher one with --{option}")
            }
            io::ErrorKind::AddrNotAvailable => {
                format!("this machine has no such address. Choose another one with --{option}")
            }
            _ => error.to_string(),
        };
        format!("{name} cannot be offered on {address}: {why}.")
    })
}

/// The limits and numbers that all listeners share.
#[derive(Clone, Debug)]
pub(crate) struct Admission {
    /// For the clients' tasks.
    pub context: Context,
    /// One permit for each client that may be here.
    pub places: Arc<Semaphore>,
    /// One permit for each client that may be told that there is no place.
    turned_away: Arc<Semaphore>,
    /// The number of the next connection.
    next: Arc<AtomicU32>,
}

impl Admission {
    /// Admission of so many clients at once.
    pub(crate) fn new(context: Context, places: usize) -> Self {
        Self {
            context,
            places: Arc::new(Semaphore::new(places)),
            turned_away: Arc::new(Semaphore::new(TURNED_AWAY_AT_ONCE)),
            next: Arc::new(AtomicU32::new(1)),
        }
    }

    /// Lets clients in, for ever; `tls` at a port of TLS alone.
    pub(crate) async fn accept(self, listener: TcpListener, protocol: Protocol, tls: bool) {
        loop {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Most often the system's limit of open files: waiting is all that helps.
                    eprintln!("A client cannot be let in: {error}.");
                    sleep(Duration::from_secs(1)).await;
                    continue;
                }
            };
            let (place, greeting) = match self.places.clone().try_acquire_owned() {
                Ok(place) => (place, Greeting::Ok),
                Err(_) => match self.turned_away.clone().try_acquire_owned() {
                    Ok(place) => (place, Greeting::Bye),
                    Err(_) => continue, // not even room to say so
                },
            };
            let id = ConnectionId(self.next.fetch_add(1, Ordering::Relaxed));
            let context = self.context.clone();
            tokio::spawn(async move {
                let _place = place;
                prepare(&stream);
                // Of all that goes wrong later the server hears.
                if let Err(gone) = serve(stream, id, protocol, greeting, tls, context).await {
                    eprintln!("connection {}: {gone}.", id.0);
                }
            });
        }
    }
}

/// Replies go out at once, and a peer that has vanished is noticed.
fn prepare(stream: &TcpStream) {
    // Both are improvements that a connection also lives without.
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(PROBE_AFTER));
}
