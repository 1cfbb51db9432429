//! Images and documents in a request, with the facts of their files.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::json::Node;
use crate::media::base64::{self, Fault};
#[cfg(feature = "media")]
use crate::media::{image::Image, pdf::Pdf};

use super::block::{Block, BlockKind};

/// An image or document block. What its bytes say is found when first asked for, and once.
pub(crate) struct Medium<'a> {
    /// The block, wherever it stands.
    pub(crate) block: Block<'a>,
    /// Where it gets its file from.
    pub(crate) origin: Origin<'a>,
    /// How many blocks of the same kind come before it in the request.
    pub(crate) ordinal: usize,
    base64: OnceCell<Result<(), Fault>>,
    #[cfg(feature = "media")]
    image: OnceCell<Image>,
    #[cfg(feature = "media")]
    pdf: OnceCell<Pdf>,
}

/// Where a block gets its file from.
#[derive(Debug, Clone)]
pub(crate) enum Origin<'a> {
    /// Base64 text in the request.
    Base64 {
        /// The string.
        data: Node<'a>,
        /// Its text; a copy only where it has escapes.
        text: Cow<'a, str>,
    },
    /// A url.
    Url(Node<'a>),
    /// Anything else, or something broken.
    Other,
}

/// The images and documents of a request.
pub(crate) struct Media<'a> {
    list: Vec<Medium<'a>>,
    /// How many of them are images.
    pub(crate) images: usize,
}

impl<'a> Media<'a> {
    /// Every image and document that has a source, nested ones included, in order. `walk` visits all blocks.
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

    /// How many there are.
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
        self.block.get("source")?.get("media_type")
    }

    /// What keeps the data from being base64; `None` where nothing does or there is no data.
    pub(crate) fn base64_fault(&self) -> Option<&Fault> {
        let (data, text) = self.data()?;
        // With escapes the text is another than the one that was read.
        let known = if data.is_escaped() { 0..0 } else { data.known_letters() };
        self.base64.get_or_init(|| base64::check(text, known)).as_ref().err()
    }

    /// The text, where it is base64 of something: other checks have nothing to say about what is not.
    #[cfg(feature = "media")]
    fn sound_text(&self) -> Option<&str> {
        let (_, text) = self.data()?;
        (!text.is_empty() && self.base64_fault().is_none()).then_some(text)
    }

    /// The facts of an image whose data is base64.
    #[cfg(feature = "media")]
    pub(crate) fn image(&self) -> Option<&Image> {
        let text = self.sound_text().filter(|_| self.is_image())?;
        Some(self.image.get_or_init(|| Image::read(text)))
    }

    /// The facts of a document that is declared a PDF and whose data is base64.
    #[cfg(feature = "media")]
    pub(crate) fn pdf(&self) -> Option<&Pdf> {
        let is_pdf =
            !self.is_image() && self.media_type().is_some_and(|media_type| media_type.is_str("application/pdf"));
        let text = self.sound_text().filter(|_| is_pdf)?;
        Some(self.pdf.get_or_init(|| Pdf::read(text)))
    }
}
