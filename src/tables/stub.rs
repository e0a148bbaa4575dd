#![allow(missing_docs, unused)]
use super::*;
pub trait Source: std::io::Read + std::io::Seek + Send {}
impl<T: std::io::Read + std::io::Seek + Send> Source for T {}
pub enum Refusal { Faulty(Vec<Finding>), TooLarge(Finding), Unreadable(std::io::Error) }
pub struct Table;
impl Table {
    pub fn open(format: Format, source: Box<dyn Source>, layout: &'static Layout) -> Result<Self, Refusal> { Ok(Table) }
    pub fn warnings(&self) -> &[Finding] { &[] }
}
impl Iterator for Table { type Item = Result<Row, Refusal>; fn next(&mut self) -> Option<Self::Item> { None } }
pub struct Row { pub number: u32, pub cells: Vec<Cell>, pub findings: Vec<Finding> }
impl Finding { pub fn message(&self) -> Said { todo!() } pub fn expected(&self) -> Said { todo!() } }
pub mod value {
    use super::*;
    use crate::values::{Day, Hours, Idnp};
    pub fn day(c: &Cell) -> Result<Day, Code> { todo!() }
    pub fn hours(c: &Cell) -> Result<Hours, Code> { todo!() }
    pub fn whole(c: &Cell) -> Option<i32> { todo!() }
    pub fn idnp(c: &Cell) -> Result<Idnp, Code> { todo!() }
    pub fn word<T: std::str::FromStr + Clone>(c: &Cell, s: &[(&str, T)]) -> Result<T, Code> { todo!() }
    pub fn list(c: &Cell) -> Vec<String> { todo!() }
}
