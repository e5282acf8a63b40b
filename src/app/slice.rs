//! A piece of state that many share.

use std::ops::Deref;
use std::rc::Rc;

/// A shared value. Two are equal when they are the same one: comparing them costs a pointer, however large they are,
/// so that what is drawn from slices is drawn again only when one of them has changed.
#[derive(Clone, Debug, Default)]
pub struct Slice<T>(Rc<T>);

impl<T: Clone> Slice<T> {
    /// The value, to be changed. The slice is then another one; those who shared it keep the old value.
    pub fn change(&mut self) -> &mut T {
        Rc::make_mut(&mut self.0)
    }
}

impl<T> From<T> for Slice<T> {
    fn from(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> From<Rc<T>> for Slice<T> {
    fn from(shared: Rc<T>) -> Self {
        Self(shared)
    }
}

impl<T> PartialEq for Slice<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Slice<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
