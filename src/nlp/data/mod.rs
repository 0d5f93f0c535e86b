//! Text in, batches out.
//!
//! * [`corpus`]: pairs from tab-separated text, and the split that holds sentences out.
//! * [`clean`]: what a pair of a public corpus goes through before it is used.
//! * [`grammar`]: our own caption pairs, made from a template grammar with French agreement.

pub mod clean;
pub mod corpus;
pub mod grammar;
