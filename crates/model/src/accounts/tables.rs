//! Tables that figures rest on: their places in the sets that values carry.

use suranys_core::tracked::SourceSet;

pub(crate) const SECTION_TABLE: &str = "employment_by_section";
pub(crate) const REGION_TABLE: &str = "employment_by_region";
pub(crate) const MATRIX_TABLE: &str = "employment_by_region_broad_sector";
pub(crate) const GROWTH_TABLE: &str = "gdp_growth";
pub(crate) const VOLUME_TABLE: &str = "gva_volume_index_by_section";
pub(crate) const REGIONAL_VALUE_TABLE: &str = "gva_by_region_section";
pub(crate) const PENSION_TABLE: &str = "pension_age";
pub(crate) const POPULATION_TABLE: &str = "population_by_age";
pub(crate) const POPULATION_BY_SEX_TABLE: &str = "population_by_sex_age";
pub(crate) const REGIONAL_POPULATION_TABLE: &str = "population_by_region";
pub(crate) const AGES_TABLE: &str = "employment_by_sex_age";
pub(crate) const MORTALITY_TABLE: &str = "mortality_by_sex_age";
pub(crate) const SURVEY_TABLE: &str = "employment_by_occupation";
pub(crate) const MODELLED_TABLE: &str = "employment_by_occupation_modelled";
pub(crate) const PROXY_TABLE: &str = "proxy_employment_by_industry_occupation";
pub(crate) const WOMEN_TABLE: &str = "women_share_by_occupation";
pub(crate) const OCCUPATION_AGE_TABLE: &str = "employment_by_occupation_sex_age";
pub(crate) const FORCE_TABLE: &str = "labour_force";
pub(crate) const PARTICIPATION_TABLE: &str = "labour_force_by_sex_age";
pub(crate) const GRADUATES_TABLE: &str = "graduates";
pub(crate) const MIGRATION_TABLE: &str = "net_migration";
pub(crate) const EDUCATION_TABLE: &str = "education_occupation";
pub(crate) const HIRED_TABLE: &str = "hired_workers_by_region";
pub(crate) const REGIONAL_FORCE_TABLE: &str = "labour_force_by_region";
pub(crate) const REGIONAL_UNEMPLOYED_TABLE: &str = "unemployed_by_region";
pub(crate) const EXIT_RATES_TABLE: &str = "exit_rates_by_occupation";
pub(crate) const OLDER_TABLE: &str = "older_workers_by_occupation";
pub(crate) const EXIT_STAFFING_TABLE: &str = "proxy_employment_by_section_occupation";
pub(crate) const HIRED_SHARES_TABLE: &str = "hired_share_by_section";
pub(crate) const EXPONENT_TABLE: &str = "value_added_exponent_by_section";
pub(crate) const PUBLISHED_TABLE: &str = "published_forecasts";
pub(crate) const REGIONAL_AGES_TABLE: &str = "employment_by_region_age";

/// Every table that a figure may rest on; its place here is its place in a set.
const ALL: [&str; 32] = [
    SECTION_TABLE,
    REGION_TABLE,
    MATRIX_TABLE,
    GROWTH_TABLE,
    VOLUME_TABLE,
    REGIONAL_VALUE_TABLE,
    PENSION_TABLE,
    POPULATION_TABLE,
    POPULATION_BY_SEX_TABLE,
    REGIONAL_POPULATION_TABLE,
    AGES_TABLE,
    MORTALITY_TABLE,
    SURVEY_TABLE,
    MODELLED_TABLE,
    PROXY_TABLE,
    WOMEN_TABLE,
    OCCUPATION_AGE_TABLE,
    FORCE_TABLE,
    PARTICIPATION_TABLE,
    GRADUATES_TABLE,
    MIGRATION_TABLE,
    EDUCATION_TABLE,
    HIRED_TABLE,
    REGIONAL_FORCE_TABLE,
    REGIONAL_UNEMPLOYED_TABLE,
    EXIT_RATES_TABLE,
    OLDER_TABLE,
    EXIT_STAFFING_TABLE,
    HIRED_SHARES_TABLE,
    EXPONENT_TABLE,
    PUBLISHED_TABLE,
    REGIONAL_AGES_TABLE,
];

/// The set of some tables.
pub(crate) fn set(tables: &[&str]) -> SourceSet {
    let place = |table: &&str| ALL.iter().position(|known| known == table);
    let places = tables.iter().filter_map(place);
    places.fold(SourceSet::default(), |all, place| all.union(SourceSet::one(place)))
}

/// Names of the tables of a set, in their order here.
pub(crate) fn names(tables: SourceSet) -> Vec<String> {
    tables.places().filter_map(|place| ALL.get(place)).map(|name| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_the_names_it_was_made_of() {
        assert_eq!(names(set(&[HIRED_TABLE, SECTION_TABLE])), [SECTION_TABLE, HIRED_TABLE]);
        assert_eq!(names(set(&ALL)).len(), ALL.len());
        assert!(names(set(&[])).is_empty());
    }
}
