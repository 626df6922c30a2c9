// What the script adds to pages that already work without it: the next question without a page
// load, "copy", "print", "paste", and dialogs in browsers that lack the `command` attribute.
import htmx from "./htmx.js";
import "idiomorph/htmx";

// Everything is said on the element itself, nothing runs from text, and no page is kept in storage.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  disableInheritance: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  historyRestoreAsHxRequest: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

const on = (event, act) => document.addEventListener(event, act);

// A failed step is asked for again as a whole page, so that the server's own error page is shown.
on("htmx:responseError", ({ detail }) => openWhole(detail));
on("htmx:sendError", ({ detail }) => openWhole(detail));

function openWhole({ requestConfig, pathInfo }) {
  if (requestConfig.verb === "get") location.assign(pathInfo.finalRequestPath);
}

// A new question or answer takes the reading place, as a page load would have.
on("htmx:afterSettle", ({ detail }) => {
  const place = document.querySelector("[data-focus]");
  if (place && detail.target.contains(place)) place.focus();
  reveal();
});

on("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.matches("[data-print]")) print();
  if (button.matches("[data-copy-link]")) copy(location.href);
  if (button.matches("[data-copy-text]")) copy(textOf(document.getElementById(button.dataset.copyText)));
  if (!("command" in button)) command(button);
});

/** What stands in a field, or in a paragraph. */
function textOf(element) {
  return element.value ?? element.textContent;
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  const said = document.querySelector("[data-copied]");
  said.textContent = said.dataset.copied;
}

/** Opens or closes a dialog where `command`/`commandfor` is not built in. */
function command(button) {
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog?.showModal();
  if (button.getAttribute("command") === "close") dialog?.close();
}

/** Shows what only works with a script; copying works only on a safe address. */
function reveal() {
  for (const only of document.querySelectorAll("[data-print], [data-script]")) only.hidden = false;
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy-link], [data-copy-text]")) button.hidden = false;
}

// A picture that is pasted goes into the field for a file; where there is text with it, it is meant as text.
on("paste", ({ clipboardData }) => {
  const field = document.querySelector("[data-paste]");
  if (!field || !clipboardData.files.length || clipboardData.types.includes("text/plain")) return;
  field.files = clipboardData.files;
  field.focus();
});

// One menu open at a time; a press elsewhere or Escape closes it.
on("click", ({ target }) => closeMenus(target.closest(".switch")));
on("keydown", ({ key }) => key === "Escape" && closeMenus());

function closeMenus(except) {
  for (const menu of document.querySelectorAll(".switch[open]")) {
    if (menu === except) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
}

reveal();
