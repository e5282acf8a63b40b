//! CLDR's plural categories.

use intl_pluralrules::PluralCategory::{self, FEW, MANY, ONE, OTHER, TWO, ZERO};
use intl_pluralrules::{PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

/// The category of a whole number in the language of a BCP 47 tag, by CLDR's name: `one`, `few`, `other`. `None` for
/// an unknown language and for a word that is no such number.
pub fn plural_category(tag: &str, number: &str) -> Option<&'static str> {
    let number: usize = number.parse().ok()?;
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
    let mut parts = tag.split('-');
    let mut language = LanguageIdentifier::default();
    language.language = parts.next()?.parse().ok()?;
    language.region = parts.find_map(|part| part.parse().ok());
    let of =
        |language: &LanguageIdentifier| PluralRules::create(language.clone(), PluralRuleType::CARDINAL).ok();
    of(&language).or_else(|| {
        language.region = None;
        of(&language)
    })
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
