//! One client's socket: octets in to the [post](crate::post), octets out from it, both bounded.
//!
//! The rules of this file:
//! 1. At most [`CREDIT`] octets of a client wait to be handled; its socket is not read while they do.
//! 2. Replies wait in a queue that shares the engine's octets. While more than [`FULL`] wait, the post
//!    handles no further command of this client; a client that takes nothing for too long is cut.
//! 3. The post hears of whatever ends a connection: of the client's end, and of replies that it does not
//!    take. Replies that were already on their way are still sent where the client takes them.

use crate::post::{Gone, Input};
use postamt::engine::wire::Wire;
use postamt::engine::{ConnectionId, Greeting, Protocol};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::time::timeout;

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
}

impl Line {
    /// Sends a reply.
    pub fn send(&self, wire: Wire) {
        let length = wire.octets().len();
        self.flow.unsent.fetch_add(length, Ordering::SeqCst);
        self.flow.all_unsent.fetch_add(length, Ordering::SeqCst);
        // A failure means that the socket is gone: the post will hear of it, and dropping counts back.
        let _ = self.replies.send(Parcel { wire, flow: self.flow.clone() });
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

/// Carries one connection from its greeting to its end.
pub async fn carry<S>(stream: S, id: ConnectionId, protocol: Protocol, greeting: Greeting, common: Common)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let flow = Arc::new(Flow {
        unsent: AtomicUsize::new(0),
        all_unsent: common.all_unsent.clone(),
        paused: AtomicBool::new(false),
        credit: Semaphore::new(CREDIT),
        abort: Notify::new(),
    });
    let (replies, queue) = mpsc::unbounded_channel();
    let line = Line { replies, flow: flow.clone() };
    if common.inputs.send(Input::Opened { id, protocol, greeting, line }).await.is_err() {
        return; // the bridge stops
    }
    let (mut incoming, outgoing) = split(stream);
    let mut writer = tokio::spawn(write(outgoing, queue, id, flow.clone(), common.clone()));
    let written = tokio::select! {
        gone = read(&mut incoming, id, &flow, &common) => {
            let _ = common.inputs.send(Input::Gone(id, gone)).await;
            // Who has only hung up may still read; whether that lasts, the writer finds out.
            writer.await
        }
        written = &mut writer => {
            if matches!(written, Ok(Ok(()))) {
                // Closing a socket with unread octets would make the system throw away our last reply.
                let _ = timeout(LINGER, tokio::io::copy(&mut incoming, &mut tokio::io::sink())).await;
            }
            written
        }
    };
    if let Ok(Err(gone)) = written {
        let _ = common.inputs.send(Input::Gone(id, gone)).await;
    }
}

/// Reads until the client has gone.
async fn read<S: AsyncRead>(from: &mut ReadHalf<S>, id: ConnectionId, flow: &Flow, common: &Common) -> Gone {
    let mut buffer = vec![0; 4 * 1024];
    loop {
        let read = from.read(&mut buffer);
        let result = match common.idle {
            Some(idle) => match timeout(idle, read).await {
                Ok(result) => result,
                Err(_) => return Gone::Idle,
            },
            None => read.await,
        };
        let count = match result {
            Ok(0) => return Gone::HungUp,
            // Inside TLS: a client that closed its socket without the farewell that TLS wants.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Gone::HungUp,
            Ok(count) => count,
            Err(error) => return Gone::Broken(error.kind()),
        };
        let Ok(permit) = flow.credit.acquire_many(count as u32).await else { return Gone::HungUp };
        permit.forget();
        let octets = buffer[..count].to_vec();
        if common.inputs.send(Input::Octets(id, octets)).await.is_err() {
            return Gone::HungUp; // the bridge stops
        }
        if count == buffer.len() && count < BATCH {
            buffer.resize(BATCH, 0); // a client that sends much; most send a line now and then
        }
    }
}

/// Writes until the post has dropped its end.
async fn write<S: AsyncWrite>(
    mut to: WriteHalf<S>,
    mut queue: mpsc::UnboundedReceiver<Parcel>,
    id: ConnectionId,
    flow: Arc<Flow>,
    common: Common,
) -> Result<(), Gone> {
    let mut parcels = Vec::new();
    let mut batch = Vec::new();
    loop {
        let count = tokio::select! {
            biased;
            () = flow.abort.notified() => return Ok(()),
            count = queue.recv_many(&mut parcels, 64) => count,
        };
        if count == 0 {
            let _ = timeout(common.stall, to.shutdown()).await;
            return Ok(());
        }
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
    }
}

/// Writes octets; whoever takes none of them for `stall` is given up.
async fn push<S: AsyncWrite>(
    to: &mut WriteHalf<S>,
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
