// Taking in a list, with and without a script: hand it over, say what the columns are, look, take in, find the people; and
// the queue of those who wait for a decision. At three widths, light and dark, with nothing for axe to find.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = browsers.served(["--demo"]);
const at = (path) => new URL(path, here.server.address).href;

/** Numbers that nobody can have. */
const civic = (number) => `20080101TF${String(number).padStart(2, "0")}`;

const HEADS = "Personnummer;Förnamn;Efternamn;Klass;Årskurs;Skola;Skyddad identitet";

function list(given, from, school) {
  const rows = [0, 1, 2].map((at) => `${civic(from + at)};${given}${at};Testsson;7A;7;${school};Nej`);
  return [HEADS, ...rows, `${civic(from + 3)};${given}3;Testsson;7A;7;${school};Ja`, "2008-13-99;Fel;Rad;7A;7;;Nej"].join("\n");
}

async function signIn(page, role, next) {
  await page.goto(at(`/sign-in?next=${next}`));
  await page.locator("form", { hasText: role }).first().getByRole("button").click();
  await page.waitForURL(at(next));
}

/** Until the job stands there; without a script by its link. */
async function stands(page, words, scripts) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await page.locator("#job > .lead").innerText()).includes(words)) return;
    const again = page.getByRole("link", { name: "Visa läget nu" });
    if (!scripts && (await again.count())) await again.click();
    else await new Promise((resume) => setTimeout(resume, 100));
  }
  assert.fail(`never: ${words}; it says ${await page.locator("#job").innerText()}`);
}

for (const scripts of [true, false]) {
  const how = scripts ? "with" : "without";
  test(`a list is handed over, looked at and taken in ${how} a script`, { skip: noBrowser }, async () => {
    const page = await browsers.openPage(here.browser, { scripts, width: 1280 });
    const [given, from, school] = scripts ? ["Skript", 10, "Skriptskolan"] : ["Utan", 30, "Utanskolan"];
    await signIn(page, "Systemadministratör", "/import");
    if (scripts) await browsers.inspect(page, "intake-list");
    const buffer = Buffer.from(list(given, from, school), "utf8");
    await page.getByLabel("Lista", { exact: true }).setInputFiles({ name: "elever.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Lämna listan" }).click();
    await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
    assert.equal(await page.getByLabel("Personnummer", { exact: true }).inputValue(), "civic");
    assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(`${given}0`), "names show their shape only");
    if (scripts) await browsers.inspect(page, "intake-mapping");
    await page.getByRole("button", { name: "Visa vad som skulle ändras" }).click();
    await stands(page, "Inget är ändrat än", scripts);
    const people = page.getByRole("row", { name: /^Personer/ });
    assert.match(await people.innerText(), /3\s+0\s+0\s+0\s+1/);
    assert.match(await page.getByRole("row", { name: /^6 / }).innerText(), /Raden hoppas över/);
    if (scripts) await browsers.inspect(page, "intake-checked");
    await page.getByRole("button", { name: "Ta in" }).click();
    await stands(page, "Klart", scripts);
    if (scripts) await browsers.inspect(page, "intake-done");
    await signIn(page, "Registrator", "/people");
    await page.getByRole("searchbox", { name: "Sök person" }).fill(given.toLowerCase());
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: `Testsson, ${given}0` }).waitFor();
    assert.equal(await page.getByRole("link", { name: `Testsson, ${given}3` }).count(), 0, "who is marked is in no search");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("the queue of marks, and a decision", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 390 });
  await signIn(page, "Handläggare", "/marked");
  await browsers.inspect(page, "intake-marked");
  const before = await page.locator("main tbody tr").count();
  assert.ok(before > 0, "the demonstration has a queue");
  await page.locator("main tbody a").first().click();
  await browsers.inspect(page, "intake-task");
  await page.getByRole("button", { name: "Besluta" }).click();
  await page.getByText("Välj ett av de två").waitFor();
  await browsers.inspect(page, "intake-task-error");
  await page.getByLabel("Skyddad: håll personen dold").check();
  await page.getByLabel("Skäl").fill("styrkt av beslut");
  await page.getByRole("button", { name: "Besluta" }).click();
  await page.waitForURL(at("/marked"));
  assert.equal(await page.locator("main tbody tr").count(), before - 1);
  await page.context().close();
});

test("a school system is asked", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, "Systemadministratör", "/import");
  await page.getByRole("button", { name: /^Hämta allt nu\s?: skolsystemet$/ }).click();
  await page.getByText("Allt hämtades senast").waitFor();
  await browsers.inspect(page, "intake-source");
  await signIn(page, "Handläggare", "/marked");
  await page.locator("main tbody tr", { hasText: "skolsystemet" }).first().waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
