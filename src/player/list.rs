//! A list that grows at its end. A copy costs a pointer for each `CHUNK` items, because copies share all
//! chunks but those in which they differ.

use std::ops::Index;
use std::rc::Rc;

/// The number of items in each chunk but the last one.
const CHUNK: usize = 256;

/// Items in order.
#[derive(Clone, Debug)]
pub struct List<T> {
    chunks: Vec<Rc<Vec<T>>>,
    /// The number of items of the first chunk that are forgotten.
    forgotten: usize,
}

impl<T: Clone> List<T> {
    /// The number of items.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len() - self.forgotten)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at a place, counted from 0.
    pub fn at(&self, place: usize) -> Option<&T> {
        let place = place + self.forgotten;
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)
    }

    /// All items.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        (0..self.len()).map(|place| &self[place])
    }

    /// The last item.
    pub fn last(&self) -> Option<&T> {
        self.at(self.len().checked_sub(1)?)
    }

    /// The last item, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        match self.is_empty() {
            true => None,
            false => Rc::make_mut(self.chunks.last_mut()?).last_mut(),
        }
    }

    /// Puts an item at the end.
    pub fn push(&mut self, item: T) {
        match self.chunks.last_mut().filter(|last| last.len() < CHUNK) {
            Some(last) => Rc::make_mut(last).push(item),
            None => self.chunks.push(Rc::new(vec![item])),
        }
    }

    /// Keeps so many items from the beginning.
    pub fn truncate(&mut self, len: usize) {
        let end = len.min(self.len()) + self.forgotten;
        self.chunks.truncate(end.div_ceil(CHUNK));
        let kept = end % CHUNK;
        if let Some(last) = self.chunks.last_mut().filter(|last| (1..last.len()).contains(&kept)) {
            Rc::make_mut(last).truncate(kept);
        }
    }

    /// Forgets so many items, or all of them, at the beginning.
    pub fn forget(&mut self, count: usize) {
        let count = count.min(self.len()) + self.forgotten;
        self.chunks.drain(..count / CHUNK);
        self.forgotten = count % CHUNK;
    }
}

// Derived, this would ask for defaults of what is inside.
impl<T> Default for List<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), forgotten: 0 }
    }
}

impl<T: Clone> Index<usize> for List<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        let place = place + self.forgotten;
        &self.chunks[place / CHUNK][place % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A change of a list.
    #[derive(Clone, Debug)]
    enum Deed {
        Push(usize),
        ChangeLast(u32),
        Truncate(usize),
        Forget(usize),
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            (0..600usize).prop_map(Deed::Push),
            any::<u32>().prop_map(Deed::ChangeLast),
            (0..1500usize).prop_map(Deed::Truncate),
            (0..700usize).prop_map(Deed::Forget),
        ]
    }

    fn plain(list: &List<u32>) -> Vec<u32> {
        list.iter().copied().collect()
    }

    proptest! {
        #[test]
        fn behaves_like_a_plain_vector_and_copies_do_not_change(deeds in prop::collection::vec(deed(), 1..12)) {
            let (mut list, mut model) = (List::default(), Vec::new());
            for deed in deeds {
                let before = (list.clone(), plain(&list));
                match deed {
                    Deed::Push(count) => (0..count as u32).for_each(|item| {
                        list.push(item);
                        model.push(item);
                    }),
                    Deed::ChangeLast(item) => {
                        prop_assert_eq!(list.last_mut().is_some(), !model.is_empty());
                        list.last_mut().into_iter().for_each(|last| *last = item);
                        model.last_mut().into_iter().for_each(|last| *last = item);
                    }
                    Deed::Truncate(len) => {
                        list.truncate(len);
                        model.truncate(len);
                    }
                    Deed::Forget(count) => {
                        list.forget(count);
                        model.drain(..count.min(model.len()));
                    }
                }
                prop_assert_eq!(plain(&list), model.clone());
                prop_assert_eq!((list.len(), list.is_empty()), (model.len(), model.is_empty()));
                prop_assert_eq!((list.at(model.len()), list.last()), (None, model.last()));
                prop_assert_eq!(plain(&before.0), before.1);
            }
        }
    }
}
