//! Load over time as a picture, written by hand.

use std::fmt::Write;

/// One line of a panel: its name and its value in each second.
pub(crate) type Line = (String, Vec<f64>);

pub(crate) struct Panel {
    pub(crate) title: String,
    pub(crate) capacity: f64,
    pub(crate) lines: Vec<Line>,
}

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 45.0;
const LEGEND: f64 = 190.0;
const COLOURS: [&str; 6] = ["#d62728", "#ff7f0e", "#9467bd", "#1f77b4", "#2ca02c", "#8c564b"];

/// Panels one below the other. The vertical axis is logarithmic: a storm is far above the capacity.
pub(crate) fn svg(panels: &[Panel]) -> String {
    let height = HEIGHT * panels.len() as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (index, panel) in panels.iter().enumerate() {
        let _ = writeln!(out, "<g transform=\"translate(0 {})\">", HEIGHT * index as f64);
        draw(panel, &mut out);
        out += "</g>\n";
    }
    out += "</svg>\n";
    out
}

/// Writing to a `String` cannot fail, so the results are dropped.
fn draw(panel: &Panel, out: &mut String) {
    let seconds = panel.lines.iter().map(|(_, line)| line.len()).max().unwrap_or(1).max(2);
    let peak = panel.lines.iter().flat_map(|(_, line)| line).copied().fold(panel.capacity * 2.0, f64::max);
    let x = |second: f64| LEFT + second / (seconds - 1) as f64 * (WIDTH - LEFT - LEGEND);
    let y = |calls: f64| TOP + (1.0 - calls.max(1.0).ln() / peak.ln()) * (HEIGHT - TOP - BOTTOM);
    let _ = writeln!(out, "<text x=\"{LEFT}\" y=\"22\" font-size=\"14\" font-weight=\"bold\">{}</text>", panel.title);
    for power in 0..=peak.log10().floor() as i32 {
        let calls = 10f64.powi(power);
        rule(out, y(calls), "#ddd", "");
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{calls}</text>", LEFT - 6.0, y(calls) + 4.0);
    }
    rule(out, y(panel.capacity), "black", " stroke-dasharray=\"4 3\"");
    let step = if seconds > 100 { 30 } else { 5 };
    for second in (0..seconds).step_by(step) {
        let (x, y) = (x(second as f64), HEIGHT - BOTTOM + 16.0);
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{second}</text>");
    }
    let middle = (LEFT + WIDTH - LEGEND) / 2.0;
    let _ = writeln!(out, "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">seconds</text>", HEIGHT - 10.0);
    let _ = writeln!(
        out,
        "<text x=\"14\" y=\"{0}\" transform=\"rotate(-90 14 {0})\" text-anchor=\"middle\">calls a second</text>",
        HEIGHT / 2.0
    );
    for (index, (name, line)) in panel.lines.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let points: Vec<String> = line
            .iter()
            .enumerate()
            .map(|(second, calls)| format!("{:.1},{:.1}", x(second as f64), y(*calls)))
            .collect();
        let _ = writeln!(
            out,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"{}\"/>",
            points.join(" ")
        );
        legend(out, index, name, colour, "");
    }
    legend(out, panel.lines.len(), "capacity", "black", " stroke-dasharray=\"4 3\"");
}

fn rule(out: &mut String, y: f64, colour: &str, dash: &str) {
    let end = WIDTH - LEGEND;
    let _ = writeln!(out, "<line x1=\"{LEFT}\" x2=\"{end}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"{colour}\"{dash}/>");
}

fn legend(out: &mut String, index: usize, name: &str, colour: &str, dash: &str) {
    let (x, y) = (WIDTH - LEGEND + 12.0, TOP + 10.0 + 20.0 * index as f64);
    let end = x + 20.0;
    let _ = writeln!(
        out,
        "<line x1=\"{x}\" x2=\"{end}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>"
    );
    let _ = writeln!(out, "<text x=\"{}\" y=\"{}\">{name}</text>", end + 6.0, y + 4.0);
}
