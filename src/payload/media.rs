//! Images and documents in a request, and what their bytes contain.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::json::Node;
use crate::media::base64::{self, Fault};
#[cfg(feature = "media")]
use crate::media::{image::Image, pdf::Pdf};

use super::block::Block;
use super::block_kind::BlockKind;

/// An image or document block. Its bytes are decoded at most once, when first needed.
pub(crate) struct Medium<'a> {
    /// The block, nested or not.
    pub(crate) block: Block<'a>,
    /// Its source.
    #[cfg(feature = "media")]
    pub(crate) source: Node<'a>,
    /// Where its file comes from.
    pub(crate) origin: Origin<'a>,
    /// The number of blocks of the same kind before it in the request.
    pub(crate) ordinal: usize,
    base64: OnceCell<Result<(), Fault>>,
    #[cfg(feature = "media")]
    image: OnceCell<Image>,
    #[cfg(feature = "media")]
    pdf: OnceCell<Pdf>,
}

/// Where the file of a block comes from.
#[derive(Debug, Clone)]
pub(crate) enum Origin<'a> {
    /// Base64 data in the request.
    Base64 {
        /// The string.
        data: Node<'a>,
        /// Its text; a copy only if it has escapes.
        text: Cow<'a, str>,
    },
    /// A URL.
    Url(Node<'a>),
    /// Any other source, or an invalid one.
    Other,
}

/// The images and documents of a request.
pub(crate) struct Media<'a> {
    list: Vec<Medium<'a>>,
    /// The number of images.
    pub(crate) images: usize,
}

impl<'a> Media<'a> {
    /// Every image and document that has a source, in order, including nested ones.
    pub(super) fn find(blocks: &[Block<'a>]) -> Self {
        let mut media = Media { list: Vec::new(), images: 0 };
        for block in blocks {
            let is_image = block.kind == BlockKind::Image;
            if !is_image && block.kind != BlockKind::Document {
                continue;
            }
            let ordinal = if is_image { media.images } else { media.list.len() - media.images };
            if let Some(medium) = Medium::new(block, ordinal) {
                media.list.push(medium);
                media.images += usize::from(is_image);
            }
        }
        media
    }

    /// The number of images and documents.
    #[cfg(feature = "media")]
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// All of them, in order.
    #[cfg(feature = "media")]
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Medium<'a>> {
        self.list.iter()
    }

    /// The medium of an image or document block.
    pub(super) fn of(&self, block: &Block<'_>) -> Option<&Medium<'a>> {
        let at = self.list.binary_search_by_key(&block.node.id(), |medium| medium.block.node.id());
        at.ok().map(|at| &self.list[at])
    }
}

impl Block<'_> {
    /// `the image` or `the document`, for messages.
    pub(crate) fn described(&self) -> &'static str {
        if self.kind == BlockKind::Image { "the image" } else { "the document" }
    }
}

impl<'a> Medium<'a> {
    /// The medium of an image or document block that has a source object.
    fn new(block: &Block<'a>, ordinal: usize) -> Option<Self> {
        let source = block.get("source").filter(|source| source.is_object())?;
        let origin = match source.tag().as_deref() {
            Some("base64") => source.get("data").and_then(|data| Some(Origin::Base64 { data, text: data.as_str()? })),
            Some("url") => source.get("url").filter(|url| url.is_string()).map(Origin::Url),
            _ => None,
        };
        Some(Medium {
            block: *block,
            #[cfg(feature = "media")]
            source,
            origin: origin.unwrap_or(Origin::Other),
            ordinal,
            base64: OnceCell::new(),
            #[cfg(feature = "media")]
            image: OnceCell::new(),
            #[cfg(feature = "media")]
            pdf: OnceCell::new(),
        })
    }

    pub(crate) fn is_image(&self) -> bool {
        self.block.kind == BlockKind::Image
    }

    /// The base64 string and its text.
    pub(crate) fn data(&self) -> Option<(Node<'a>, &str)> {
        match &self.origin {
            Origin::Base64 { data, text } => Some((*data, text)),
            _ => None,
        }
    }

    /// The declared media type.
    #[cfg(feature = "media")]
    pub(crate) fn media_type(&self) -> Option<Node<'a>> {
        self.source.get("media_type")
    }

    /// The first fault in the base64 data; `None` if it is valid or if there is none.
    pub(crate) fn base64_fault(&self) -> Option<&Fault> {
        let (data, text) = self.data()?;
        // The positions are those of the source text, which escapes make different from the decoded text.
        let known = if data.is_escaped() { 0..0 } else { data.known_letters() };
        self.base64.get_or_init(|| base64::check(text, known)).as_ref().err()
    }

    /// The data, if it is valid base64 and not empty.
    #[cfg(feature = "media")]
    fn valid_data(&self) -> Option<&str> {
        let (_, text) = self.data()?;
        (!text.is_empty() && self.base64_fault().is_none()).then_some(text)
    }

    /// The properties of an image with valid base64 data.
    #[cfg(feature = "media")]
    pub(crate) fn image(&self) -> Option<&Image> {
        let text = self.valid_data().filter(|_| self.is_image())?;
        Some(self.image.get_or_init(|| Image::read(text)))
    }

    /// The properties of a document that is declared as a PDF and has valid base64 data.
    #[cfg(feature = "media")]
    pub(crate) fn pdf(&self) -> Option<&Pdf> {
        let is_pdf =
            !self.is_image() && self.media_type().is_some_and(|media_type| media_type.is_str("application/pdf"));
        let text = self.valid_data().filter(|_| is_pdf)?;
        Some(self.pdf.get_or_init(|| Pdf::read(text)))
    }
}
