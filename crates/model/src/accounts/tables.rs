//! Names of the tables that figures rest on.

pub(crate) const SECTION_TABLE: &str = "employment_by_section";
pub(crate) const REGION_TABLE: &str = "employment_by_region";
pub(crate) const MATRIX_TABLE: &str = "employment_by_region_broad_sector";
pub(crate) const REGRESSOR_TABLES: [&str; 2] = ["gva_volume_index_by_section", "gdp_growth"];
pub(crate) const PENSION_TABLE: &str = "pension_age";
pub(crate) const POPULATION_TABLES: [&str; 2] = ["population_by_age", "population_by_sex_age"];
pub(crate) const EXIT_TABLES: [&str; 3] =
    ["employment_by_sex_age", "mortality_by_sex_age", PENSION_TABLE];
pub(crate) const OCCUPATION_TABLES: [&str; 3] = [
    "employment_by_occupation",
    "employment_by_occupation_modelled",
    "proxy_employment_by_industry_occupation",
];
pub(crate) const WOMEN_TABLE: &str = "women_share_by_occupation";
pub(crate) const AGE_TABLE: &str = "employment_by_occupation_sex_age";
pub(crate) const FORCE_TABLE: &str = "labour_force";
pub(crate) const PARTICIPATION_TABLE: &str = "labour_force_by_sex_age";
pub(crate) const GRADUATES_TABLE: &str = "graduates";
pub(crate) const MIGRATION_TABLE: &str = "net_migration";
pub(crate) const EDUCATION_TABLE: &str = "education_occupation";
pub(crate) const SEEKING_TABLE: &str = "unemployed_by_occupation";
