//! The growth as a drawing: what a status costs the server's processor on registers of each size.
//!
//! Readable on light and on dark ground; lines are told apart by their dashes as well as by colours.

use std::fmt::Write as _;

use crate::figures::{Figure, Figures, Subject, Work, number, thousands};
use crate::options::Engine;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
/// Room for the words around the field.
const LEFT: f64 = 60.0;
const RIGHT: f64 = 210.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #24292f }
.grid { stroke: #d0d7de; stroke-width: 1 }
.line { stroke-width: 2 }
.sqlite { stroke: #0550ae; fill: #0550ae } .postgres { stroke: #a04100; fill: #a04100 }
.explained { stroke-dasharray: 6 4 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .grid { stroke: #3d444d }
.sqlite { stroke: #79c0ff; fill: #79c0ff } .postgres { stroke: #ffa657; fill: #ffa657 }
}
.line { fill: none }";

/// One line of the drawing: what it is of, and its points from the smallest register to the largest.
struct Line {
    name: String,
    class: &'static str,
    points: Vec<(usize, f64)>,
}

/// The drawing, if there is more than one size.
pub fn growth(figures: &Figures, subjects: &[Subject]) -> Option<String> {
    let lines = lines(figures, subjects);
    let points = || lines.iter().flat_map(|line| &line.points);
    let smallest = points().map(|point| point.0).min()?;
    let largest = points().map(|point| point.0).max().filter(|largest| *largest > smallest)?;
    let most = points().map(|point| point.1).fold(0.0, f64::max);
    let step = step(most);
    let top = (most / step).ceil() * step;
    // Sizes are powers of ten, so that they stand at equal distances.
    let (from, to) = ((smallest as f64).ln(), (largest as f64).ln());
    let x = |workers: usize| LEFT + (WIDTH - LEFT - RIGHT) * ((workers as f64).ln() - from) / (to - from);
    let y = |value: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
         <title>Processor time of the server for one status, by the size of the register</title>\n\
         <style>{STYLE}</style>\n"
    );
    text(&mut svg, (LEFT, 20.0), "start", "server processor a status, µs");
    let mut value = 0.0;
    while value <= top {
        let (at, right) = (y(value), WIDTH - RIGHT);
        writeln!(svg, "<path class=\"grid\" d=\"M{LEFT} {at:.1}H{right}\"/>").expect("written");
        text(&mut svg, (LEFT - 8.0, at + 4.0), "end", &format!("{value:.0}"));
        value += step;
    }
    let mut sizes: Vec<_> = points().map(|point| point.0).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for size in sizes {
        let below = (x(size), HEIGHT - BOTTOM + 20.0);
        text(&mut svg, below, "middle", &thousands(&size.to_string()));
    }
    text(&mut svg, (f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - 8.0), "middle", "workers");
    draw(&mut svg, &lines, x, y);
    svg.push_str("</svg>\n");
    Some(svg)
}

fn lines(figures: &Figures, subjects: &[Subject]) -> Vec<Line> {
    let mut lines = Vec::new();
    let each = [
        (Engine::Sqlite, Work::Short, "short", "sqlite"),
        (Engine::Sqlite, Work::Explained, "explained", "sqlite explained"),
        (Engine::Postgres, Work::Short, "short", "postgres"),
        (Engine::Postgres, Work::Explained, "explained", "postgres explained"),
    ];
    for (engine, work, form, class) in each {
        let own = subjects.iter().filter(|subject| subject.engine == engine);
        let mut points: Vec<_> = own
            .filter_map(|one| {
                Some((one.workers, figures.spread(*one, work, Figure::ServerMicroseconds)?.median))
            })
            .collect();
        points.sort_by_key(|point| point.0);
        if !points.is_empty() {
            lines.push(Line { name: format!("{engine}, {form}"), class, points });
        }
    }
    lines
}

fn draw(svg: &mut String, lines: &[Line], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64) {
    // Names stand at the ends of their lines, one below the other where these are near.
    let mut named: Vec<_> = lines.iter().filter_map(|line| Some((line, y(line.points.last()?.1)))).collect();
    named.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut lowest = f64::MIN;
    for (line, end) in named {
        let path: Vec<_> =
            line.points.iter().map(|(size, value)| format!("{:.1} {:.1}", x(*size), y(*value))).collect();
        writeln!(svg, "<path class=\"line {}\" d=\"M{}\"/>", line.class, path.join("L")).expect("written");
        for (size, value) in &line.points {
            let (across, down) = (x(*size), y(*value));
            writeln!(svg, "<circle class=\"{}\" cx=\"{across:.1}\" cy=\"{down:.1}\" r=\"3\"/>", line.class)
                .expect("written");
        }
        lowest = (end + 4.0).max(lowest + 16.0);
        let last = line.points.last().map_or(0.0, |point| point.1);
        let name = format!("{}: {}", line.name, number(last));
        text(svg, (WIDTH - RIGHT + 10.0, lowest), "start", &name);
    }
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>")
        .expect("written");
}

/// A round distance of the lines of a field that reaches so far: four to ten of them.
fn step(most: f64) -> f64 {
    let power = 10_f64.powf(most.log10().floor());
    let size = most / power;
    power
        * if size < 2.0 {
            0.25
        } else if size < 5.0 {
            0.5
        } else {
            1.0
        }
}
