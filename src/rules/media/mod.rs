//! `PL6xx`: images, PDFs and other files. Rules that look inside a file need the feature `media`.

mod empty_media;
#[cfg(feature = "media")]
mod encrypted_pdf;
mod file_as_text;
#[cfg(feature = "media")]
mod image_dimensions;
#[cfg(feature = "media")]
mod image_over_native_size;
mod image_too_large;
mod invalid_base64;
#[cfg(feature = "media")]
mod invalid_pdf;
#[cfg(feature = "media")]
mod many_image_dimensions;
#[cfg(feature = "media")]
mod media_type_mismatch;
mod source_not_on_platform;
mod too_many_images;
#[cfg(feature = "media")]
mod too_many_pdf_pages;
#[cfg(feature = "media")]
mod undecodable_image;
mod unreachable_url;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/media.rs"));
