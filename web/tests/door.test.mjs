// The door in a real Chromium, with a device in software: setting up, passkeys, invitation, recovery by two, sessions; each
// page at three widths, light and dark, with nothing for axe to find.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = {};

before(async () => {
  if (noBrowser) return;
  here.folder = await mkdtemp(join(tmpdir(), "varsam-door-"));
  here.own = await browsers.startVarsam(["--data", join(here.folder, "data")]);
  here.demo = await browsers.startVarsam(["--demo"]);
  here.browser = await browsers.openBrowser();
});

after(async () => {
  await here.browser?.close();
  here.own?.stop();
  here.demo?.stop();
  if (here.folder) await rm(here.folder, { recursive: true });
});

/** The address that passkeys are bound to. */
const at = (server, path) => new URL(path, server.address.replace("127.0.0.1", "localhost")).href;

/** A page of a browser of its own, with a device that makes and shows passkeys. */
async function person(options) {
  const page = await browsers.openPage(here.browser, options);
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const device = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  const willing = { ...device, isUserVerified: true, automaticPresenceSimulation: true };
  await client.send("WebAuthn.addVirtualAuthenticator", { options: willing });
  return page;
}

const inspect = (page, name) => browsers.inspect(page, `door-${name}`);

/** Presses what leads to a page, and waits until that is there. */
async function follow(page, what) {
  await Promise.all([page.waitForEvent("load"), what.click()]);
}

/** Makes a passkey on the page that asks for one. */
async function makePasskey(page, name) {
  await page.getByLabel("Vad ska nyckeln heta?").fill(name);
  await page.getByRole("button", { name: "Skapa nyckel" }).click();
}

/** Follows a link and makes a passkey. */
async function accept(page, link, name) {
  await page.goto(link);
  await follow(page, page.getByRole("button", { name: "Gå vidare" }));
  await makePasskey(page, name);
  await page.waitForURL(/\/people$/);
}

async function signOut(page, name) {
  await page.locator("summary", { hasText: name }).click();
  await follow(page, page.getByRole("button", { name: "Logga ut" }));
}

test("from the first start to a second person", { skip: noBrowser }, async () => {
  const page = await person();
  const [, link] = await here.own.says(/(http:\/\/localhost:\d+\/set-up\/\S+)/);
  await page.goto(link);
  await inspect(page, "set-up");
  await page.getByLabel("Huvudmannens namn").fill("Norrviks kommun");
  await page.getByLabel("Förnamn", { exact: true }).fill("Anders");
  await follow(page, page.getByRole("button", { name: "Sätt upp" }));
  await inspect(page, "set-up-again");
  await page.getByLabel("Efternamn", { exact: true }).fill("Kvistorp");
  await page.getByLabel("Verksamhetschefens förnamn").fill("Petra");
  await page.getByLabel("Verksamhetschefens efternamn").fill("Isbrand");
  await follow(page, page.getByRole("button", { name: "Sätt upp" }));
  const invitation = await page.getByLabel("Länk", { exact: true }).inputValue();
  await inspect(page, "set-up-done");
  await follow(page, page.getByRole("link", { name: "Lägg till en inloggningsnyckel" }));
  await inspect(page, "add-passkey");
  await makePasskey(page, "Jobbdatorn");
  await page.waitForURL(/\/people$/);
  page.complaints.length = 0; // 422 is told in the console.

  await signOut(page, "Kvistorp");
  await page.goto(at(here.own, "/sign-in?next=/my/sign-in"));
  await signInByPasskey(page, "/my/sign-in");
  await inspect(page, "own");

  await page.goto(at(here.own, "/step-up?next=/sign-ins"));
  await inspect(page, "step-up");
  await page.getByRole("button", { name: "Använd nyckeln" }).click();
  await page.waitForURL((url) => url.pathname === "/sign-ins");
  await inspect(page, "list");
  await follow(page, page.getByRole("link", { name: "Petra Isbrand" }));
  await inspect(page, "administer");

  const other = await person();
  await other.goto(invitation);
  await inspect(other, "invitation");
  await accept(other, invitation, "Telefonen");
  await other.goto(invitation);
  await inspect(other, "dead-link");
  assert.match(await other.locator("h1").innerText(), /Länken fungerar inte/);
  await page.reload();
  assert.match(await page.locator("main").innerText(), /tillagd/);
  await other.goto(at(here.own, "/my/sign-in"));
  await follow(page, page.getByRole("button", { name: "Avsluta alla inloggningar" }));
  await other.reload();
  assert.match(other.url(), /\/sign-in\?next=/);
  assert.deepEqual(page.complaints, []);
});

