//! A finding's identity across runs.

use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

use super::{FileName, Finding};

impl Finding {
    /// Identifies the finding across runs, platforms and releases: 32 hexadecimal digits made of the rule's code, the
    /// file's name (with `/` between folders), the request in the file, the place in the request, and how many findings
    /// of the same rule precede it at that place. It does not depend on lines, so edits elsewhere in the file do not
    /// change it.
    ///
    /// A request is identified by its `custom_id` where it has one, else by its index in the file.
    ///
    /// ```
    /// let report = payloadlint::validate(r#"{"model": "claude-opus-5-5", "messages": []}"#);
    /// let moved = payloadlint::validate("\n{\"messages\": [], \"model\": \"claude-opus-5-5\"}");
    /// assert_eq!(report.findings[0].fingerprint(), moved.findings[0].fingerprint());
    /// ```
    pub fn fingerprint(&self) -> String {
        let mut hasher = SipHasher13::new();
        let file = self.file.as_ref().map(FileName::as_given).unwrap_or_default().replace('\\', "/");
        let index = self.entry.as_ref().map(|entry| entry.index.to_string()).unwrap_or_default();
        let custom_id = self.entry.as_ref().and_then(|entry| entry.custom_id.as_deref());
        let entry = custom_id.unwrap_or(&index);
        for part in [self.code, file.strip_prefix("./").unwrap_or(&file), entry, self.location.address()] {
            hasher.write(part.as_bytes());
            // No text has this byte, so that no two lists of texts are the same bytes.
            hasher.write(&[0xff]);
        }
        hasher.write(&self.repeat.to_le_bytes());
        let hash = hasher.finish128();
        format!("{:016x}{:016x}", hash.h1, hash.h2)
    }
}
