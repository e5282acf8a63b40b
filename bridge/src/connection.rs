//! The server's end of a client's connection, and the counts that both ends share.
//!
//! 1. At most [`CREDIT`] octets of a client wait to be handled; its socket is not read while they do.
//! 2. Replies wait in a queue that shares the engine's octets. While more than [`FULL`] wait, the server handles no
//!    further command of this client.

use postamt::engine::wire::Wire;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::{Notify, Semaphore, mpsc};

/// Most octets of one client that wait to be handled.
const CREDIT: usize = 128 * 1024;
/// With more unsent octets than these a client gets no further command handled.
pub(crate) const FULL: usize = 256 * 1024;
/// With fewer unsent octets than these it goes on.
pub(crate) const DRAINED: usize = 64 * 1024;

/// The state shared by the server and a client's tasks.
#[derive(Debug)]
pub(crate) struct Flow {
    /// Octets of replies that the socket has not yet taken.
    pub unsent: AtomicUsize,
    /// The same for all clients together.
    all_unsent: Arc<AtomicUsize>,
    /// The server waits for the replies to drain and wants to hear of it.
    pub paused: AtomicBool,
    /// One permit for each octet that the client may still send in.
    pub credit: Semaphore,
    /// The connection is to end at once, unsent replies or not.
    pub abort: Notify,
    /// Nothing more is to be read in the clear.
    pub deaf: Notify,
}

/// The server's end of a connection. Dropping it ends the connection after all replies are sent.
#[derive(Debug)]
pub(crate) struct Connection {
    replies: mpsc::UnboundedSender<Reply>,
    /// The counts that the client's tasks see as well.
    flow: Arc<Flow>,
}

/// Octets on their way to a client; counted as unsent as long as they exist.
#[derive(Debug)]
pub(crate) struct Reply {
    pub wire: Wire,
    flow: Arc<Flow>,
    /// TLS begins behind it.
    pub last_in_clear: bool,
}

/// Octets on their way, in order.
#[derive(Debug)]
pub(crate) struct Outbox {
    pub queue: mpsc::UnboundedReceiver<Reply>,
    /// Those that have been taken out of the queue.
    pub taken: Vec<Reply>,
}

impl Connection {
    /// Both ends of a new connection: the server's and its socket's.
    pub(crate) fn new(all_unsent: Arc<AtomicUsize>) -> (Self, Arc<Flow>, Outbox) {
        let flow = Arc::new(Flow {
            unsent: AtomicUsize::new(0),
            all_unsent,
            paused: AtomicBool::new(false),
            credit: Semaphore::new(CREDIT),
            abort: Notify::new(),
            deaf: Notify::new(),
        });
        let (replies, queue) = mpsc::unbounded_channel();
        (Self { replies, flow: flow.clone() }, flow, Outbox { queue, taken: Vec::new() })
    }

    /// Sends a reply. Behind the last one in the clear the octets are TLS's: [`Input::Secured`](crate::input::Input)
    /// will come, or the client's end.
    pub(crate) fn send(&self, wire: Wire, last_in_clear: bool) {
        let length = wire.octets().len();
        self.flow.unsent.fetch_add(length, Ordering::SeqCst);
        self.flow.all_unsent.fetch_add(length, Ordering::SeqCst);
        // A failure means that the socket is gone: the server will hear of it, and dropping counts back.
        let _ = self.replies.send(Reply { wire, flow: self.flow.clone(), last_in_clear });
    }

    /// The octets that the client has not yet taken.
    pub(crate) fn unsent(&self) -> usize {
        self.flow.unsent.load(Ordering::SeqCst)
    }

    /// Whether the client's next command may be handled; if not, [`Input::Drained`] will come.
    pub(crate) fn takes_more(&self) -> bool {
        if self.unsent() < FULL {
            return true;
        }
        self.flow.paused.store(true, Ordering::SeqCst);
        // The writer may have drained everything just before it could see the flag.
        self.unsent() < DRAINED && self.flow.paused.swap(false, Ordering::SeqCst)
    }

    /// The client may send as many octets more.
    pub(crate) fn give_credit(&self, octets: usize) {
        self.flow.credit.add_permits(octets);
    }

    /// Ends the connection now, without the replies that wait.
    pub(crate) fn abort(self) {
        self.flow.abort.notify_one();
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        let length = self.wire.octets().len();
        self.flow.unsent.fetch_sub(length, Ordering::SeqCst);
        self.flow.all_unsent.fetch_sub(length, Ordering::SeqCst);
    }
}
