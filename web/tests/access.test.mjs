// Roles, reviews, emergencies, units, taking out and erasing, in a real Chromium: by keyboard and without a script too, at
// three widths, light and dark, with nothing for axe to find.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = browsers.served(["--demo"]);
const at = (path) => new URL(path, here.server.address).href;

/** Signs in as the first who has the role or the name. */
async function signIn(page, who, next = "/people") {
  await page.goto(at(`/sign-in?next=${next}`));
  await page.locator("form", { hasText: who }).first().getByRole("button").click();
  await page.waitForURL(at(next));
}

const inspect = (page, name) => browsers.inspect(page, `access-${name}`);

test("every page of a head", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser);
  await signIn(page, "Rektor", "/grants");
  await inspect(page, "grants");
  await page.getByRole("link", { name: "Mårdskog, Tove" }).click();
  await inspect(page, "grant");
  await page.getByRole("button", { name: "Notera" }).click();
  await inspect(page, "grant-wrong");
  await page.goto(at("/grants/new"));
  await page.getByLabel("Namn").fill("jon flod");
  await page.locator("main").getByRole("button", { name: "Sök" }).click();
  await inspect(page, "find");
  await page.getByRole("link", { name: "Jonas Flodmark" }).click();
  await inspect(page, "new-grant");
  await page.goto(at("/emergency"));
  await inspect(page, "emergency");
  await page.goto(at("/who-may/reach?role=nurse"));
  await inspect(page, "reach");
  await page.goto(at("/people"));
  await page.locator("main table a").first().click();
  await page.getByRole("link", { name: "Ändra uppgifter" }).click();
  await inspect(page, "edit");
  await page.goBack();
  await page.getByRole("link", { name: "Radera" }).click();
  await inspect(page, "erase");
  // A form that is not right yet is also a console message in Chromium.
  assert.deepEqual(page.complaints.filter((text) => !text.includes("422")), []);
});

test("every page from above", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser);
  await signIn(page, "Petra Isbrand", "/units");
  await inspect(page, "units");
  await page.locator("main").getByRole("link", { name: "Björkskolan" }).click();
  await inspect(page, "unit");
  await page.getByRole("link", { name: "Ändra enheten" }).click();
  await inspect(page, "unit-edit");
  await page.goto(at("/reviews"));
  await page.getByRole("button", { name: "Börja" }).click();
  await inspect(page, "review");
  await page.goto(at("/reviews"));
  await inspect(page, "reviews");
  await signIn(page, "Registrator", "/erasures");
  await inspect(page, "erasures");
  await signIn(page, "Vårdnadshavare", "/my/log");
  await inspect(page, "guardian");
  await page.locator("main li a").first().click();
  await page.getByRole("link", { name: "Ta ut det som finns" }).click();
  await inspect(page, "export");
  assert.deepEqual(page.complaints, []);
});

for (const scripts of [true, false]) {
  const how = scripts ? "with" : "without";
  test(`a role is given and ended by keyboard ${how} a script`, { skip: noBrowser }, async () => {
    const page = await browsers.openPage(here.browser, { scripts });
    await signIn(page, "Verksamhetschef", "/grants/new");
    await page.getByLabel("Namn").fill("karin ekh");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Karin Ekhammar" }).press("Enter");
    await page.locator("main").getByLabel("Roll").selectOption("communications");
    await page.getByRole("button", { name: "Ge rollen" }).press("Enter");
    assert.match(await page.locator("main").innerText(), /Kommunikation, Björkskolan/);
    await page.getByRole("button", { name: "Avsluta nu" }).press("Enter");
    assert.match(await page.locator("main").innerText(), /Slut/);
  });

  test(`an emergency is on every page and ends by a button ${how} a script`, { skip: noBrowser }, async () => {
    const page = await browsers.openPage(here.browser, { scripts });
    await signIn(page, "Skolsköterska", "/emergency");
    await page.locator("main").getByLabel("Skäl").fill("allergisk reaktion");
    await page.getByRole("button", { name: "Börja nu" }).click();
    await page.goto(at("/"));
    if (scripts) await inspect(page, "banner");
    await page.getByRole("link", { name: "Avsluta" }).click();
    await page.getByRole("button", { name: "Avsluta nu" }).first().click();
    assert.doesNotMatch(await page.locator("header").innerText(), /Nödåtkomst på/);
  });
}
