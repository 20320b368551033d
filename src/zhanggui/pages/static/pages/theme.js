// Runs before the first paint (a blocking script in <head>), so that no page flashes in the wrong theme.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");

  /** @returns {string} "auto", "light" or "dark" */
  const wanted = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto"; // a frame on somebody else's page may have no storage
    }
  };

  const apply = () => {
    const choice = wanted();
    const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.theme = theme;
  };

  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("theme", apply);
})();
