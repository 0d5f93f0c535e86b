//! What a reader looks at on the attention page, as the query of its address:
//!
//! `?n=512&heads=4&d_k=32&mask=causal&by=gpu`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `n` | tokens, a power of two from 16 to 4096 | 256 |
//! | `heads`, `d_k` | heads and their width, one of those that the page offers | 8, 64 |
//! | `mask` | `causal` or `padding` | no mask |
//! | `by` | `cpu` or `gpu`: the switch | the faster one |
//! | `fault` | `lost`, `memory` or `refused`: the graphics card fails so once, for those who want to see it | none |
//!
//! Links are typed and cut short by people: what makes no sense counts as absent.

use super::choice::Wish;
use super::protocol::{Fault, MaskKind, Setting};

/// What the page offers.
pub const LENGTHS: [usize; 9] = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
pub const HEADS: [usize; 4] = [1, 4, 8, 16];
pub const WIDTHS: [usize; 5] = [8, 16, 32, 64, 128];

/// What an address says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Link {
    pub setting: Setting,
    pub wish: Wish,
    pub fault: Option<Fault>,
}

impl Link {
    /// Reads a query, with or without its `?`.
    pub fn parse(query: &str) -> Self {
        let mut link = Link::default();
        let query = query.strip_prefix('?').unwrap_or(query);
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let offered = |offer: &[usize], set: &mut usize| {
                if let Some(n) = value.parse().ok().filter(|n| offer.contains(n)) {
                    *set = n;
                }
            };
            match (key, value) {
                ("n", _) => offered(&LENGTHS, &mut link.setting.n),
                ("heads", _) => offered(&HEADS, &mut link.setting.heads),
                ("d_k", _) => offered(&WIDTHS, &mut link.setting.d_k),
                ("mask", "causal") => link.setting.mask = MaskKind::Causal,
                ("mask", "padding") => link.setting.mask = MaskKind::Padding,
                ("by", "cpu") => link.wish = Wish::Cpu,
                ("by", "gpu") => link.wish = Wish::Gpu,
                ("fault", "lost") => link.fault = Some(Fault::Lost),
                ("fault", "memory") => link.fault = Some(Fault::OutOfMemory),
                ("fault", "refused") => link.fault = Some(Fault::Validation),
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`; empty where all is as it is at first. (A fault happens once: it is in no link.)
    pub fn to_query(&self) -> String {
        let (now, first) = (self.setting, Setting::default());
        let number = |key: &str, n: usize, first: usize| (n != first).then(|| format!("{key}={n}"));
        let mask = match now.mask {
            MaskKind::None => None,
            MaskKind::Causal => Some("mask=causal".to_string()),
            MaskKind::Padding => Some("mask=padding".to_string()),
        };
        let by = match self.wish {
            Wish::Measured => None,
            Wish::Cpu => Some("by=cpu".to_string()),
            Wish::Gpu => Some("by=gpu".to_string()),
        };
        let parts = [
            number("n", now.n, first.n),
            number("heads", now.heads, first.heads),
            number("d_k", now.d_k, first.d_k),
            mask,
            by,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let link = Link {
            setting: Setting {
                n: 512,
                heads: 4,
                d_k: 32,
                mask: MaskKind::Causal,
            },
            wish: Wish::Gpu,
            fault: None,
        };
        assert_eq!(link.to_query(), "n=512&heads=4&d_k=32&mask=causal&by=gpu");
        assert_eq!(Link::parse(&format!("?{}", link.to_query())), link);
        assert_eq!(Link::default().to_query(), "");
    }

    #[test]
    fn nonsense_counts_as_absent() {
        let link = Link::parse("?n=100000&heads=3&d_k=&mask=x&by&&=&fault=lost");
        let fault = Some(Fault::Lost);
        assert_eq!(
            link,
            Link {
                fault,
                ..Link::default()
            }
        );
    }
}
