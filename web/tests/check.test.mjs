// "Check a text": while somebody types, with and without a script, and what leaves the browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SCHEMES, WIDTHS, accessibility, noBrowser, openPage, shot, sideways, served } from "./browser.mjs";

const here = served();

async function open(options) {
  const page = await openPage(here.browser, options);
  await page.goto(`${here.server.address}/check?stack=company&lang=sv`);
  return page;
}

test("a text is checked while it is typed, and the field keeps its focus", { skip: noBrowser }, async () => {
  const page = await open();
  const sent = [];
  // What the page itself still loads (its icon) may come late and is not meant.
  page.on("request", (request) => request.resourceType() === "xhr" && sent.push(request));
  await page.locator("#f-text").pressSequentially("Elsa har feber", { delay: 20 });
  await page.locator("mark").first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "f-text");
  assert.match(await page.getByRole("status").first().innerText(), /att kontrollera/);
  assert.ok(sent.every((request) => request.method() === "POST"));
  // One check after the last key; a machine that is slow at typing may make a few.
  assert.ok(sent.length >= 1 && sent.length < 5, `${sent.length} checks for fourteen keys`);
  assert.ok(sent.every((request) => !request.url().includes("Elsa")), "the text is in no address");
  assert.equal(new URL(page.url()).pathname, "/check");
  await page.locator("#f-field").selectOption("incident-report");
  await page.locator("[data-color=danger]").waitFor({ state: "detached" });
  await page.locator("#f-text").fill("");
  await page.locator("mark").first().waitFor({ state: "detached" });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a copy is made and copied", { skip: noBrowser }, async () => {
  const page = await open({ width: 1280 });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("#f-text").fill("Elsa Lindqvist har feber");
  await page.getByRole("button", { name: "Person 1, Person 2" }).click();
  const copy = page.locator("#f-copy");
  await copy.waitFor();
  assert.match(await copy.inputValue(), /\[Person 1\]/);
  await page.getByRole("button", { name: "Kopiera", exact: true }).click();
  await page.getByText("Texten är kopierad").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await copy.inputValue());
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme });
      assert.equal(await sideways(page), 0, `the page scrolls sideways at ${width} px`);
      assert.deepEqual(await accessibility(page), [], `at ${width} px, ${scheme}`);
      await shot(page, `check-copy-${width}-${scheme}`);
    }
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("without a script the form is sent, and keeps what was typed", { skip: noBrowser }, async () => {
  const page = await open({ scripts: false });
  await page.locator("#f-field").selectOption("teacher-note");
  await page.locator("#f-text").fill("\nElsa har adhd");
  await page.getByRole("button", { name: "Kontrollera", exact: true }).click();
  assert.equal(page.url(), `${here.server.address}/check`);
  assert.equal(await page.locator("#f-text").inputValue(), "\nElsa har adhd");
  assert.equal(await page.locator("#f-field").inputValue(), "teacher-note");
  assert.ok(await page.locator("mark").count());
  await page.getByRole("button", { name: "Maskera" }).click();
  assert.match(await page.locator("#f-copy").inputValue(), /█/);
  await page.context().close();
});
