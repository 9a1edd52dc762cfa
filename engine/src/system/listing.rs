//! placeholder
/// .
pub struct Line; 
/// .
pub struct Listing; 
/// .
pub struct ProducerDiff;
/// .
pub fn consumer() {}
/// .
pub fn handler() {}
/// .
pub fn producer() {}
/// .
pub fn producer_diff() {}
