// What lies behind sign-in, in a real Chromium: by keyboard and without a script too, at three widths, light and
// dark, with nothing for axe to find.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = browsers.served(["--demo"]);
const at = (path) => new URL(path, here.server.address).href;

/** Signs in as the first who has the role. */
async function signIn(page, role, next = "/people") {
  await page.goto(at(`/sign-in?next=${next}`));
  await page.locator("form", { hasText: role }).first().getByRole("button").click();
  await page.waitForURL(at(next));
}

const inspect = (page, name) => browsers.inspect(page, `office-${name}`);

test("every page behind sign-in", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser);
  await page.goto(at("/people"));
  assert.match(page.url(), /\/sign-in\?next=%2Fpeople$/);
  await inspect(page, "sign-in");
  await signIn(page, "Lärare");
  await inspect(page, "people");
  await page.locator("main table a").first().click();
  await inspect(page, "person");
  await page.goto(at("/my/log"));
  await page.locator("summary", { hasText: "Flodmark" }).click();
  await inspect(page, "my-log");
  await page.goto(at("/who-may?role=head"));
  await inspect(page, "who-may");
  await signIn(page, "Granskare", "/log");
  await inspect(page, "reason");
  await page.getByLabel("Skäl").fill("kontroll i november");
  await page.getByRole("button", { name: "Öppna" }).click();
  await inspect(page, "log");
  assert.deepEqual(page.complaints, []);
});

for (const scripts of [true, false]) {
  const how = scripts ? "with" : "without";
  test(`somebody is found and opened ${how} a script`, { skip: noBrowser }, async () => {
    const page = await browsers.openPage(here.browser, { scripts });
    await signIn(page, "Rektor");
    const name = await page.locator("main table a").first().innerText();
    const [family] = name.split(",");
    await page.getByRole("searchbox", { name: "Sök person" }).fill(family.slice(0, 4).toLowerCase());
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name }).first().click();
    assert.match(await page.locator("h1").innerText(), new RegExp(family));
    await page.locator("summary", { hasText: "Ekhammar" }).click();
    await page.getByRole("button", { name: "Logga ut" }).click();
    await page.goto(at("/people"));
    assert.match(page.url(), /sign-in/);
  });
}
