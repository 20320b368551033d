// Copies the field that stands beside the button.

document.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-copy]");
  const field = button?.parentElement?.querySelector("input");
  if (!(button instanceof HTMLElement) || !field) return;
  field.select();
  // Browsers give the clipboard to secure pages only; in the shop's own network the old way still works.
  const done = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
  if (done || document.execCommand("copy")) button.textContent = button.dataset.copied ?? "";
});
