// Signing in through a real identity provider, in a real Chromium.
import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";
import { CLAIM, CLIENT, STRONG, startProvider } from "./provider.mjs";

const here = {};
const at = (path) => new URL(path, here.home).href;

/** A port that nobody has at the moment. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function config(folder, issuer) {
  const secret = join(folder, "provider.secret");
  await writeFile(secret, CLIENT.secret);
  await chmod(secret, 0o600);
  const file = join(folder, "varsam.toml");
  await writeFile(
    file,
    `[provider]
name = "Norrviks konto"
issuer = "${issuer}"
client-id = "${CLIENT.id}"
client-secret-file = "${secret}"
scopes = ["person"]
identity-number-claim = "${CLAIM}"
acr-values = ["${STRONG}"]
strong-acr = ["${STRONG}"]
`,
  );
  return file;
}

before(async () => {
  if (noBrowser) return;
  here.folder = await mkdtemp(join(tmpdir(), "varsam-provider-"));
  const [data, port] = [join(here.folder, "data"), await freePort()];
  here.home = `http://localhost:${port}`;
  here.provider = await startProvider(here.home);
  // The demonstration fills the folder; then it is served as anybody's own, where nobody is anybody.
  const demo = await browsers.startVarsam(["--demo", "--demo-folder", data]);
  demo.stop();
  await demo.ended;
  const file = await config(here.folder, here.provider.issuer);
  here.server = await browsers.startVarsam(["--port", String(port), "--data", data, "--config", file]);
  here.browser = await browsers.openBrowser();
});

after(async () => {
  await here.browser?.close();
  here.server?.stop();
  await here.provider?.stop().catch(() => {});
  if (here.folder) await rm(here.folder, { recursive: true, force: true });
});

/** Begins at a page of ours, and shows at the provider who one is. */
async function signIn(page, who, { next = "/people", factors = "Two factors" } = {}) {
  await page.goto(at(`/sign-in?next=${next}`));
  await page.getByRole("link", { name: "Logga in med Norrviks konto" }).click();
  await show(page, who, factors);
}

async function show(page, who, factors = "Two factors") {
  await page.getByLabel("Who").fill(who);
  await page.getByRole("button", { name: factors }).click();
  await page.waitForURL((url) => url.href.startsWith(here.home));
}

/** The provider forgets who is signed in there. */
const forget = (page) => page.context().clearCookies({ domain: "localhost", name: /^_session/ });
const heading = (page) => page.locator("h1").innerText();
const fresh = () => browsers.openPage(here.browser);

const inspect = (page, name) => browsers.inspect(page, `provider-${name}`);

test("somebody whom the provider vouches for comes in, and goes out again", { skip: noBrowser }, async () => {
  const page = await fresh();
  await page.goto(at("/sign-in?next=/people"));
  await inspect(page, "sign-in");
  await signIn(page, "jonas");
  assert.equal(page.url(), at("/people"));
  assert.match(await page.locator(".site-tools").innerText(), /Jonas Flodmark/);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "__Host-varsam");
  assert.ok(cookie.secure && cookie.httpOnly && cookie.sameSite === "Lax");
  await page.locator("summary", { hasText: "Flodmark" }).click();
  await page.getByRole("button", { name: "Logga ut" }).click();
  assert.equal(await heading(page), "Du är utloggad");
  await inspect(page, "signed-out");
  await page.getByRole("link", { name: "Logga ut från Norrviks konto också" }).click();
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await page.waitForURL(at("/"));
});

test("one factor opens less than two", { skip: noBrowser }, async () => {
  const weak = await fresh();
  await signIn(weak, "gun", { next: "/my/log", factors: "One factor" });
  assert.equal(weak.url(), at("/my/log"));
  assert.equal((await weak.goto(at("/log"))).status(), 404);
  const strong = await fresh();
  await signIn(strong, "gun", { next: "/log" });
  assert.equal(await heading(strong), "Varför behöver du se det här?");
});

