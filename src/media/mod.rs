//! Facts of files in base64: whether the text is base64 at all, and what an image or a PDF says of itself.
//!
//! It knows bytes and nothing of messages. Checking the alphabet needs no library; looking inside needs the
//! feature `media`. An image is read no further than its header and the lengths of its parts, a PDF to its page
//! tree.

pub(crate) mod base64;
#[cfg(feature = "media")]
pub(crate) mod image;
#[cfg(feature = "media")]
pub(crate) mod kind;
#[cfg(feature = "media")]
pub(crate) mod pdf;
#[cfg(feature = "media")]
mod reader;
