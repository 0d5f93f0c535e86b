//! What the measures of the manifests are called on the page.

use crate::ui::i18n::t_string;
use crate::ui::locale::I18n;

/// A measure of the manifest in the page's words; by its own name where the page has none.
pub fn name_of(i18n: I18n, measure: &str) -> String {
    match measure {
        "BLEU, Tatoeba test, beam 4" => t_string!(i18n, about.model.bleu_beam),
        "BLEU, Tatoeba test, greedy" => t_string!(i18n, about.model.bleu_greedy),
        "chrF, Tatoeba test, beam 4" => t_string!(i18n, about.model.chrf),
        "Perplexity" => t_string!(i18n, about.model.perplexity),
        "Variants right, of 50" => t_string!(i18n, about.model.variants),
        "chrF, Tatoeba test, greedy" => t_string!(i18n, about.model.chrf_greedy),
        "Perplexity per token, held-out sentences" => {
            t_string!(i18n, about.model.perplexity_held_out)
        }
        "Accuracy, held-out movie sentences" => t_string!(i18n, about.model.accuracy),
        "Expected calibration error" => t_string!(i18n, about.model.calibration),
        "Entity F1, Wikigold" => t_string!(i18n, about.model.entity_f1),
        "Entity precision, Wikigold" => t_string!(i18n, about.model.entity_precision),
        "Entity recall, Wikigold" => t_string!(i18n, about.model.entity_recall),
        "Analogies, top 10,000 words, %" => t_string!(i18n, about.model.analogies),
        "WordSim-353, Spearman" => t_string!(i18n, about.model.wordsim),
        "SimLex-999, Spearman" => t_string!(i18n, about.model.simlex),
        other => return other.to_owned(),
    }
    .to_owned()
}
