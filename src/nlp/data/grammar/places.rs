//! Where things happen: fixed phrases (*at school*, *à l'école*) and landmarks to be near to.

use super::nouns::{Noun, fem, kind::*, masc};

/// Sorts of place, as bits: a verb names those where it can happen.
pub mod site {
    /// Room to move about: a garden, a kitchen.
    pub const AREA: u32 = 1;
    /// Something to sit or lie on.
    pub const SEAT: u32 = 1 << 1;
    /// Water to swim in.
    pub const WATER: u32 = 1 << 2;
    /// Beside, behind or under a landmark.
    pub const NEAR: u32 = 1 << 3;
    pub const SKY: u32 = 1 << 4;
    /// Where lessons are given.
    pub const SCHOOL: u32 = 1 << 5;
    /// Open ground to lie on.
    pub const LAWN: u32 = 1 << 6;
    /// Furniture that children jump on.
    pub const SPRING: u32 = 1 << 7;
    /// Where a small object may lie.
    pub const SURFACE: u32 = 1 << 8;
}

use site::*;

/// A place phrase in both languages.
#[derive(Debug)]
pub struct Place {
    pub en: &'static str,
    pub fr: &'static str,
    /// A set of [`site`] bits.
    pub sites: u32,
    pub weight: u32,
}

const fn place(en: &'static str, fr: &'static str, sites: u32, weight: u32) -> Place {
    Place {
        en,
        fr,
        sites,
        weight,
    }
}

/// Place phrases that are said as a whole.
pub const PLACES: &[Place] = &[
    place("in the garden", "dans le jardin", AREA | SURFACE, 8),
    place("in the park", "dans le parc", AREA, 8),
    place("in the forest", "dans la forêt", AREA, 6),
    place("in the street", "dans la rue", AREA, 4),
    place("in the snow", "dans la neige", AREA | LAWN, 4),
    place("in the rain", "sous la pluie", AREA, 3),
    place("in the sun", "au soleil", AREA, 3),
    place("on the grass", "sur l'herbe", AREA | LAWN | SURFACE, 6),
    place("on the beach", "sur la plage", AREA | LAWN, 6),
    place("in the field", "dans le champ", AREA, 4),
    place("in the mountains", "à la montagne", AREA, 2),
    place("on the roof", "sur le toit", LAWN | SURFACE, 3),
    place("in the kitchen", "dans la cuisine", AREA | SURFACE, 6),
    place("in the living room", "dans le salon", AREA | SURFACE, 5),
    place("in the bedroom", "dans la chambre", AREA | SURFACE, 5),
    place("in the house", "dans la maison", AREA | SURFACE, 4),
    place("at home", "à la maison", AREA, 4),
    place("at school", "à l'école", AREA | SCHOOL, 5),
    place(
        "in the classroom",
        "dans la salle de classe",
        AREA | SCHOOL | SURFACE,
        3,
    ),
    place("at the library", "à la bibliothèque", AREA | SCHOOL, 4),
    place("at the zoo", "au zoo", AREA, 3),
    place("at the museum", "au musée", AREA, 2),
    place("at the castle", "au château", AREA, 3),
    place("on the floor", "par terre", SEAT | SURFACE, 4),
    place("on the bed", "sur le lit", SEAT | SPRING | SURFACE, 8),
    place("on the sofa", "sur le canapé", SEAT | SPRING | SURFACE, 7),
    place("on the chair", "sur la chaise", SEAT | SURFACE, 6),
    place("on the bench", "sur le banc", SEAT | SURFACE, 4),
    place("on the carpet", "sur le tapis", SEAT | LAWN | SURFACE, 4),
    place("in the armchair", "dans le fauteuil", SEAT, 4),
    place("on the table", "sur la table", SURFACE, 10),
    place("on the shelf", "sur l'étagère", SURFACE, 4),
    place("in the box", "dans la boîte", SURFACE, 4),
    place("in the river", "dans la rivière", WATER, 5),
    place("in the lake", "dans le lac", WATER, 5),
    place("in the sea", "dans la mer", WATER, 5),
    place("in the pool", "dans la piscine", WATER, 4),
    place("in the sky", "dans le ciel", SKY, 8),
];

/// What one can be next to, as part of a place phrase.
pub const LANDMARKS: &[Noun] = &[
    masc("tree", "arbre", LANDMARK).weight(8),
    fem("house", "maison", LANDMARK).weight(8),
    fem("table", "table", LANDMARK).weight(6),
    fem("river", "rivière", LANDMARK).weight(6),
    masc("lake", "lac", LANDMARK),
    fem("window", "fenêtre", LANDMARK).weight(6),
    fem("door", "porte", LANDMARK).weight(5),
    masc("bed", "lit", LANDMARK).weight(5),
    fem("chair", "chaise", LANDMARK),
    masc("bridge", "pont", LANDMARK),
    fem("school", "école", LANDMARK),
    fem("church", "église", LANDMARK),
    masc("castle", "château", LANDMARK),
    fem("car", "voiture", LANDMARK),
    masc("hospital", "hôpital", LANDMARK).weight(3),
    fem("fountain", "fontaine", LANDMARK).weight(3),
    masc("wall", "mur", LANDMARK).weight(3),
    fem("tower", "tour", LANDMARK).weight(3),
];

/// English and French words for being near, and whether French adds *de*.
pub const RELATIONS: &[(&str, &str, bool)] = &[
    ("next to", "à côté", true),
    ("near", "près", true),
    ("in front of", "devant", false),
    ("behind", "derrière", false),
    ("under", "sous", false),
];

/// What one can be *under* among the landmarks.
pub const ROOFS: [&str; 5] = ["tree", "table", "bed", "chair", "bridge"];
/// What has no back to be *behind*: *derrière la rivière* is odd, *devant le lit* is not.
pub const BACKLESS: [&str; 5] = ["river", "lake", "window", "bed", "bridge"];
