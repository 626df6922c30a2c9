// The forms that everybody can use, in a real Chromium: asking to be removed, and an anonymous report.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = browsers.served(["--demo"]);
const at = (path) => new URL(path, here.server.address).href;
const inspect = (page, name) => browsers.inspect(page, `open-${name}`);

/** Opens a page of the municipality that everybody can read, by the text of its link. */
async function open(link) {
  const page = await browsers.openPage(here.browser);
  await page.goto(at("/open"));
  await page.getByRole("link", { name: "Norrviks kommun" }).click();
  await page.getByRole("link", { name: link }).first().click();
  return page;
}

test("anybody asks to be removed, confirms it, and sees where it stands", { skip: noBrowser }, async () => {
  const page = await open("Be om att bli borttagen");
  await inspect(page, "removal-form");
  await page.locator("#unit").selectOption({ label: "Björkskolan" });
  await page.locator("#text").fill("Bilden från luciatåget ska bort.");
  await page.locator('[id="fact-removal_from-our_social_media"]').check();
  await page.locator("#email").fill("guardian@example.org");
  await page.getByRole("button", { name: "Skicka" }).click();
  await inspect(page, "removal-sent");
  await page.getByRole("link", { name: "Länken i mejlet" }).click();
  await inspect(page, "removal-confirm");
  await page.getByRole("button", { name: "Ja, det var jag" }).click();
  assert.match(await page.locator("main").innerText(), /Svar senast/);
  await inspect(page, "removal-state");
  assert.deepEqual(page.complaints, []);
});

test("anybody reports a breach without saying who they are", { skip: noBrowser }, async () => {
  const page = await open("Anmäl en personuppgiftsincident anonymt");
  await inspect(page, "report-form");
  await page.locator("#unit").selectOption({ label: "Björkskolan" });
  await page.locator("#text").fill("En lista låg på bussen.");
  await page.getByLabel("Upptäckt: alldeles nyss").check();
  for (const id of ["breach_data-yes", "breach_event-shared", "breach_cause-by_accident", "breach_from_processor-no"]) {
    await page.locator(`[id="fact-${id}"]`).check();
  }
  await page.getByRole("button", { name: "Skicka anmälan" }).click();
  await page.waitForURL(/\/report\/received$/);
  assert.match(await page.locator("main").innerText(), /Vi vet inte vem du är/);
  await inspect(page, "report-received");
  assert.deepEqual(page.complaints, []);
});
