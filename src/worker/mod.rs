//! How requests and events travel between the page and its worker.
