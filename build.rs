//! Turns `locales/<locale>/<namespace>.json` into the module `ui::i18n`, and has the page's program say what its code
//! refers to. Nothing to do for the core.
//!
//! Every file of the default locale's folder is a namespace and every folder is a locale, so a new language or
//! a new namespace is only files.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "ui")]
    translations::generate()?;
    // By these records scripts/finish_dist.sh takes the program apart.
    #[cfg(feature = "split")]
    println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    Ok(())
}

#[cfg(feature = "ui")]
mod translations {
    use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
    use leptos_i18n_parser::parse_locales::parse_locales;
    use std::error::Error;
    use std::path::{Path, PathBuf};
    use std::{env, fs};

    const FOLDER: &str = "locales";
    const DEFAULT_LOCALE: &str = "en";

    pub fn generate() -> Result<(), Box<dyn Error>> {
        println!("cargo::rerun-if-changed={FOLDER}");
        let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
        let folder = root.join(FOLDER);

        // interpolate_display: numbers can be put into plain strings too, for aria-label and title.
        let config = Config::new(DEFAULT_LOCALE)?
            .add_locales(
                names(&folder)?
                    .into_iter()
                    .filter(|name| name != DEFAULT_LOCALE),
            )?
            .add_namespaces(names(&folder.join(DEFAULT_LOCALE))?)?
            .parse_options(ParseOptions::new().interpolate_display(true));
        let parsed = parse_locales(Some(root), config)?;
        let code = leptos_i18n_codegen::gen_code(&parsed, None, true, None, false)?;

        let out = PathBuf::from(env::var("OUT_DIR")?).join("i18n.rs");
        fs::write(out, code.to_string())?;
        Ok(())
    }

    /// Names of what lies in a folder, in order, without extension.
    fn names(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }
}
