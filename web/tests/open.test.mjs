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

/** Signs in as the first of this name. Gives the page, at the list of cases. */
async function signedIn(who) {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await page.goto(at("/sign-in?next=/cases"));
  await page.locator("form", { hasText: who }).first().getByRole("button").click();
  await page.waitForURL(at("/cases"));
  return page;
}

/** The first steps of requests to be removed that somebody has to do. */
const toFind = (page) => page.locator('main a[href$="/find/done"]').evaluateAll((all) => all.map((one) => one.pathname));

test("a request that is answered, a link that leads nowhere, and where no form is", { skip: noBrowser }, async () => {
  const [head, central] = [await signedIn("Karin Ekhammar"), await signedIn("Disa Ripskog")];
  const before = await toFind(head);
  const page = await open("Be om att bli borttagen");
  const hall = page.url().replace(/\/take-down.*/, "");
  await page.locator("#unit").selectOption({ label: "Björkskolan" });
  await page.locator("#text").fill("Filmen från idrottsdagen ska bort.");
  await page.locator('[id="fact-removal_from-our_social_media"]').check();
  await page.locator("#email").fill("other@example.org");
  await page.getByRole("button", { name: "Skicka" }).click();
  await page.getByRole("link", { name: "Länken i mejlet" }).click();
  await page.getByRole("button", { name: "Ja, det var jag" }).click();
  await page.getByText("Svar senast").first().waitFor();
  const link = page.url();
  await head.goto(at("/cases"));
  const found = (await toFind(head)).filter((path) => !before.includes(path));
  assert.equal(found.length, 1, "one case has begun");
  const path = found[0].replace("/find/done", "");
  const steps = [
    [head, "find/done", "Ett ställe."],
    [central, "find-central/done", "Inget."],
    [head, "keep/done", "Inget att bevara."],
    [head, "remove/declined", "Borta redan."],
    [central, "remove-central/declined", "Fanns inte."],
    [head, "answer/done", "Filmen är borttagen."],
  ];
  for (const [who, step, note] of steps) {
    await who.goto(at(`${path}/${step}`));
    await who.locator("#note").fill(note);
    await who.locator("main form").getByRole("button").last().click();
    await who.waitForURL(at(path));
  }
  await page.goto(link);
  assert.match(await page.locator("main").innerText(), /Filmen är borttagen/);
  await inspect(page, "removal-answered");
  assert.deepEqual(page.complaints, []);
  const dead = await page.goto(`${link.slice(0, -6)}AAAAAA`);
  assert.equal(dead.status(), 404);
  await inspect(page, "removal-dead");
  const company = await browsers.openPage(here.browser);
  await company.goto(`${hall}/take-down?stack=company`);
  assert.equal(await company.locator("main form").count(), 0);
  await inspect(company, "removal-none");
  assert.deepEqual(company.complaints, []);
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
