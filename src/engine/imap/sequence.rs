//! Sequence sets: `1`, `2:4`, `5,7:*`.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

/// One end of a range. RFC 3501 §9: `seq-number = nz-number / "*"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeqNumber {
    /// A message sequence number or a UID.
    Value(NonZeroU32),
    /// `*`, "representing the maximum value".
    Largest,
}

/// A message sequence number's or UID's neighbours too: `first:last`, in either order; a single number is
/// a range of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeqRange {
    /// The end named first.
    pub first: SeqNumber,
    /// The end named second.
    pub last: SeqNumber,
}

/// RFC 3501 §9 `sequence-set`: one range or more, as the client wrote them; or `$`, which has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SequenceSet(Vec<SeqRange>);

impl SequenceSet {
    /// A set of these ranges; `None` when there is none.
    pub fn new(ranges: Vec<SeqRange>) -> Option<Self> {
        (!ranges.is_empty()).then_some(Self(ranges))
    }

    /// `$`: the messages that the last SEARCH with SAVE has found (RFC 5182 §2.1).
    pub const SAVED: SequenceSet = SequenceSet(Vec::new());

    /// Whether it is `$`.
    pub fn is_saved(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `*` is in it.
    pub fn has_largest(&self) -> bool {
        self.0.iter().any(|range| [range.first, range.last].contains(&SeqNumber::Largest))
    }

    /// The number of numbers in a set without `*`.
    pub fn size(&self) -> u64 {
        self.resolve(0).iter().map(|range| u64::from(range.end() - range.start()) + 1).sum()
    }

    /// The ranges, in the order written.
    pub fn ranges(&self) -> &[SeqRange] {
        &self.0
    }

    /// The numbers that the set covers when `largest` is the largest number in use (0 for an empty mailbox):
    /// ascending ranges that neither overlap nor touch, so that each number counts once, as RFC 3501 §9 allows
    /// ("The server MAY coalesce overlaps"). `*` alone is `largest`; numbers above `largest` stay in. Nothing for
    /// `$`, which only the view of a mailbox knows.
    pub fn resolve(&self, largest: u32) -> Vec<RangeInclusive<u32>> {
        let mut spans: Vec<(u32, u32)> = self.0.iter().map(|range| range.span(largest)).collect();
        spans.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(spans.len());
        for (low, high) in spans {
            match merged.last_mut() {
                Some((_, end)) if low <= end.saturating_add(1) => *end = high.max(*end),
                _ => merged.push((low, high)),
            }
        }
        // Only `*` in an empty mailbox gives 0, and no message has that number.
        merged.into_iter().filter(|(_, high)| *high > 0).map(|(low, high)| low.max(1)..=high).collect()
    }

    /// Whether the set covers `number` when `largest` is the largest number in use.
    pub fn contains(&self, number: u32, largest: u32) -> bool {
        self.0.iter().any(|range| {
            let (low, high) = range.span(largest);
            (low..=high).contains(&number)
        })
    }

    /// The first number that is no message sequence number among `count` messages, as the client wrote
    /// it. RFC 3501 §9: "The server should respond with a tagged BAD response to a command that uses a
    /// message sequence number greater than the number of messages in the selected mailbox.  This
    /// includes "*" if the selected mailbox is empty."
    pub fn out_of_range(&self, count: u32) -> Option<SeqNumber> {
        let numbers = self.0.iter().flat_map(|range| [range.first, range.last]);
        numbers.into_iter().find(|number| match number {
            SeqNumber::Value(value) => value.get() > count,
            SeqNumber::Largest => count == 0,
        })
    }
}

/// Numbers as a sequence set that is as short as their order permits: `2,10:11`.
pub fn compact(numbers: &[u32]) -> String {
    let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some(range) if range.end().checked_add(1) == Some(number) => *range = *range.start()..=number,
            _ => ranges.push(number..=number),
        }
    }
    written(&ranges)
}

/// Ranges as a sequence set, in their order.
pub fn written(ranges: &[RangeInclusive<u32>]) -> String {
    let mut set = String::new();
    for range in ranges {
        if !set.is_empty() {
            set.push(',');
        }
        set.push_str(&range.start().to_string());
        if range.start() < range.end() {
            set.push(':');
            set.push_str(&range.end().to_string());
        }
    }
    set
}

/// Whether one of these ascending ranges has the number.
pub fn contains(ranges: &[RangeInclusive<u32>], number: u32) -> bool {
    let at = ranges.partition_point(|range| *range.end() < number);
    ranges.get(at).is_some_and(|range| range.contains(&number))
}

impl SeqRange {
    /// The lower and the upper end. RFC 3501 §9: "2:4 and 4:2 are equivalent".
    fn span(&self, largest: u32) -> (u32, u32) {
        let (first, last) = (self.first.value(largest), self.last.value(largest));
        (first.min(last), first.max(last))
    }
}

