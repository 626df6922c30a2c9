// "May I publish the class photo on the school's Instagram?", asked on a phone with the keyboard only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { noBrowser, openPage, shot, served } from "./browser.mjs";

const ASKED = { sv: "klassfoto på insta", en: "class photo on insta" };
const NEXT = { sv: "Nästa", en: "Next" };
const NO = { sv: "Nej", en: "No" };

/** What the asker knows, by the name of the fact. Whatever else is asked, the answer is "I don't know". */
const KNOWN = { place: "instagram", content: "picture", identifiable: "yes", person: "pupil", made_by: "own_staff", age: "12" };

const TABS_MAX = 80;
const QUESTIONS_MAX = 12;

const here = served();

for (const lang of ["sv", "en"]) {
  for (const scripts of [true, false]) {
    test(`the class photo, ${lang}, ${scripts ? "with" : "without"} a script`, { skip: noBrowser }, async () => {
      const page = await openPage(here.browser, { width: 390, lang, scripts });
      await page.goto(`${here.server.address}/?stack=municipality&lang=${lang}`);
      await search(page, ASKED[lang]);
      await answerAll(page, lang);
      await readVerdict(page, lang);
      await shot(page, `ask-${lang}-${scripts ? "script" : "no-script"}`);
      await followCitation(page);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
}

test("with a script, the next question comes without a page load and takes the focus", { skip: noBrowser }, async () => {
  const page = await openPage(here.browser, { width: 390, lang: "sv" });
  await page.goto(`${here.server.address}/ask/publish?stack=municipality&lang=sv`);
  await page.evaluate(() => (window.stayed = true));
  await answerOne(page, "sv");
  assert.equal(await page.evaluate(() => window.stayed), true, "the page was loaded anew");
  assert.ok(await isFocused(page.locator("[data-focus]")), "the new question has not taken the focus");
  await page.goBack();
  await page.locator("form.question").waitFor();
  assert.equal(new URL(page.url()).searchParams.has("place"), false, "back does not lead to the first question");
  await page.context().close();
});

async function search(page, words) {
  await tabTo(page, page.getByRole("main").getByRole("searchbox"));
  await page.keyboard.type(words);
  await loaded(page, () => page.keyboard.press("Enter"));
  await tabTo(page, page.locator('main a[href*="/ask/publish"]').first());
  await loaded(page, () => page.keyboard.press("Enter"));
}

async function answerAll(page, lang) {
  for (let asked = 0; asked < QUESTIONS_MAX; asked++) {
    if (await page.locator(".verdict").count()) return;
    await answerOne(page, lang);
  }
  assert.fail(`no verdict after ${QUESTIONS_MAX} questions`);
}

async function answerOne(page, lang) {
  const form = page.locator("form.question");
  const main = page.locator("main");
  const before = await main.innerText();
  if (await form.getByRole("radio").count()) await choose(page, form);
  else await fill(page, form);
  await tabTo(page, form.getByRole("button", { name: NEXT[lang] }));
  await page.keyboard.press("Enter");
  await until(async () => (await main.innerText()) !== before, "nothing came after the answer");
}

/** Into the group with Tab, to the choice with the arrow keys. */
async function choose(page, form) {
  const radios = form.getByRole("radio");
  const fact = await radios.first().getAttribute("name");
  const known = form.locator(`input[type="radio"][value="${KNOWN[fact]}"]`);
  const wanted = (await known.count()) ? known : radios.last();
  await tabTo(page, radios.first());
  await page.keyboard.press("Space");
  for (let step = await radios.count(); step > 0 && !(await wanted.isChecked()); step--) {
    await page.keyboard.press("ArrowDown");
  }
  assert.ok(await wanted.isChecked(), `the arrow keys do not reach the choice for ${fact}`);
}

async function fill(page, form) {
  const field = form.getByRole("textbox");
  await tabTo(page, field);
  await page.keyboard.type(KNOWN[await field.getAttribute("name")]);
}

async function readVerdict(page, lang) {
  const verdict = page.locator(".verdict");
  assert.equal(await verdict.getAttribute("data-verdict"), "no");
  assert.ok(await verdict.getByRole("heading", { name: NO[lang], exact: true }).isVisible());
}

/** The reason's link leads to the very paragraph. */
async function followCitation(page) {
  const link = page.locator('.cite a[href*="#"]').first();
  await tabTo(page, link);
  await loaded(page, () => page.keyboard.press("Enter"));
  assert.ok(await page.locator(":target").first().isVisible(), `${page.url()} points at nothing`);
}

async function tabTo(page, target) {
  await target.waitFor({ state: "visible" });
  for (let press = 0; press < TABS_MAX; press++) {
    if (await isFocused(target)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${target} is not reached with ${TABS_MAX} presses of Tab`);
}

function isFocused(target) {
  return target.evaluate((element) => element === document.activeElement);
}

async function loaded(page, act) {
  await Promise.all([page.waitForEvent("load"), act()]);
}

async function until(holds, complaint) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await holds()) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  assert.fail(complaint);
}
