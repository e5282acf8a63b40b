//! One client's socket: octets in to the [post](crate::post), octets out from it, both bounded.
//!
//! The rules of this file:
//! 1. At most [`CREDIT`] octets of a client wait to be handled; its socket is not read while they do.
//! 2. Replies wait in a queue that shares the engine's octets. While more than [`FULL`] wait, the post
//!    handles no further command of this client; a client that takes nothing for too long is cut.
//! 3. When TLS begins in the middle of a connection, the socket is no longer read before the last reply in the
//!    clear is sent. What comes between that and the handshake's end is never handled, whoever sent it.
//! 4. The post hears of whatever ends a connection: of the client's end, and of replies that it does not
//!    take. Replies that were already on their way are still sent where the client takes them.

use crate::post::{Gone, Input};
use postamt::engine::wire::Wire;
use postamt::engine::{ConnectionId, Greeting, Protocol};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::net::TcpStream;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;

/// Most octets of one client that wait to be handled.
const CREDIT: usize = 128 * 1024;
/// With more unsent octets than these a client gets no further command handled.
pub const FULL: usize = 256 * 1024;
/// With fewer unsent octets than these it goes on.
const DRAINED: usize = 64 * 1024;
/// Octets that are put together into one write.
const BATCH: usize = 64 * 1024;
/// How long a client may still talk after we have said goodbye, before its socket is closed.
const LINGER: Duration = Duration::from_secs(2);
/// How long a client may take for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Most octets in the clear that are read before a handshake to be thrown away.
const JUNK_MAX: usize = 256 * 1024;

/// What the post and a client's tasks share.
#[derive(Debug)]
pub struct Flow {
    /// Octets of replies that the socket has not yet taken.
    unsent: AtomicUsize,
    /// The same for all clients together.
    all_unsent: Arc<AtomicUsize>,
    /// The post waits for the replies to drain and wants to hear of it.
    paused: AtomicBool,
    /// How many octets the client may still send in.
    credit: Semaphore,
    /// The connection is to end at once, unsent replies or not.
    abort: Notify,
    /// Nothing more is to be read in the clear.
    deaf: Notify,
}

/// The post's end of a connection. Dropping it ends the connection after all replies are sent.
#[derive(Debug)]
pub struct Line {
    replies: mpsc::UnboundedSender<Parcel>,
    /// What the client's tasks see as well.
    flow: Arc<Flow>,
}

/// Octets on their way to a client; counted as unsent as long as they exist.
#[derive(Debug)]
struct Parcel {
    wire: Wire,
    flow: Arc<Flow>,
    /// TLS begins behind it.
    last_in_clear: bool,
}

/// Octets on their way, in order.
#[derive(Debug)]
struct Outbox {
    queue: mpsc::UnboundedReceiver<Parcel>,
    /// Those that have been taken out of the queue.
    parcels: Vec<Parcel>,
}

/// How a conversation has ended.
enum End<S> {
    /// For good.
    Over,
    /// The first parcel is the last one in the clear: everything before it is sent.
    Secure(S, Outbox),
}

/// What the tasks of all connections need.
#[derive(Clone, Debug)]
pub struct Common {
    /// The way to the post.
    pub inputs: mpsc::Sender<Input>,
    /// Octets of replies that no socket has taken yet.
    pub all_unsent: Arc<AtomicUsize>,
    /// How long a client may be silent.
    pub idle: Option<Duration>,
    /// How long a client may take nothing.
    pub stall: Duration,
    /// The certificate, and how TLS is spoken.
    pub tls: Arc<ServerConfig>,
}

impl Line {
    /// Sends a reply.
    pub fn send(&self, wire: Wire) {
        self.put(wire, false);
    }

    /// Sends the last reply in the clear; the next octets are TLS's. [`Input::Secured`] will come, or the
    /// client's end.
    pub fn send_and_secure(&self, wire: Wire) {
        self.put(wire, true);
    }

    fn put(&self, wire: Wire, last_in_clear: bool) {
        let length = wire.octets().len();
        self.flow.unsent.fetch_add(length, Ordering::SeqCst);
        self.flow.all_unsent.fetch_add(length, Ordering::SeqCst);
        // A failure means that the socket is gone: the post will hear of it, and dropping counts back.
        let _ = self.replies.send(Parcel { wire, flow: self.flow.clone(), last_in_clear });
    }

    /// The octets that the client has not yet taken.
    pub fn unsent(&self) -> usize {
        self.flow.unsent.load(Ordering::SeqCst)
    }

    /// Whether the client's next command may be handled; if not, [`Input::Drained`] will come.
    pub fn takes_more(&self) -> bool {
        if self.unsent() < FULL {
            return true;
        }
        self.flow.paused.store(true, Ordering::SeqCst);
        // The writer may have drained everything just before it could see the flag.
        self.unsent() < DRAINED && self.flow.paused.swap(false, Ordering::SeqCst)
    }

