//! Facts about files in base64: whether the text is valid base64, and properties of images and PDFs.
//!
//! This module knows bytes and nothing about messages. Checking base64 needs no library; looking inside files needs the
//! feature `media`. Of an image, only the header and the lengths of its parts are read; of a PDF, the page tree.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

pub(crate) mod base64;
#[cfg(feature = "media")]
pub(crate) mod kind;
#[cfg(feature = "media")]
mod reader;

#[cfg(feature = "media")]
pub(crate) mod image;
#[cfg(feature = "media")]
pub(crate) mod pdf;
