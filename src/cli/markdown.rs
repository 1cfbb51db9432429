//! Renders the Markdown of rule pages for a terminal: headings, paragraphs, lists, code.

/// Columns that paragraphs are wrapped at.
const WIDTH: usize = 88;

/// The text for a terminal, in colours or without.
pub(super) fn render(markdown: &str, color: bool) -> String {
    let mut page = Page { out: String::new(), paragraph: String::new(), color };
    let mut code = false;
    for line in markdown.lines() {
        if let Some(info) = line.strip_prefix("```") {
            page.end_paragraph();
            code = !code;
            match info.split(',').nth(1) {
                Some("fail") => page.push_styled("    refused:\n", "31"),
                Some("pass") => page.push_styled("    accepted:\n", "32"),
                _ => {}
            }
        } else if code {
            page.out += &format!("    {line}\n");
        } else if line.starts_with('#') {
            page.end_paragraph();
            page.push_styled(line.trim_start_matches('#').trim_start(), "1");
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
    page.out
}

struct Page {
    out: String,
    paragraph: String,
    color: bool,
}

impl Page {
    fn push_styled(&mut self, text: &str, style: &str) {
        match self.color {
            true => self.out += &format!("\u{1b}[{style}m{text}\u{1b}[0m"),
            false => self.out += text,
        }
    }

    /// Wraps what was collected; the lines of a list item are indented.
    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_empty() {
            return;
        }
        let indent = if paragraph.starts_with(['*', '-']) { "  " } else { "" };
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + word.chars().count() >= WIDTH {
                self.push_line(&line);
                line = indent.to_owned();
            } else if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        self.push_line(&line);
    }

    /// Code in a line is coloured where there are colours, and keeps its backticks where there are none.
    fn push_line(&mut self, line: &str) {
        let mut parts = line.split('`');
        self.out += parts.next().unwrap_or_default();
        for (index, part) in parts.enumerate() {
            match (self.color, index % 2) {
                (true, 0) => self.push_styled(part, "36"),
                (true, _) => self.out += part,
                (false, _) => self.out += &format!("`{part}"),
            }
        }
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn a_page_is_readable() {
        let page = "## Why\n\nA `b`\nand c.\n\n```json,fail\n{}\n```\n\n* one\n* two";
        assert_eq!(render(page, false), "Why\n\nA `b` and c.\n\n    refused:\n    {}\n\n* one\n* two\n");
        assert!(render(page, true).contains("\u{1b}[36mb\u{1b}[0m"));
    }
}
