// A personal data breach in a real Chromium: reported by a teacher, weighed by the officer, copied into the authority's
// form, and in the register.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = browsers.served(["--demo"]);
const at = (path) => new URL(path, here.server.address).href;
const inspect = (page, name) => browsers.inspect(page, `breach-${name}`);

/** Signs in as the first of this name or role. */
async function signIn(page, who, next) {
  await page.goto(at(`/sign-in?next=${encodeURIComponent(next)}`));
  await page.locator("form", { hasText: who }).first().getByRole("button").click();
  await page.waitForURL(at(next));
}

/** Reports a breach as a teacher. Gives the address of the case. */
async function report() {
  const page = await browsers.openPage(here.browser);
  await signIn(page, "Jonas Flodmark", "/cases/new/breach");
  await page.getByLabel("Rubrik").fill("Klasslista till fel adress");
  await page.getByLabel("Vad har hänt, eller").fill("Listan gick till fel adress.");
  const facts = ["breach_data-yes", "breach_event-shared", "breach_cause-by_accident", "breach_from_processor-no"];
  for (const id of facts) await page.locator(`[id="fact-${id}"]`).check();
  await page.getByLabel("Upptäckt: alldeles nyss").check();
  await page.locator("main form").getByRole("button").last().click();
  await page.waitForURL(/\/cases\/[0-9a-f-]{36}$/);
  assert.deepEqual(page.complaints, []);
  return new URL(page.url()).pathname;
}

test("a breach is weighed, its form copied, and it stands in the register", { skip: noBrowser }, async () => {
  const path = await report();
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, "Lena Granfors", `${path}/severity/severity`);
  await inspect(page, "severity");
  const chosen = ["content-simple", "ease-maximum", "confidentiality-known", "integrity-kept", "availability-kept"];
  for (const id of chosen) await page.locator(`#${id}`).check();
  await page.locator("#vulnerable").selectOption("1");
  await page.getByRole("button", { name: "Räkna ut" }).click();
  assert.match(await page.locator("#sum").innerText(), /Medel \(2,25\)/);
  await inspect(page, "sum");
  await page.getByRole("button", { name: "Spara som anteckning" }).click();
  await page.waitForURL(at(path));
  await inspect(page, "case");
  await page.goto(at(`${path}/authority`));
  await inspect(page, "authority");
  await page.goto(at(`${path}/letters?language=ar&to=pupil`));
  assert.equal(await page.locator("#text").getAttribute("dir"), "rtl");
  await inspect(page, "letters");
  await page.goto(at("/breaches"));
  assert.equal(await page.getByRole("link", { name: "Klasslista till fel adress" }).count(), 1);
  await inspect(page, "register");
  await page.goto(at("/board"));
  await inspect(page, "board");
  await page.goto(at("/cases/statistics"));
  await inspect(page, "statistics");
  assert.deepEqual(page.complaints, []);
});

test("a breach is weighed without a script", { skip: noBrowser }, async () => {
  const path = await report();
  const page = await browsers.openPage(here.browser, { scripts: false });
  await signIn(page, "Lena Granfors", `${path}/severity/severity`);
  await page.getByRole("button", { name: "Räkna ut" }).click();
  assert.equal(await page.locator(".ds-error-summary a").count(), 5);
});
