// Every kind of page, for both organisations, in both languages, at three widths, light and dark, with and
// without a script: nothing for axe to find, nothing sticking out, nothing complained about, nothing heavy.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { SCHEMES, WIDTHS, noBrowser } from "./browser.mjs";

/** Compressed bytes that a page may weigh with all that it asks for. */
const WEIGHT_MAX = 80 * 1024;

const STACKS = ["municipality", "company"];
const LANGUAGES = ["sv", "en"];
const PAGES = {
  start: "/",
  question: "/ask/publish",
  answer: "/ask/publish?place=instagram&content=picture&identifiable=yes&person=pupil&age=12&made_by=own_staff&school_form=compulsory&secrecy=none",
  conditions: "/ask/publish?place=instagram&content=picture&identifiable=yes&made_by=own_staff&secrecy=none&person=pupil&school_form=upper_secondary&age=17&wider_interest=no",
  guidelines: "/guidelines",
  guideline: (page) => page.locator('main a[href^="/guidelines/"]').first().getAttribute("href"),
  check: "/check",
  "text checked": "/check?example=incident-report",
  health: "/health",
  accessibility: "/accessibility",
  changes: "/changes",
  search: "/search?q=klassfoto+på+insta",
  "search without a find": "/search?q=qzxv",
  "not found": "/no-such-page",
};

const here = browsers.served();

/** The page's address; where it hangs on another page's link, that page is asked first. */
async function addressOf(name, page, stack, lang) {
  const choose = (path) => {
    const url = new URL(path, here.server.address);
    url.searchParams.set("stack", stack);
    url.searchParams.set("lang", lang);
    return url.href;
  };
  if (typeof PAGES[name] === "string") return choose(PAGES[name]);
  await page.goto(choose(PAGES.guidelines));
  return choose(await PAGES[name](page));
}

async function open(name, stack, options) {
  const page = await browsers.openPage(here.browser, options);
  const address = await addressOf(name, page, stack, options.lang);
  const weight = browsers.weigh(page);
  const response = await page.goto(address);
  assert.equal(response.status(), name === "not found" ? 404 : 200);
  return { page, weight };
}

/** A missing page is also a console message in Chromium; it is what was asked for. */
function complaints(page, name) {
  return page.complaints.filter((text) => name !== "not found" || !text.includes("404"));
}

function looks() {
  return WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme })));
}

async function inspect(page, name, { width, scheme }) {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: scheme });
  assert.equal(await browsers.sideways(page), 0, `the page scrolls sideways at ${width} px`);
  assert.deepEqual(await browsers.accessibility(page), [], `at ${width} px, ${scheme}`);
  await browsers.shot(page, `${name}-${width}-${scheme}`);
}

for (const stack of STACKS) {
  for (const lang of LANGUAGES) {
    for (const name of Object.keys(PAGES)) {
      test(`${name}, ${stack}, ${lang}`, { skip: noBrowser }, async () => {
        const { page, weight } = await open(name, stack, { lang, width: 1280 });
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
        assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, "one main heading");
        for (const look of looks()) await inspect(page, `${name}-${stack}-${lang}`, look);
        const bytes = await weight();
        assert.ok(bytes <= WEIGHT_MAX, `the page weighs ${bytes} bytes compressed; ${WEIGHT_MAX} are allowed`);
        assert.deepEqual(complaints(page, name), []);
        await page.context().close();
      });
    }
  }
}

// axe needs a script of its own, so without scripts the rest is looked at: the markup is the same.
for (const name of Object.keys(PAGES)) {
  test(`${name}, without a script`, { skip: noBrowser }, async () => {
    const { page } = await open(name, "municipality", { lang: "sv", width: 320, scripts: false });
    assert.ok(await page.getByRole("heading", { level: 1 }).isVisible());
    assert.equal(await browsers.sideways(page), 0, "the page scrolls sideways");
    assert.equal(await page.locator("[data-copy-link]:visible, [data-copy-text]:visible, [data-print]:visible").count(), 0);
    await browsers.shot(page, `${name}-no-script`);
    assert.deepEqual(complaints(page, name), []);
    await page.context().close();
  });
}