    /// The client may send as many octets more.
    pub fn give_credit(&self, octets: usize) {
        self.flow.credit.add_permits(octets);
    }

    /// Ends the connection now, without sending what waits.
    pub fn abort(self) {
        self.flow.abort.notify_one();
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        let length = self.wire.octets().len();
        self.flow.unsent.fetch_sub(length, Ordering::SeqCst);
        self.flow.all_unsent.fetch_sub(length, Ordering::SeqCst);
    }
}

/// Carries one connection from its beginning to its end. At a port of TLS alone (`tls`) the post hears of it when
/// the handshake is complete.
pub async fn carry(
    stream: TcpStream,
    id: ConnectionId,
    protocol: Protocol,
    greeting: Greeting,
    tls: bool,
    common: Common,
) -> Result<(), Gone> {
    let flow = Arc::new(Flow {
        unsent: AtomicUsize::new(0),
        all_unsent: common.all_unsent.clone(),
        paused: AtomicBool::new(false),
        credit: Semaphore::new(CREDIT),
        abort: Notify::new(),
        deaf: Notify::new(),
    });
    let (replies, queue) = mpsc::unbounded_channel();
    let line = Line { replies, flow: flow.clone() };
    let opened = Input::Opened { id, protocol, greeting, tls, line };
    let outbox = Outbox { queue, parcels: Vec::new() };
    let ended = if tls {
        let stream = shake_hands(stream, &common).await?;
        if common.inputs.send(opened).await.is_err() {
            return Ok(()); // the bridge stops
        }
        converse(stream, outbox, id, &flow, &common).await.map(|_| ())
    } else {
        if common.inputs.send(opened).await.is_err() {
            return Ok(()); // the bridge stops
        }
        match converse(stream, outbox, id, &flow, &common).await {
            Ok(End::Secure(stream, outbox)) => secure(stream, outbox, id, &flow, &common).await,
            ended => ended.map(|_| ()),
        }
    };
    if let Err(gone) = ended {
        let _ = common.inputs.send(Input::Gone(id, gone)).await;
    }
    Ok(())
}

/// Waits for the client to begin TLS, and for its completion.
async fn shake_hands(stream: TcpStream, common: &Common) -> Result<TlsStream<TcpStream>, Gone> {
    let acceptor = TlsAcceptor::from(common.tls.clone());
    match timeout(HANDSHAKE, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(Gone::Unprotected(error.to_string())),
        Err(_) => Err(Gone::Unprotected("none in time".to_owned())),
    }
}

/// Sends the last reply in the clear and goes on inside TLS.
async fn secure(
    mut stream: TcpStream,
    mut outbox: Outbox,
    id: ConnectionId,
    flow: &Arc<Flow>,
    common: &Common,
) -> Result<(), Gone> {
    // RFC 3501 §6.2.1: "Once a client issues a STARTTLS command, it MUST NOT issue further commands until a server
    // response is seen and the [TLS] negotiation is complete." So whatever is there now belongs to nobody.
    let mut junk = 0;
    let mut buffer = vec![0; 4 * 1024];
    while junk < JUNK_MAX
        && let Ok(count @ 1..) = stream.try_read(&mut buffer)
    {
        junk += count;
    }
    push(&mut stream, outbox.parcels.remove(0).wire.octets(), flow, common.stall).await?;
    let stream = tokio::select! {
        biased;
        () = flow.abort.notified() => return Ok(()),
        stream = shake_hands(stream, common) => stream?,
    };
    if common.inputs.send(Input::Secured { id, junk: junk > 0 }).await.is_err() {
        return Ok(()); // the bridge stops
    }
    converse(stream, outbox, id, flow, common).await.map(|_| ())
}

/// Reads and writes until the connection ends or TLS is to begin. The error is one that the post does not know.
async fn converse<S>(
    stream: S,
    outbox: Outbox,
    id: ConnectionId,
    flow: &Arc<Flow>,
    common: &Common,
) -> Result<End<S>, Gone>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut incoming, outgoing) = split(stream);
    let mut writer = tokio::spawn(write(outgoing, outbox, id, flow.clone(), common.clone()));
    let mut reader = Box::pin(read(&mut incoming, id, flow, common));
    let written = tokio::select! {
        gone = &mut reader => {
            if let Some(gone) = gone {
                let _ = common.inputs.send(Input::Gone(id, gone)).await;
            }
            // Who has only hung up may still read; whether that lasts, the writer finds out.
            return match writer.await {
                Ok(Err(gone)) => Err(gone),
                _ => Ok(End::Over),
            };
        }
        written = &mut writer => written,
    };
    match written {
        Ok(Ok(End::Over)) => {
            drop(reader);
            // Closing a socket with unread octets would make the system throw away our last reply.
            let _ = timeout(LINGER, tokio::io::copy(&mut incoming, &mut tokio::io::sink())).await;
            Ok(End::Over)
        }
        Ok(Ok(End::Secure(outgoing, outbox))) => {
            flow.deaf.notify_one();
            match reader.await {
                None => Ok(End::Secure(incoming.unsplit(outgoing), outbox)),
                Some(gone) => Err(gone),
            }
        }
        Ok(Err(gone)) => Err(gone),
        Err(_) => Ok(End::Over), // the task was ended from outside
    }
}

