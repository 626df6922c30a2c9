// Every block of markup in `docs/look.md`, put together to one page and judged in a real browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { SCHEMES, WIDTHS, accessibility, noBrowser, openBrowser, openPage, shot, sideways } from "./browser.mjs";

const web = new URL("..", import.meta.url);
const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" };
let browser, server, address;

before(async () => {
  if (noBrowser) return;
  server = createServer(await answers()).listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

async function answers() {
  const manifest = JSON.parse(await readFile(new URL("dist/manifest.json", web)));
  const page = pageOf(await readFile(new URL("../docs/look.md", web), "utf8"), manifest);
  return async (request, response) => {
    response.setHeader("content-security-policy", "default-src 'self'");
    if (request.headers["hx-request"]) return response.writeHead(500).end();
    const name = request.url.match(/^\/assets\/([\w.-]+)$/)?.[1];
    if (!name) return response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    response.setHeader("content-type", types[name.split(".").pop()]);
    response.end(await readFile(new URL(`dist/${manifest[name] ?? name}`, web)));
  };
}

function pageOf(markdown, manifest) {
  const blocks = [...markdown.matchAll(/```html ?(\w*)\n(.*?)```/gs)];
  const named = (name) => blocks.filter(([, kind]) => kind === name).map(([, , html]) => html).join("\n");
  return `<!doctype html><html lang="sv" data-color-scheme="auto"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>Delar</title>
    <link rel="icon" type="image/svg+xml" href="/assets/${manifest["favicon.svg"]}">
    <link rel="stylesheet" href="/assets/${manifest["app.css"]}">
    <script src="/assets/${manifest["app.js"]}" defer></script></head><body>${named("header")}
    <main class="wrap flow" id="main" tabindex="-1">${named("")}</main>${named("footer")}</body></html>`;
}

for (const width of WIDTHS) {
  for (const scheme of SCHEMES) {
    test(`parts at ${width} px, ${scheme}`, { skip: noBrowser }, async () => {
      const page = await openPage(browser, { width, scheme });
      await page.goto(address);
      await shot(page, `look-${width}-${scheme}`);
      assert.equal(await sideways(page), 0, "the page scrolls sideways");
      assert.deepEqual(await accessibility(page), []);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
}

test("buttons that need a script are shown only with one", { skip: noBrowser }, async () => {
  for (const scripts of [true, false]) {
    const page = await openPage(browser, { scripts });
    await page.goto(address);
    const button = page.getByRole("button", { name: "Skriv ut" });
    assert.equal(await button.isVisible(), scripts);
    await page.context().close();
  }
});

test("copying the link says so", { skip: noBrowser }, async () => {
  const page = await openPage(browser);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(address);
  await page.getByRole("button", { name: "Kopiera länk" }).click();
  await page.getByText("Länken är kopierad").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${address}/`);
  await page.context().close();
});

test("the open organisation menu stays on a narrow page", { skip: noBrowser }, async () => {
  const page = await openPage(browser, { width: 320, scripts: false });
  await page.goto(address);
  await page.locator("details.switch summary").click();
  const { x, width } = await page.locator("details.switch ul").boundingBox();
  assert.ok(x >= 0 && x + width <= 320, `from ${x} to ${x + width}`);
  await shot(page, "look-320-menu");
  await page.context().close();
});

test("the organisation menu closes on Escape and gives focus back", { skip: noBrowser }, async () => {
  const page = await openPage(browser);
  await page.goto(address);
  const menu = page.locator("details.switch");
  await menu.locator("summary").press("Enter");
  await menu.getByRole("link").first().focus();
  await page.keyboard.press("Escape");
  assert.equal(await menu.getAttribute("open"), null);
  assert.ok(await menu.locator("summary").evaluate((summary) => summary === document.activeElement));
  await page.context().close();
});

test("a step that fails is asked for again as a whole page", { skip: noBrowser }, async () => {
  const page = await openPage(browser);
  await page.goto(address);
  await page.getByLabel("Under 13 år").check();
  await page.getByRole("button", { name: "Nästa" }).first().click();
  await page.waitForURL(`${address}/ask/publish?place=instagram&age=12`);
  await page.context().close();
});

test("a dialog opens and closes by keyboard", { skip: noBrowser }, async () => {
  const page = await openPage(browser);
  await page.goto(address);
  await page.getByRole("button", { name: "Om svaret" }).press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.deepEqual(await accessibility(page), []);
  await page.getByRole("button", { name: "Stäng" }).press("Enter");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.context().close();
});

test("a reader in dark mode prints dark on white", { skip: noBrowser }, async () => {
  const page = await openPage(browser, { width: 794, scheme: "dark" });
  await page.goto(address);
  const colours = () => page.evaluate(() => ["color", "backgroundColor"].map((name) => getComputedStyle(document.body)[name]));
  const [, darkGround] = await colours();
  await page.emulateMedia({ media: "print" });
  const [ink, ground] = await colours();
  assert.notEqual(ground, darkGround);
  assert.ok(Number(ink.match(/\d+/)[0]) < 80, `the ink is ${ink}`);
  assert.equal(await page.getByRole("button").count(), 0, "nothing to press on paper");
  await shot(page, "look-print");
  await page.context().close();
});
