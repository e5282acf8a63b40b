//! A recording's part in a lab: what another server has said, and what others have done meanwhile.

use super::{ConnectionId, Lab, Store, Task};
use crate::engine::step::{Reply, Step};
use crate::engine::turn::Turn;
use crate::engine::wire::Wire;

impl Lab {
    /// The octets of a client were answered so: its session moves as the charts have it for that outcome. Further
    /// turns come out of [`Lab::poll`].
    pub(in crate::engine) fn believe(
        &mut self,
        id: ConnectionId,
        octets: &[u8],
        said: Option<Reply>,
    ) -> Turn {
        let mut turn = Turn::default();
        self.with_session(id, &mut turn, |session, context| session.believe(octets, said, context));
        self.reset_timer(id);
        self.tasks.push_front(Task::Continue(id));
        turn
    }

    /// Something that others did to the mailboxes; the turn that tells it.
    pub(in crate::engine) fn note(&mut self, change: impl FnOnce(&mut Store)) -> Turn {
        let mut turn = Turn::default();
        self.store.tell_time(self.now);
        change(&mut self.store);
        self.publish(&mut turn);
        // The recording says itself what the clients were told.
        self.pushes.clear();
        turn
    }
}

impl Turn {
    /// The same turn, in which the server of this connection has said this in its own words' place.
    pub(in crate::engine) fn answered(&self, connection: ConnectionId, said: Vec<(Wire, Reply)>) -> Turn {
        let own = |step: &&Step| !matches!(step, Step::Wire { reply: Some(_), .. });
        let mut turn: Turn = self.steps().iter().filter(own).cloned().collect();
        turn.extend(said.into_iter().map(|(wire, reply)| Step::Wire {
            connection,
            from: crate::engine::step::Party::Server,
            wire,
            reply: Some(reply),
        }));
        turn
    }
}
