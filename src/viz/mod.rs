//! From data to geometry, colour and SVG. No DOM, no Leptos.