/// Reads until the client has gone; `None` when there is nothing more to read in the clear.
async fn read<S: AsyncRead>(
    from: &mut ReadHalf<S>,
    id: ConnectionId,
    flow: &Flow,
    common: &Common,
) -> Option<Gone> {
    let mut buffer = vec![0; 4 * 1024];
    loop {
        let read = async {
            match common.idle {
                Some(idle) => timeout(idle, from.read(&mut buffer)).await.ok(),
                None => Some(from.read(&mut buffer).await),
            }
        };
        let result = tokio::select! {
            biased;
            () = flow.deaf.notified() => return None,
            result = read => result,
        };
        let count = match result {
            None => return Some(Gone::Idle),
            Some(Ok(0)) => return Some(Gone::HungUp),
            // Inside TLS: a client that closed its socket without the farewell that TLS wants.
            Some(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return Some(Gone::HungUp),
            Some(Ok(count)) => count,
            Some(Err(error)) => return Some(Gone::Broken(error.kind())),
        };
        let Ok(permit) = flow.credit.acquire_many(count as u32).await else { return Some(Gone::HungUp) };
        permit.forget();
        let octets = buffer[..count].to_vec();
        if common.inputs.send(Input::Octets(id, octets)).await.is_err() {
            return Some(Gone::HungUp); // the bridge stops
        }
        if count == buffer.len() && count < BATCH {
            buffer.resize(BATCH, 0); // a client that sends much; most send a line now and then
        }
    }
}

/// Writes until the post has dropped its end or TLS is to begin.
async fn write<S: AsyncWrite>(
    mut to: WriteHalf<S>,
    mut outbox: Outbox,
    id: ConnectionId,
    flow: Arc<Flow>,
    common: Common,
) -> Result<End<WriteHalf<S>>, Gone> {
    let Outbox { queue, parcels } = &mut outbox;
    let mut batch = Vec::new();
    loop {
        if parcels.is_empty() {
            let count = tokio::select! {
                biased;
                () = flow.abort.notified() => return Ok(End::Over),
                count = queue.recv_many(parcels, 64) => count,
            };
            if count == 0 {
                let _ = timeout(common.stall, to.shutdown()).await;
                return Ok(End::Over);
            }
        }
        let last = parcels.iter().position(|parcel| parcel.last_in_clear);
        let kept = last.map(|at| parcels.split_off(at));
        for parcel in parcels.drain(..) {
            let octets = parcel.wire.octets();
            if batch.len() + octets.len() <= BATCH {
                batch.extend_from_slice(octets);
                continue;
            }
            push(&mut to, &batch, &flow, common.stall).await?;
            batch.clear();
            if octets.len() > BATCH {
                push(&mut to, octets, &flow, common.stall).await?;
            } else {
                batch.extend_from_slice(octets);
            }
            drop(parcel);
            drained(id, &flow, &common).await;
        }
        push(&mut to, &batch, &flow, common.stall).await?;
        batch.clear();
        batch.shrink_to(BATCH);
        drained(id, &flow, &common).await;
        if let Some(kept) = kept {
            outbox.parcels = kept;
            return Ok(End::Secure(to, outbox));
        }
    }
}

/// Writes octets; whoever takes none of them for `stall` is given up.
async fn push<W: AsyncWrite + Unpin>(
    to: &mut W,
    mut octets: &[u8],
    flow: &Flow,
    stall: Duration,
) -> Result<(), Gone> {
    while !octets.is_empty() {
        let written = tokio::select! {
            biased;
            () = flow.abort.notified() => {
                flow.abort.notify_one(); // for the caller, who looks again
                return Err(Gone::Stalled);
            }
            written = timeout(stall, to.write(octets)) => written,
        };
        match written {
            Err(_) => return Err(Gone::Stalled),
            Ok(Ok(0)) => return Err(Gone::Broken(io::ErrorKind::WriteZero)),
            Ok(Ok(count)) => octets = &octets[count..],
            Ok(Err(error)) => return Err(Gone::Broken(error.kind())),
        }
    }
    match timeout(stall, to.flush()).await {
        Err(_) => Err(Gone::Stalled),
        Ok(Err(error)) => Err(Gone::Broken(error.kind())),
        Ok(Ok(())) => Ok(()),
    }
}

/// Tells the post, if it waits for that, that the client has taken enough.
async fn drained(id: ConnectionId, flow: &Flow, common: &Common) {
    if flow.unsent.load(Ordering::SeqCst) < DRAINED && flow.paused.swap(false, Ordering::SeqCst) {
        let _ = common.inputs.send(Input::Drained(id)).await;
    }
}
