//! CLDR's plural categories.

use intl_pluralrules::PluralCategory::{self, FEW, MANY, ONE, OTHER, TWO, ZERO};
use intl_pluralrules::{PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

/// The category of a number in the language of a BCP 47 tag, by CLDR's name: `one`, `few`, `other`. `None` for an
/// unknown language and for a word that is no number.
pub fn plural_category(tag: &str, number: &str) -> Option<&'static str> {
    rules(tag)?.select(number).ok().map(|category| name(&category))
}

/// The categories that whole numbers have in a language, in CLDR's order.
pub(crate) fn plural_categories(tag: &str) -> Option<Vec<&'static str>> {
    let rules = rules(tag)?;
    // Every language shows all its categories in these numbers.
    let taken: Vec<PluralCategory> =
        (0..=1000).chain([1_000_000]).filter_map(|number: usize| rules.select(number).ok()).collect();
    let all = [ZERO, ONE, TWO, FEW, MANY, OTHER].into_iter();
    Some(all.filter(|category| taken.contains(category)).map(|category| name(&category)).collect())
}

/// The rules of a language; those of its main form where it has none for the country.
fn rules(tag: &str) -> Option<PluralRules> {
    let tag: LanguageIdentifier = tag.parse().ok()?;
    let of = |tag| PluralRules::create::<LanguageIdentifier>(tag, PluralRuleType::CARDINAL).ok();
    of(tag.clone()).or_else(|| of(LanguageIdentifier::from_parts(tag.language, None, None, &[])))
}

fn name(category: &PluralCategory) -> &'static str {
    match category {
        ZERO => "zero",
        ONE => "one",
        TWO => "two",
        FEW => "few",
        MANY => "many",
        OTHER => "other",
    }
}
