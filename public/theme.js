// The kept choice of colours, before the page's code has come: see src/ui/theme.rs, which owns it.
try {
  document.documentElement.dataset.theme = localStorage.getItem("teddy.theme") || "system";
} catch {
  // Storage is forbidden: the system's colours.
}
