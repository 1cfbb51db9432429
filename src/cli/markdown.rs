//! Renders the Markdown of rule pages for a terminal: headings, paragraphs, lists and code.

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::mask::Shown;
use crate::report::paint::Drawn;

/// The column at which paragraphs are wrapped.
const WIDTH: usize = 88;

const HEADING: Style = Style::new().bold();
const CODE: Style = AnsiColor::Cyan.on_default();
const REJECTED: Style = AnsiColor::Red.on_default();
const ACCEPTED: Style = AnsiColor::Green.on_default();

/// The text of a page, with or without colors.
pub(super) fn render(markdown: &Shown, color: bool) -> Drawn {
    let mut page = Page { out: String::new(), paragraph: String::new(), color };
    let mut in_code = false;
    for line in markdown.lines() {
        if let Some(info) = line.strip_prefix("```") {
            page.end_paragraph();
            in_code = !in_code;
            match info.split(',').nth(1) {
                Some("fail") => page.push_styled("    rejected:\n", REJECTED),
                Some("pass") => page.push_styled("    accepted:\n", ACCEPTED),
                _ => {}
            }
        } else if in_code {
            page.out += &format!("    {line}\n");
        } else if line.starts_with('#') {
            page.end_paragraph();
            page.push_styled(line.trim_start_matches('#').trim_start(), HEADING);
            page.out.push('\n');
        } else if line.trim().is_empty() {
            page.end_paragraph();
            page.out.push('\n');
        } else {
            if line.starts_with(['*', '-']) {
                page.end_paragraph();
            } else if !page.paragraph.is_empty() {
                page.paragraph.push(' ');
            }
            page.paragraph += line.trim();
        }
    }
    page.end_paragraph();
    Drawn::from_parts(page.out)
}

struct Page {
    out: String,
    paragraph: String,
    color: bool,
}

impl Page {
    fn push_styled(&mut self, text: &str, style: Style) {
        let style = if self.color { style } else { Style::new() };
        self.out += &format!("{style}{text}{style:#}");
    }

    /// Wraps the collected paragraph. The lines of a list item are indented.
    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_empty() {
            return;
        }
        let indent = if paragraph.starts_with(['*', '-']) { "  " } else { "" };
        let options = Options::new(WIDTH)
            .subsequent_indent(indent)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        for line in textwrap::wrap(&paragraph, options) {
            self.push_line(&line);
        }
    }

    /// Appends a line. Inline code is colored, or keeps its backticks without colors.
    fn push_line(&mut self, line: &str) {
        let mut parts = line.split('`');
        self.out += parts.next().unwrap_or_default();
        for (index, part) in parts.enumerate() {
            match (self.color, index % 2) {
                (true, 0) => self.push_styled(part, CODE),
                (true, _) => self.out += part,
                (false, _) => self.out += &format!("`{part}"),
            }
        }
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use crate::mask::Shown;

    fn render(markdown: &str, color: bool) -> String {
        super::render(&Shown::known(markdown.to_owned()), color).to_string()
    }

    #[test]
    fn a_page_is_readable() {
        let page = "## Why\n\nA `b`\nand c.\n\n```json,fail\n{}\n```\n\n* one\n* two";
        assert_eq!(render(page, false), "Why\n\nA `b` and c.\n\n    rejected:\n    {}\n\n* one\n* two\n");
        assert!(render(page, true).contains("\u{1b}[36mb\u{1b}[0m"));
    }

    #[test]
    fn long_lines_are_wrapped_at_spaces() {
        let item = format!("* {}", "a-b/c ".repeat(20));
        let lines = render(&item, false);
        assert!(lines.lines().all(|line| line.len() <= super::WIDTH), "{lines}");
        assert!(lines.lines().skip(1).all(|line| line.starts_with("  a-b/c")), "{lines}");
    }
}