/** Where the browser can, it offers the passkey by itself, and this device takes the offer; else it is asked for. */
async function signInByPasskey(page, to) {
  // The address of the door ends with where it leads to: only the path tells that it was opened.
  const there = (url) => url.pathname === to;
  const offered = await page.waitForURL(there, { timeout: 3000 }).then(() => true, () => false);
  if (offered) return;
  await page.getByRole("button", { name: "Logga in med nyckel" }).click();
  await page.waitForURL(there);
}

test("two administrators let in who lost every passkey", { skip: noBrowser }, async () => {
  const as = async (role, number = 0) => {
    const page = await person();
    await page.goto(at(here.demo, "/sign-in"));
    await page.locator("form", { hasText: role }).nth(number).getByRole("button").click();
    await page.waitForURL(/\/people$/);
    return page;
  };
  const [first, second] = [await as("Systemadministratör"), await as("Systemadministratör", 1)];
  const open = async (page) => {
    await page.goto(at(here.demo, "/sign-ins"));
    await follow(page, page.getByRole("link", { name: "Karin Ekhammar" }));
  };
  await open(first);
  await follow(first, first.getByRole("button", { name: "Skapa inbjudan" }));
  await inspect(first, "invited");
  const lost = await person();
  await accept(lost, await first.getByLabel("Länk", { exact: true }).inputValue(), "Telefonen");
  await open(first);
  await follow(first, first.getByRole("button", { name: "Begär återställning" }));
  await inspect(first, "recovery-reason");
  await first.getByLabel("Skäl").fill("telefonen är borta");
  await follow(first, first.getByRole("button", { name: "Begär återställning" }));
  assert.match(await first.locator("main").innerText(), /väntar det på en annan/);
  await inspect(first, "recovery-asked");
  await lost.goto(at(here.demo, "/my/sign-in"));
  await inspect(lost, "own-recovery");
  await open(second);
  await second.getByLabel("Skäl").fill("har träffat henne");
  await second.getByRole("button", { name: "Bekräfta" }).click();
  const anew = await person();
  await anew.goto(await second.getByLabel("Länk", { exact: true }).inputValue());
  await inspect(anew, "recovery-link");
  await follow(anew, anew.getByRole("button", { name: "Gå vidare" }));
  await makePasskey(anew, "Nya telefonen");
  await anew.waitForURL(/\/people$/);
  await lost.goto(at(here.demo, "/people"));
  assert.match(lost.url(), /\/sign-in\?next=/, "the old session is gone");
  await anew.goto(at(here.demo, "/my/sign-in"));
  assert.match(await anew.locator("main").innerText(), /enda nyckel/);
  assert.deepEqual([...first.complaints, ...second.complaints, ...anew.complaints], []);
});

test("without a script the page says what is needed", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { scripts: false });
  await page.goto(at(here.own, "/sign-in"));
  assert.match(await page.locator("main").innerText(), /JavaScript/);
  assert.equal(await page.getByRole("button", { name: "Logga in med nyckel" }).count(), 0);
  await page.goto(at(here.demo, "/sign-in"));
  await page.locator("form", { hasText: "Rektor" }).first().getByRole("button").click();
  await page.goto(at(here.demo, "/step-up?next=/my/sign-in"));
  await follow(page, page.getByRole("button", { name: "Det är jag" }));
  assert.match(page.url(), /\/my\/sign-in$/);
});

test("at another address the page says where passkeys work", { skip: noBrowser }, async () => {
  const page = await person();
  await page.goto(new URL("/sign-in", here.own.address).href);
  await page.getByRole("button", { name: "Logga in med nyckel" }).click();
  assert.match(await page.getByRole("alert").innerText(), /bara på den här adressen: http:\/\/localhost/);
});
