//! The few drawings of the frame. All are decoration: the words are beside them or on their button.

use leptos::prelude::*;

/// The bear of `public/favicon.svg`, reading.
#[component]
pub fn Bear() -> impl IntoView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <g fill="#8a5a33">
                <circle cx="7.5" cy="7.5" r="4.5" />
                <circle cx="24.5" cy="7.5" r="4.5" />
                <circle cx="16" cy="14.5" r="11" />
            </g>
            <g fill="#f0d9bd">
                <circle cx="7.5" cy="7.5" r="2" />
                <circle cx="24.5" cy="7.5" r="2" />
                <ellipse cx="16" cy="18.5" rx="5.2" ry="4.2" />
            </g>
            <g fill="#2b1a0f">
                <circle cx="11.6" cy="12.6" r="1.5" />
                <circle cx="20.4" cy="12.6" r="1.5" />
                <ellipse cx="16" cy="16.8" rx="1.9" ry="1.3" />
            </g>
            <path d="M2 21.5 Q9 18.5 16 22.5 Q23 18.5 30 21.5 V30.5 Q23 27.5 16 31 Q9 27.5 2 30.5 Z" fill="#1d3f94" />
            <path d="M4 22.6 Q10 20.6 15.4 23.7 V28.9 Q10 26 4 28 Z M28 22.6 Q22 20.6 16.6 23.7 V28.9 Q22 26 28 28 Z" fill="#fdfcf8" />
        </svg>
    }
}

#[component]
pub fn Sun() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round">
            <circle cx="10" cy="10" r="3.6" />
            <path d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4" />
        </svg>
    }
}

#[component]
pub fn Moon() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round">
            <path d="M16.8 12.2A7.2 7.2 0 0 1 7.8 3.2a7.2 7.2 0 1 0 9 9Z" />
        </svg>
    }
}

/// Half light, half dark: as the system has it.
#[component]
pub fn HalfDisc() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6" />
            <path d="M10 2.8a7.2 7.2 0 0 1 0 14.4Z" fill="currentColor" />
        </svg>
    }
}
