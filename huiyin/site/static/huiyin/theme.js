/* Light or dark before the first paint. Loaded in <head> without defer, so it stays this small. */
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try { return localStorage.getItem("huiyin.theme") || "auto"; } catch (e) { return "auto"; }
  }
  function apply() {
    var theme = chosen();
    if (theme === "auto") { theme = dark.matches ? "dark" : "light"; }
    document.documentElement.setAttribute("data-bs-theme", theme);
    document.dispatchEvent(new CustomEvent("huiyin:theme", { detail: theme }));
  }
  window.huiyinTheme = { chosen: chosen, apply: apply };
  if (dark.addEventListener) { dark.addEventListener("change", apply); }
  apply();
})();
