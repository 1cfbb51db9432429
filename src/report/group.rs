//! Groups repeated findings, so that the length of the output depends on how many different problems a file has, and not
//! on how often it has each of them.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::TextOptions;
use super::paint::{self, styled};
use crate::join::join_with;
use crate::mask::{Page, Shown, put, shown};
use crate::text::plural;
use crate::{FileName, Finding, Report, Severity};

/// How many findings with the same rule, message and file are shown.
const MAX_SHOWN: usize = 3;
/// How many messages of a rule have a group of their own in each file. All others, which differ by an ID or a number as a
/// rule, share a group of which nothing is shown but the number and the locations.
const MAX_MESSAGES: usize = 10;
/// How many locations of the findings that are not shown are listed.
const MAX_LISTED: usize = 10;
/// How many characters of a message or a path are written in the line about them.
const MAX_TEXT: usize = 100;

/// The findings of one file so far, in groups. It stays small however many there are, so that a file can be read in
/// pieces.
#[derive(Debug, Default)]
pub struct Groups {
    file: Option<FileName>,
    groups: Vec<Group>,
    rules: HashMap<(&'static str, Severity), Messages>,
    /// How many findings are not among those that were added, by code: the file has too many.
    omitted: BTreeMap<&'static str, usize>,
}

/// The groups of a rule.
#[derive(Debug, Default)]
struct Messages {
    own: HashMap<Shown, usize>,
    others: Option<usize>,
}

/// Findings with the same rule, severity and message.
#[derive(Debug)]
struct Group {
    code: &'static str,
    severity: Severity,
    /// `None` for several messages.
    message: Option<Shown>,
    count: usize,
    /// The first locations that are not shown.
    listed: Vec<Listed>,
}

/// Where a finding is.
#[derive(Debug)]
struct Listed {
    line_and_column: Option<(usize, usize)>,
    request: Option<usize>,
    path: Shown,
}

impl Groups {
    /// Adds a finding of the file. Returns whether to show it: whether it is one of the first of its group.
    pub fn add(&mut self, finding: &Finding) -> bool {
        let group = self.group_of(finding);
        group.count += 1;
        let is_shown = group.count <= group.shown();
        if !is_shown && group.listed.len() < MAX_LISTED {
            group.listed.push(Listed::of(finding));
        }
        is_shown
    }

    fn group_of(&mut self, finding: &Finding) -> &mut Group {
        let messages = self.rules.entry((finding.code, finding.severity)).or_default();
        let new = self.groups.len();
        let at = match messages.own.get(&finding.message) {
            Some(at) => *at,
            None if messages.own.len() < MAX_MESSAGES => {
                messages.own.insert(finding.message.clone(), new);
                new
            }
            None => *messages.others.get_or_insert(new),
        };
        if at == new {
            self.file.clone_from(&finding.file);
            self.groups.push(Group {
                code: finding.code,
                severity: finding.severity,
                message: (messages.others != Some(new)).then(|| finding.message.clone()),
                count: 0,
                listed: Vec::new(),
            });
        }
        &mut self.groups[at]
    }

    /// Adds the number of findings that the report of the file does not contain.
    pub fn omit(&mut self, report: &Report) {
        for omitted in &report.omitted {
            self.file.clone_from(&omitted.file);
            for (code, count) in &omitted.rules {
                *self.omitted.entry(code).or_default() += count;
            }
        }
    }

    /// How many findings are not shown.
    pub fn hidden(&self) -> usize {
        self.groups.iter().map(Group::hidden).sum::<usize>() + self.omitted()
    }

    /// How many of them were not added.
    pub fn omitted(&self) -> usize {
        self.omitted.values().sum()
    }

    /// Counts what was omitted of a rule in its group, if it has only one.
    fn merge_omitted(&mut self) {
        let groups = &mut self.groups;
        self.omitted.retain(|code, count| {
            let mut own = groups.iter_mut().filter(|group| group.code == *code);
            match (own.next(), own.next()) {
                (Some(group), None) if group.hidden() > 0 => group.count += *count,
                _ => return true,
            }
            false
        });
    }

    /// Writes one line for each group of which not all findings are shown: `a.jsonl: 17 more of PL503 at lines 12, 40, 41`.
    /// The message is named if the file has several of the rule.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn render_rest(mut self, options: &TextOptions, out: &mut Page<'_>) -> io::Result<()> {
        self.merge_omitted();
        for group in self.groups.iter().filter(|group| group.hidden() > 0) {
            if let Some(file) = &self.file {
                put!(out, "{file}: ", file)?;
            }
            let code = styled(group.code, paint::severity(group.severity), options.color);
            put!(out, "{} more of {code}{}{}\n", group.hidden(), self.message(group), group.locations(), code)?;
        }
        for (code, count) in &self.omitted {
            if let Some(file) = &self.file {
                put!(out, "{file}: ", file)?;
            }
            put!(out, "{count} more of {code}, beyond --max-findings or --max-unknown-fields\n", count, code)?;
        }
        Ok(())
    }

    /// The message, where the file has several of the rule.
    fn message(&self, group: &Group) -> Shown {
        let is_one_of_several = self.groups.iter().filter(|other| other.code == group.code).count() > 1;
        match &group.message {
            Some(message) if is_one_of_several => shown!(" ({})", message.clipped(MAX_TEXT)),
            Some(_) => Shown::default(),
            None => " (other messages)".into(),
        }
    }
}

impl Group {
    /// How many of its findings can be shown.
    fn shown(&self) -> usize {
        if self.message.is_some() { MAX_SHOWN } else { 0 }
    }

    fn hidden(&self) -> usize {
        self.count.saturating_sub(self.shown())
    }

    /// ` at lines 12, 40, 41, …`; with columns if they are on one line, and by request or path if there are no lines.
    fn locations(&self) -> Shown {
        let positions: Vec<_> = self.listed.iter().filter_map(|place| place.line_and_column).collect();
        let requests: Vec<_> = self.listed.iter().filter_map(|place| place.request).collect();
        let mut lines: Vec<_> = positions.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        let (noun, places) = match self.listed.len() {
            all if all == positions.len() && (all == 1 || lines.len() > 1) => {
                (shown!("{}", plural(lines.len(), " at line")), join_with(", ", lines))
            }
            all if all == positions.len() => {
                let columns = positions.iter().map(|(line, column)| shown!("{line}:{column}", line, column));
                (" at".into(), join_with(", ", columns))
            }
            all if all == requests.len() => (shown!("{}", plural(all, " in request")), join_with(", ", requests)),
            _ if self.listed.iter().all(|place| place.path.is_empty()) => return Shown::default(),
            _ => (" at".into(), join_with(", ", self.listed.iter().map(|place| &place.path))),
        };
        if places.is_empty() {
            return Shown::default();
        }
        let more = if self.hidden() > self.listed.len() { ", …" } else { "" };
        shown!("{noun} {places}{more}", noun, places, more)
    }
}

impl Listed {
    fn of(finding: &Finding) -> Self {
        Listed {
            line_and_column: finding.location.position.map(|position| (position.line, position.column)),
            request: finding.entry.as_ref().map(|request| request.index + 1),
            path: finding.location.path.clipped(MAX_TEXT),
        }
    }
}
