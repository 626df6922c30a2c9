// What the browser tests share: a real Chromium, the built program, and the checks that every page must pass.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const axeSource = await readFile(join(root, "web/node_modules/axe-core/axe.min.js"), "utf8");

/** WCAG 2.0 to 2.2, A and AA, and axe's own good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const WIDTHS = [1280, 390, 320];
export const SCHEMES = ["light", "dark"];

/** A key for `node --test`'s `skip`: a reason, or `false` where there is a browser. */
export const noBrowser = browserPath() ? false : "no Chromium in PATH (Debian: apt-get install chromium)";

function browserPath() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const found = spawnSync("which", [name], { encoding: "utf8" });
    if (found.status === 0) return found.stdout.trim();
  }
}

export function openBrowser() {
  // No sandbox: the tests open nothing but our own pages, and a container's root has none to give.
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"];
  return chromium.launch({ executablePath: browserPath(), args });
}

/** A browser and the served program for the tests of a file: there from the first test to the last. */
export function served(args = []) {
  const both = {};
  before(async () => {
    if (noBrowser) return;
    both.server = await startVarsam(args);
    both.browser = await openBrowser();
  });
  after(async () => {
    await both.browser?.close();
    both.server?.stop();
  });
  return both;
}

/** A page that remembers what it complained about; `page.complaints` must stay empty. */
export async function openPage(browser, { width = 390, scheme = "light", lang = "sv", scripts = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale: lang === "sv" ? "sv-SE" : "en-GB",
    javaScriptEnabled: scripts,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(`console: ${message.text()}`);
  });
  return page;
}

/** Starts `varsam serve` on a free port; gives its address, a way to wait for what it says, and one to stop it. */
export async function startVarsam(args = []) {
  const binary = process.env.VARSAM_BIN ?? join(root, "target/debug/varsam");
  if (!existsSync(binary)) throw new Error(`no program at ${binary}; build it, or set VARSAM_BIN`);
  const port = args.includes("--port") ? [] : ["--port", "0"];
  const server = spawn(binary, ["serve", ...port, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const says = listen(server);
  const [address] = await says(/http:\/\/127\.0\.0\.1:\d+/);
  return { address, says, stop: () => server.kill(), ended };
}

/** Gives a way to wait for something that the program says, or has said. */
function listen(server) {
  const said = [];
  const waiting = new Set();
  const tell = () => waiting.forEach((look) => look());
  for (const stream of [server.stdout, server.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      tell();
    });
  }
  return (pattern) =>
    new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`varsam ${why}:\n${said.join("\n")}`));
      const look = () => {
        const found = said.map((line) => line.match(pattern)).find(Boolean);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      server.once("error", reject);
      server.once("exit", (code) => fail(`ended with ${code}`));
      setTimeout(() => fail(`did not say ${pattern}`), 20_000).unref();
    });
}

/** What axe finds, one line a finding; empty is good. */
export async function accessibility(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), RULES);
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html}`));
}

/** How many pixels the page sticks out sideways. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Compressed bytes of the page and all it asked for. Call it before the page is opened; read it after. */
export function weigh(page) {
  const finished = [];
  page.on("requestfinished", (request) => finished.push(request.sizes()));
  return async () => (await Promise.all(finished)).reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
}

/** A picture to look at, when `SHOTS` names a folder. */
export async function shot(page, name) {
  if (!process.env.SHOTS) return;
  await mkdir(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

/** Waits until nothing moves: what is opening would be measured half open. */
function still(page) {
  return page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** Looks at a page at each width, light and dark: nothing sticks out, and axe finds nothing. */
export async function inspect(page, name) {
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme });
      await still(page);
      assert.equal(await sideways(page), 0, `${name} scrolls sideways at ${width} px`);
      assert.deepEqual(await accessibility(page), [], `${name} at ${width} px, ${scheme}`);
      await shot(page, `${name}-${width}-${scheme}`);
    }
  }
}