impl SeqNumber {
    fn value(self, largest: u32) -> u32 {
        match self {
            SeqNumber::Value(value) => value.get(),
            SeqNumber::Largest => largest,
        }
    }
}

impl fmt::Display for SeqNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SeqNumber::Value(value) => value.fmt(f),
            SeqNumber::Largest => f.write_str("*"),
        }
    }
}

impl fmt::Display for SequenceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_saved() {
            return f.write_str("$");
        }
        for (index, range) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{}", range.first)?;
            if range.first != range.last {
                write!(f, ":{}", range.last)?;
            }
        }
        Ok(())
    }
}

/// RFC 9394 §4 `partial-range`: so many results from the first one on, or from the last one back. "A range 500:400 is the
/// same as 400:500."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialRange {
    /// The first number as the client gave it, from 1.
    pub first: NonZeroU32,
    /// The other one.
    pub last: NonZeroU32,
    /// Whether they count from the end, which is written with a `-`.
    pub from_end: bool,
}

impl PartialRange {
    /// Those of the results that are in the range.
    pub fn of<T>(self, results: &[T]) -> &[T] {
        let (low, high) =
            (self.first.min(self.last).get() as usize - 1, self.first.max(self.last).get() as usize);
        let (low, high) = (low.min(results.len()), high.min(results.len()));
        if self.from_end { &results[results.len() - high..results.len() - low] } else { &results[low..high] }
    }
}

impl fmt::Display for PartialRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.from_end { "-" } else { "" };
        write!(f, "{sign}{}:{sign}{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ends: &[(u32, u32)]) -> SequenceSet {
        let number = |n: u32| NonZeroU32::new(n).map_or(SeqNumber::Largest, SeqNumber::Value);
        let range = |(first, last): &(u32, u32)| SeqRange { first: number(*first), last: number(*last) };
        SequenceSet::new(ends.iter().map(range).collect()).expect("not empty")
    }

    /// 0 stands for `*`.
    fn naive(ends: &[(u32, u32)], largest: u32) -> Vec<u32> {
        let value = |n: u32| if n == 0 { largest } else { n };
        let covers = |n: u32| {
            ends.iter().any(|&(a, b)| {
                let (a, b) = (value(a), value(b));
                (a <= n && n <= b) || (b <= n && n <= a)
            })
        };
        (1..=20).filter(|&n| covers(n)).collect()
    }

    #[test]
    fn every_pair_of_small_ranges_against_a_naive_reference() {
        for code in 0..7u32.pow(4) {
            let ends = [(code % 7, code / 7 % 7), (code / 49 % 7, code / 343)];
            for largest in [0, 1, 3, 8] {
                let set = set(&ends);
                let resolved: Vec<u32> = set.resolve(largest).into_iter().flatten().collect();
                assert_eq!(resolved, naive(&ends, largest), "{set} of {largest}");
                let contained: Vec<u32> = (1..=20).filter(|&n| set.contains(n, largest)).collect();
                assert_eq!(contained, resolved, "{set} of {largest}");
            }
        }
    }

    #[test]
    fn neighbours_make_a_range() {
        for (numbers, set) in [
            (&[][..], ""),
            (&[7], "7"),
            (&[2, 10, 11], "2,10:11"),
            (&[1, 2, 3, 5, 7, 8], "1:3,5,7:8"),
            (&[3, 2, 1, 2], "3,2,1:2"),
            (&[u32::MAX - 1, u32::MAX], "4294967294:4294967295"),
        ] {
            assert_eq!(compact(numbers), set);
        }
    }

    #[test]
    fn numbers_beyond_the_mailbox() {
        assert_eq!(set(&[(1, 3)]).out_of_range(3), None);
        assert_eq!(set(&[(1, 4)]).out_of_range(3).map(|n| n.to_string()), Some("4".to_owned()));
        assert_eq!(set(&[(0, 0)]).out_of_range(3), None);
        assert_eq!(set(&[(0, 0)]).out_of_range(0), Some(SeqNumber::Largest));
    }

    #[test]
    fn partial_ranges_count_from_either_end() {
        let of = |first: u32, last: u32, from_end: bool| {
            let number = |number| NonZeroU32::new(number).expect("not 0");
            PartialRange { first: number(first), last: number(last), from_end }.of(&[1, 2, 3, 4, 5]).to_vec()
        };
        assert_eq!((of(1, 2, false), of(2, 1, false)), (vec![1, 2], vec![1, 2]));
        assert_eq!((of(4, 9, false), of(6, 9, false)), (vec![4, 5], vec![]));
        assert_eq!((of(1, 2, true), of(4, 9, true)), (vec![4, 5], vec![1, 2]));
        assert_eq!((of(6, u32::MAX, true), of(1, u32::MAX, true)), (vec![], vec![1, 2, 3, 4, 5]));
    }
}
