//! A map and a set that are sorted lists.
//!
//! They do what `BTreeMap` and `BTreeSet` do, in a tenth of the code, which the page carries over the network.
//! Finding takes as many comparisons; inserting and removing move what stands behind. With the thousands of
//! accounts, mailboxes and connections that there are at most, and with what comes in ascending order (UIDs and
//! message numbers nearly always do), that is quick.

use std::borrow::Borrow;

/// Values by key, in the order of the keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Map<K, V>(Vec<(K, V)>);

/// Different items in their order: the keys of a map to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Set<T>(Map<T, ()>);

impl<K: Ord, V> Map<K, V> {
    /// A map without anything in it.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value with this key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| &self.0[at].1)
    }

    /// The value with this key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| &mut self.0[at].1)
    }

    /// Whether there is a value with this key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Puts a value in, and gives the one that had the same key before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// Takes the value with this key out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| self.0.remove(at).1)
    }

    /// Keys and values.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Keys, and values to be changed.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values to be changed, in the order of their keys.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Where the key is, or where it would be.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(own, _)| own.borrow().cmp(key))
    }
}

impl<T: Ord> Set<T> {
    /// A set without anything in it.
    pub const fn new() -> Self {
        Self(Map::new())
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the item is there.
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(item)
    }

    /// Puts an item in; false when it was there already.
    pub fn insert(&mut self, item: T) -> bool {
        self.0.insert(item, ()).is_none()
    }

    /// Takes an item out; false when it was not there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.remove(item).is_some()
    }

    /// Keeps only the items of which the test is true.
    pub fn retain(&mut self, mut test: impl FnMut(&T) -> bool) {
        self.0.0.retain(|(item, ())| test(item));
    }

    /// The items.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.keys()
    }
}

// Derived, these would ask for defaults of what is inside.
impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Map::default())
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut set = Self::new();
        for item in items {
            set.insert(item);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn a_map_is_what_btree_map_is(deeds in prop::collection::vec((0..3u8, 0..20u8, any::<u8>()), 0..60)) {
            let mut ours = Map::new();
            let mut oracle = BTreeMap::new();
            for (deed, key, value) in deeds {
                match deed {
                    0 => prop_assert_eq!(ours.insert(key, value), oracle.insert(key, value)),
                    1 => prop_assert_eq!(ours.remove(&key), oracle.remove(&key)),
                    _ => {
                        ours.get_mut(&key).into_iter().for_each(|own| *own = value);
                        oracle.get_mut(&key).into_iter().for_each(|own| *own = value);
                    }
                }
                prop_assert_eq!(ours.get(&key), oracle.get(&key));
                prop_assert_eq!(ours.contains_key(&key), oracle.contains_key(&key));
                prop_assert_eq!((ours.len(), ours.is_empty()), (oracle.len(), oracle.is_empty()));
            }
            prop_assert!(ours.iter().eq(oracle.iter()) && ours.iter_mut().eq(oracle.iter_mut()));
            prop_assert!(ours.keys().eq(oracle.keys()) && ours.values().eq(oracle.values()));
            prop_assert!(ours.values_mut().eq(oracle.values_mut()));
            prop_assert_eq!(oracle.iter().rev().map(|(key, value)| (*key, *value)).collect::<Map<_, _>>(), ours);
        }

        #[test]
        fn a_set_is_what_btree_set_is(deeds in prop::collection::vec((0..3u8, "[a-d]{0,3}"), 0..60)) {
            let mut ours: Set<String> = Set::default();
            let mut oracle = BTreeSet::new();
            for (deed, item) in deeds {
                match deed {
                    0 => prop_assert_eq!(ours.insert(item.clone()), oracle.insert(item.clone())),
                    1 => prop_assert_eq!(ours.remove(item.as_str()), oracle.remove(item.as_str())),
                    _ => {
                        ours.retain(|own| own.len() != item.len());
                        oracle.retain(|own| own.len() != item.len());
                    }
                }
                prop_assert_eq!(ours.contains(item.as_str()), oracle.contains(item.as_str()));
                prop_assert_eq!((ours.len(), ours.is_empty()), (oracle.len(), oracle.is_empty()));
            }
            prop_assert!(ours.iter().eq(oracle.iter()));
            prop_assert_eq!(oracle.into_iter().rev().collect::<Set<_>>(), ours);
        }
    }
}