test("who has no account is told so, and who declines too", { skip: noBrowser }, async () => {
  const page = await fresh();
  await signIn(page, "stranger");
  assert.equal(page.url(), at("/sign-in/outside/unknown"));
  assert.equal(await heading(page), "Du har inget konto här");
  await inspect(page, "unknown");
  const other = await fresh();
  await signIn(other, "jonas", { factors: "Cancel" });
  assert.equal(await heading(other), "Du är inte inloggad");
});

test("a link that is used again, or in another browser, does nothing", { skip: noBrowser }, async () => {
  const page = await fresh();
  const backs = [];
  page.on("request", (request) => request.url().includes("/sign-in/provider/back?") && backs.push(request.url()));
  await signIn(page, "karin");
  assert.equal(backs.length, 1);
  await page.goto(backs[0]);
  assert.equal(await heading(page), "Börja om inloggningen");
  const other = await fresh();
  await other.goto(at("/sign-in/provider"));
  const state = new URL(backs[0]).searchParams.get("state");
  await other.goto(at(`/sign-in/provider/back?code=stolen&state=${state}`));
  assert.equal(await heading(other), "Börja om inloggningen");
});

test("a sign-in is linked with a fresh second factor, and then lets in", { skip: noBrowser }, async () => {
  const page = await fresh();
  await signIn(page, "karin", { next: "/my/identities" });
  assert.equal(await heading(page), "Mina kopplade inloggningar");
  await inspect(page, "identities");
  await page.getByRole("button", { name: "Koppla Norrviks konto" }).click();
  assert.equal(await heading(page), "Koppla till ditt konto");
  await inspect(page, "onward");
  // At the provider somebody else is to be linked than who is signed in there.
  await forget(page);
  await page.getByRole("link", { name: "Fortsätt med Norrviks konto" }).click();
  await show(page, "linked");
  assert.match(await page.locator("main").innerText(), /linked/);
  await inspect(page, "linked");
  const later = await fresh();
  await signIn(later, "linked");
  assert.match(await later.locator(".site-tools").innerText(), /Karin Ekhammar/);
});

test("somebody else does not step into a session", { skip: noBrowser }, async () => {
  const page = await fresh();
  await signIn(page, "jonas");
  // The provider would end the session of jonas first, and tell us.
  await forget(page);
  await page.goto(at("/step-up?next=/my/identities"));
  await inspect(page, "step-up");
  await page.getByRole("link", { name: "Logga in med Norrviks konto" }).click();
  await show(page, "karin");
  assert.equal(await heading(page), "Det var någon annan");
  await forget(page);
  await page.goto(at("/sign-in/provider?next=/my/identities"));
  await show(page, "jonas", "One factor");
  assert.equal(await heading(page), "Det behövs två steg");
  await page.goto(at("/sign-in/provider?next=/my/identities"));
  await show(page, "jonas");
  assert.equal(await heading(page), "Mina kopplade inloggningar");
});

test("signing out at the provider ends the session here", { skip: noBrowser }, async () => {
  const page = await fresh();
  await signIn(page, "jonas");
  assert.equal(page.url(), at("/people"));
  await page.goto(`${here.provider.issuer}/session/end`);
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await page.waitForLoadState();
  await page.goto(at("/people"));
  assert.match(page.url(), /\/sign-in\?next=/);
});

test("a provider that is away leaves the sign-in page standing", { skip: noBrowser }, async () => {
  await here.provider.stop();
  const page = await fresh();
  await page.goto(at("/sign-in"));
  // What it told of itself is remembered: the browser is sent there and finds nobody.
  await page.getByRole("link", { name: "Logga in med Norrviks konto" }).click().catch(() => {});
  const reply = await page.goto(at("/sign-in"));
  assert.equal(reply.status(), 200);
  const folder = here.folder;
  const file = await config(folder, here.provider.issuer);
  const again = await browsers.startVarsam(["--data", join(folder, "data"), "--config", file]);
  try {
    const told = await page.goto(new URL("/sign-in/provider", again.address).href);
    assert.equal(told.status(), 503);
    assert.equal(await heading(page), "Norrviks konto svarar inte");
    await inspect(page, "away");
  } finally {
    again.stop();
  }
});
