// Registers in a real Chromium: what people do with them from beginning to end, and what everybody can read.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = browsers.served(["--demo"]);
const at = (path) => new URL(path, here.server.address).href;
const inspect = (page, name) => browsers.inspect(page, `registers-${name}`);
const field = (page, name) => page.locator(`main [name="${name}"]`);

/** Signs in as the first of this name or role. */
async function signIn(page, who, next) {
  await page.goto(at(`/sign-in?next=${encodeURIComponent(next)}`));
  await page.locator("form", { hasText: who }).first().getByRole("button").click();
  await page.waitForURL(at(next));
}

/** The work that an account means, and who does it. */
const WORK = ["planning", "publishing", "follow_up", "monitoring", "moderation"];

/** Fills the form of a new account with two holders, and saves it. */
async function register(page, name) {
  await field(page, "name").fill(name);
  await field(page, "platform").selectOption({ index: 1 });
  await field(page, "unit").selectOption({ index: 1 });
  await field(page, "use").selectOption("on_duty");
  await field(page, "purpose").fill("Visa hur en skoldag ser ut för den som söker till skolan.");
  await field(page, "audience").first().check();
  await field(page, "address").fill("https://social.example/skolan");
  for (const work of WORK) await field(page, work).first().selectOption({ index: 1 });
  for (const number of ["check_hours", "answer_hours"]) await field(page, number).fill("24");
  await field(page, "public_purpose").fill("Här visar vi skolans vardag.");
  await field(page, "answers").fill("Frågor besvaras på vardagar inom ett dygn.");
  await field(page, "forbidden").first().check();
  await field(page, "attested_until").fill("2027-08-31");
  await field(page, "holders").nth(0).selectOption({ index: 1 });
  await field(page, "holders").nth(1).selectOption({ index: 2 });
  await page.locator("main form").getByRole("button", { name: "Spara" }).click();
}

test("an account with two holders is registered, decided on and read by everybody", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, "Petra Isbrand", "/registers/account/new");
  await inspect(page, "account-new");
  await register(page, "Skolans vardag");
  assert.equal(await page.locator("h1").innerText(), "Skolans vardag");
  assert.equal(await page.locator("main .ds-tag", { hasText: "risk" }).count(), 0, "two hold the login");
  await page.getByRole("link", { name: "Godkänn" }).click();
  await field(page, "decision").fill("Syftet nås inte med skolans egen webbplats.");
  await page.locator("main form").getByRole("button").last().click();
  await page.getByRole("button", { name: "Öppna" }).click();
  await inspect(page, "account");
  assert.deepEqual(page.complaints, []);

  const visitor = await browsers.openPage(here.browser);
  await visitor.goto(at("/open"));
  await visitor.getByRole("link", { name: "Norrviks kommun" }).click();
  await visitor.getByRole("link", { name: /[Kk]onton/ }).first().click();
  await visitor.getByRole("link", { name: "Skolans vardag" }).click();
  assert.match(await visitor.locator("main").innerText(), /Här visar vi skolans vardag/);
  await inspect(visitor, "account-open");
  assert.deepEqual(visitor.complaints, []);
});

test("an anonymous visitor looks up an approved app", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser);
  await page.goto(at("/open"));
  await page.getByRole("link", { name: "Norrviks kommun" }).click();
  await page.getByRole("link", { name: /[Aa]ppar/ }).first().click();
  const name = await page.locator("main table tbody tr td").first().innerText();
  await page.getByRole("searchbox").last().fill(name);
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=/);
  assert.equal(await page.locator("main table tbody tr td").first().innerText(), name);
  await inspect(page, "apps-open");
  assert.deepEqual(page.complaints, []);
});

test("the map says the same in its drawing and in its table", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, "Lena Granfors", "/flows?data=health");
  const drawing = page.getByRole("img", { name: "Uppgifternas vägar" });
  const place = page.locator("main table tbody tr td:nth-child(2) a").first();
  const [word] = (await place.innerText()).split(" ");
  assert.ok((await drawing.textContent()).includes(word), `${word} is in the drawing`);
  await inspect(page, "flows");
  await place.click();
  assert.match(page.url(), /\/registers\//);
  assert.deepEqual(page.complaints, []);
});

test("a number of the register health leads to as many entries", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, "Lena Granfors", "/upkeep");
  await inspect(page, "upkeep");
  const number = page.locator('main a[href*="attention="]').first();
  const count = Number((await number.innerText()).match(/\d+/)[0]);
  await number.click();
  assert.equal(await page.locator("main table tbody tr").count(), count);
  assert.deepEqual(page.complaints, []);
});

test("every other page of the registers", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, "Lena Granfors", "/registers");
  await inspect(page, "all");
  const pages = ["/record", "/record/changes?since=2026-01-01", "/registers/platform/starter", "/registers/app"];
  for (const path of [...pages, "/registers/answer"]) {
    const response = await page.goto(at(path));
    assert.equal(response.status(), 200, path);
    await inspect(page, path.slice(1).split("?")[0].replaceAll("/", "-"));
  }
  await page.locator("main table tbody a").first().click();
  await inspect(page, "answer");
  await page.goto(at("/registers/agreement"));
  await page.locator("main table tbody a").first().click();
  await inspect(page, "agreement");
  await page.getByRole("link", { name: "Lägg in en fil" }).click();
  await page.getByLabel("Fil", { exact: true }).setInputFiles({
    name: "avtal.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("ingen PDF"),
  });
  await page.getByRole("button", { name: "Lägg in filen" }).click();
  assert.match(await page.locator("#file-error").innerText(), /Spara den som PDF/);
  await inspect(page, "attach");
  assert.deepEqual(page.complaints.filter((line) => !line.includes("422")), []);
});

test("a head keeps an answer, and an orderer orders a card", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  const ask = "/ask/install-app?stack=company&app_action=install&app_status=app_approved&installer=other_staff";
  await signIn(page, "Karin Ekhammar", ask);
  await page.getByRole("link", { name: "Spara som beslut" }).click();
  await inspect(page, "keep");
  await field(page, "note").fill("Gäller läsåret ut.");
  const units = await field(page, "unit").locator("option").count();
  await field(page, "unit").selectOption({ index: units - 1 });
  await page.locator("main form button").last().click();
  assert.equal(await page.locator("h1").innerText(), "Får jag installera den här appen?");
  await signIn(page, "Rut Ymerdal", "/cards");
  await inspect(page, "cards");
  await page.getByRole("button", { name: /^Beställ/ }).first().click();
  assert.equal(new URL(page.url()).pathname, "/cards");
  assert.deepEqual(page.complaints, []);
});

for (const scripts of [true, false]) {
  const how = scripts ? "with" : "without";
  test(`what the register knows of an app is not asked for, ${how} a script`, { skip: noBrowser }, async () => {
    const page = await browsers.openPage(here.browser, { scripts });
    await signIn(page, "Jonas Flodmark", "/registers/app");
    const name = await page.locator("main table tbody a").first().innerText();
    await page.goto(at("/ask/install-app?stack=company&app_action=install"));
    await page.getByLabel("Vilken app gäller det?").fill(name);
    if (scripts) await inspect(page, "pick");
    await page.getByRole("button", { name: "Hämta från registret" }).click();
    await page.locator("[data-known]").first().waitFor();
    assert.match(await page.locator("[data-known]").first().innerText(), new RegExp(name));
    assert.deepEqual(page.complaints, []);
  });
}
