// Routines in a real Chromium: the four most used walked from start to end, going through the hands of those who owe the
// steps, with and without a script; a breach reported with the keyboard only; and the pages around them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as browsers from "./browser.mjs";
import { noBrowser } from "./browser.mjs";

const here = browsers.served(["--demo"]);
const at = (path) => new URL(path, here.server.address).href;
const inspect = (page, name) => browsers.inspect(page, `cases-${name}`);

/** A picture of a comment of nobody's. */
const PICTURE = await readFile(new URL("../../crates/varsam/data/demo/skarmdump.png", import.meta.url));

const TEACHER = "Jonas Flodmark";
const HEAD = "Karin Ekhammar";
const OFFICER = "Lena Granfors";
const OPERATIONS = "Petra Isbrand";
const APPOINTED = "Göran Tranhed";
const LEADER = "Ewa Jonstam";
const ADMINISTRATOR = "Anders Kvistorp";

const DONE = { note: "Gjort som rutinen säger." };
const decided = (decision, facts = {}) => ({ ...DONE, decision, facts });
const stated = (facts) => ({ ...DONE, facts });

/**
 * Each as it is walked: what is stated at the start, and who does which step with what. `look` names the page of a step that
 * is looked at.
 */
const ROUTINES = {
  breach: {
    facts: { breach_data: "yes", breach_event: "shared", breach_cause: "by_accident", breach_from_processor: "no" },
    steps: [
      [TEACHER, "tell-head", {}],
      [TEACHER, "contain", DONE],
      [OFFICER, "assess", decided("yes")],
      [OFFICER, "cyber", { ...decided("no", { significant_incident: "no" }), look: "decision" }],
      [OFFICER, "severity", stated({ breach_risk: "some_risk", protected_concerned: "no", security_act: "no" })],
      [OFFICER, "decide-authority", decided("yes")],
      [OFFICER, "notify-authority", DONE],
      [OFFICER, "supplement", DONE],
      [OFFICER, "advise", stated({ notice_exemption: "no_exemption" })],
      [OPERATIONS, "decide-persons", decided("yes")],
      [OPERATIONS, "letters", { ...DONE, before: printLetter }],
      [HEAD, "lessons", DONE],
      [OFFICER, "follow-up", DONE],
    ],
  },
  "social-question": {
    facts: { message_kind: "question", special_competence: "yes" },
    steps: [
      [TEACHER, "pass-on", { act: "handed_over", to: HEAD, note: "Du vet vem som kan svara.", look: "hand-over" }],
      [HEAD, "pass-on", DONE],
      [TEACHER, "tell-asker", {}],
      [TEACHER, "publish", {}],
      [TEACHER, "record", DONE],
    ],
  },
  moderate: {
    facts: {},
    steps: [
      [TEACHER, "judge", decided("yes", { comment_kind: "crime" })],
      [TEACHER, "screenshot", { file: "skarmdump.png", look: "file" }],
      [TEACHER, "remove", {}],
      [TEACHER, "message", {}],
      [HEAD, "head-decides", decided("yes", { security_concerned: "yes" })],
      [APPOINTED, "officer-decides", DONE],
      [HEAD, "security", DONE],
      [HEAD, "police", DONE],
    ],
  },
  app: {
    stack: "company",
    facts: {},
    steps: [
      [TEACHER, "request", { link: true, look: "link" }],
      [ADMINISTRATOR, "security", stated({ security_assessed: "yes" })],
      [ADMINISTRATOR, "report", {}],
      [OFFICER, "agreement", { link: true }],
      [OFFICER, "verdict", decided("yes")],
      [OFFICER, "list", { link: true }],
      [OFFICER, "tell-asker", {}],
    ],
  },
};

/** Signs in as the first of this name or role. */
async function signIn(page, who, next) {
  await page.goto(at(`/sign-in?next=${encodeURIComponent(next)}`));
  await page.locator("form", { hasText: who }).first().getByRole("button").click();
  await page.waitForURL(at(next));
}

/** Gives the page of whoever is asked for: each has a browser of their own, and signs in once. */
function cast(options) {
  const pages = new Map();
  return async (who) => {
    if (!pages.has(who)) {
      const page = await browsers.openPage(here.browser, options);
      await signIn(page, who, "/cases");
      pages.set(who, page);
    }
    return pages.get(who);
  };
}

/** Presses what leads to a page, and waits until that is there. */
async function follow(page, what) {
  await Promise.all([page.waitForEvent("load"), what.click()]);
}

/** Sends the form of the page; what was wrong with it is said when it does not lead to where it should. */
async function send(page, leadsTo) {
  await follow(page, page.locator("main form").getByRole("button").last());
  const errors = await page.locator("main .ds-error-summary").allInnerTexts();
  assert.match(new URL(page.url()).pathname, leadsTo, errors.join());
}

async function state(page, facts) {
  for (const [fact, value] of Object.entries(facts)) await page.locator(`[id="fact-${fact}-${value}"]`).check();
}

/** Says that what is asked for was just now. */
async function tickNow(page) {
  for (const now of await page.locator('input[type="checkbox"][name^="now-"]').all()) await now.check();
}

/** Starts a routine. Gives the address of the case. */
async function begin(page, id, { stack = "municipality", facts }) {
  await page.goto(at(`/cases/new/${id}?stack=${stack}`));
  await page.locator("#title").fill(`Prov av ${id}`);
  await page.locator("#text").fill("Något har hänt.");
  await state(page, facts);
  if (!(await page.locator("#unit").inputValue())) await page.locator("#unit").selectOption({ index: 1 });
  await tickNow(page);
  await send(page, /^\/cases\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

/** Fills in what a step asks for. */
async function fill(page, { facts = {}, decision, note, link, to, file }) {
  await state(page, facts);
  await tickNow(page);
  if (decision) await page.locator(`#decision-${decision}`).check();
  if (note) await page.locator("#note").fill(note);
  if (link) await page.locator("#link").selectOption({ index: 1 });
  if (to) await page.locator("#to").selectOption(await page.locator("#to option", { hasText: to }).getAttribute("value"));
  if (file) await page.locator("#file").setInputFiles({ name: file, mimeType: "image/png", buffer: PICTURE });
}

/** Keeps a letter of a breach, and looks at it as it is printed. */
async function printLetter(page, path, scripts) {
  await page.goto(at(`${path}/letters?language=sv&to=adult`));
  await page.locator("#text").fill("Viktigt\n\nSå var det.");
  await send(page, new RegExp(`^${path}/letters$`));
  await page.goto(at(`${path}/letters/print`));
  assert.equal(await page.locator("article").count(), 1);
  if (scripts) await inspect(page, "letters-print");
  await page.goto(at(path));
}

/** Walks a routine to its end: whoever has not had the case in hand finds the step in their list. Gives the last page. */
async function walk(id, scripts) {
  const routine = ROUTINES[id];
  const of = cast({ width: 1280, scripts });
  let page = await of(TEACHER);
  const path = await begin(page, id, routine);
  for (const [who, step, { act = "done", before, look, ...typed }] of routine.steps) {
    const next = await of(who);
    if (next !== page) await next.goto(at("/cases"));
    page = next;
    if (before) await before(page, path, scripts);
    await follow(page, page.locator(`main a[href="${path}/${step}/${act}"]`).first());
    await fill(page, typed);
    if (look && scripts) await inspect(page, `act-${look}`);
    await send(page, new RegExp(`^${path}$`));
    assert.deepEqual(page.complaints, [], `${id}, ${step}`);
  }
  assert.equal(await page.locator("main .ds-tag", { hasText: "Avslutat" }).count(), 1, `${id} is done`);
  return page;
}

for (const scripts of [true, false]) {
  const how = scripts ? "with" : "without";
  for (const id of Object.keys(ROUTINES)) {
    test(`${id} goes through all hands ${how} a script`, { skip: noBrowser }, async () => {
      const page = await walk(id, scripts);
      if (id !== "moderate") return;
      const kept = page.getByRole("link", { name: "skarmdump.png" });
      const given = await page.request.get(at(await kept.getAttribute("href")));
      assert.deepEqual(await given.body(), PICTURE, "the picture is given out as it came in");
      if (scripts) await inspect(page, "closed");
    });
  }
}

/** Goes to where a comment's screenshot is asked for. Gives the page. */
async function atScreenshot() {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, TEACHER, "/cases");
  const path = await begin(page, "moderate", { facts: {} });
  await page.goto(at(`${path}/judge/done`));
  await fill(page, decided("yes", { comment_kind: "crime" }));
  await send(page, new RegExp(`^${path}$`));
  await page.goto(at(`${path}/screenshot/done`));
  return page;
}

test("a screenshot is pasted, and text stays text", { skip: noBrowser }, async () => {
  const page = await atScreenshot();
  assert.ok(await page.getByText("klistra in en skärmdump").isVisible());
  const paste = (types) =>
    page.evaluate(([bytes, types]) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
      for (const type of types) clipboardData.setData(type, "text");
      document.querySelector("#note").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
      return [...document.querySelector("#file").files].map((file) => file.name);
    }, [[...PICTURE], types]);
  assert.deepEqual(await paste(["text/plain"]), []);
  assert.deepEqual(await paste([]), ["image.png"]);
  await send(page, /^\/cases\/[0-9a-f-]{36}$/);
  assert.equal(await page.getByRole("link", { name: "image.png" }).count(), 1);
  assert.deepEqual(page.complaints, []);
});

test("a file that is too large is said on its form, and nothing typed is lost", { skip: noBrowser }, async () => {
  const page = await atScreenshot();
  await page.locator("#note").fill("Kommentaren kom i natt.");
  const buffer = Buffer.concat([PICTURE, Buffer.alloc(40 << 20)]);
  await page.locator("#file").setInputFiles({ name: "stor.png", mimeType: "image/png", buffer });
  await follow(page, page.locator("main form").getByRole("button").last());
  assert.match(await page.locator("#file-error").innerText(), /för stor/);
  assert.equal(await page.locator("#note").inputValue(), "Kommentaren kom i natt.");
  await inspect(page, "too-large");
});

test("the pages around cases", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, OFFICER, "/cases");
  await inspect(page, "all");
  await signIn(page, HEAD, "/");
  assert.ok((await page.locator('main a[href$="/done"]').count()) > 0, "there is something to do");
  await inspect(page, "start");
  await page.goto(at("/report"));
  assert.equal(new URL(page.url()).pathname, "/cases/new/breach");
  await inspect(page, "begin");
  assert.deepEqual(page.complaints, []);
});

test("the forms of a step, what they say is wrong, and that somebody else was faster", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, TEACHER, "/cases");
  const path = await begin(page, "moderate", { facts: {} });
  const form = (act) => page.goto(at(`${path}/judge/${act}`));
  const press = (on) => follow(on, on.locator("main form").getByRole("button").last());
  for (const act of ["noted", "handed_over", "done"]) {
    assert.equal((await form(act)).status(), 200, act);
    await inspect(page, `form-${act}`);
  }
  await press(page);
  assert.ok((await page.locator("main .ds-error-summary a").count()) > 0);
  await inspect(page, "form-wrong");
  await form("noted");
  const second = await page.context().newPage();
  await second.goto(at(`${path}/judge/noted`));
  for (const one of [second, page]) {
    await one.locator("#note").fill("Sett.");
    await press(one);
  }
  assert.match(await page.locator("main").innerText(), /Någon annan hann före/);
  assert.equal(await page.locator("#note").inputValue(), "Sett.");
  await inspect(page, "form-changed");
  await form("done");
  await fill(page, decided("yes", { comment_kind: "crime" }));
  await send(page, new RegExp(`^${path}$`));
  const pressed = page.locator('main a[href$="/noted"], main [data-print]');
  assert.ok((await pressed.count()) > 1);
  for (const one of await pressed.all()) assert.ok(await one.isVisible());
  await page.emulateMedia({ media: "print" });
  for (const one of await pressed.all()) assert.ok(!(await one.isVisible()), "paper has nothing to press");
  await page.emulateMedia({ media: null });
  for (const [step, act] of [["judge", "reopened"], ["screenshot", "declined"]]) {
    assert.equal((await page.goto(at(`${path}/${step}/${act}`))).status(), 200, act);
    await inspect(page, `form-${act}`);
  }
});

test("the pages on what one owes, and on the units that one answers for", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, HEAD, "/my/tasks");
  await inspect(page, "own");
  assert.equal((await page.goto(at("/my/units"))).status(), 200);
  await inspect(page, "units");
  const unit = await page.locator('main a[href^="/cases?unit="]').first().getAttribute("href");
  await page.goto(at(unit.split("#")[0]));
  await inspect(page, "unit");
  assert.deepEqual(page.complaints, []);
});

test("a sample of the log is drawn, and each access in it can be judged", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, LEADER, "/cases");
  const path = await begin(page, "health-log", { facts: {} });
  await page.goto(at(`${path}/sample`));
  await inspect(page, "sample-draw");
  await follow(page, page.locator("main form").getByRole("button").last());
  await inspect(page, "sample");
  assert.deepEqual(page.complaints, []);
});

test("a press on something to do opens that, and not the last of them", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, OFFICER, "/cases");
  const links = page.locator('main a[href$="/done"]');
  assert.ok((await links.count()) > 1, "there is more than one thing to do");
  const first = await links.first().getAttribute("href");
  assert.notEqual(first, await links.last().getAttribute("href"));
  await follow(page, links.first());
  assert.equal(new URL(page.url()).pathname, first);
  assert.deepEqual(page.complaints, []);
});

test("the annual wheel prints on one sheet", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, HEAD, "/wheel");
  assert.ok((await page.locator("main table tbody tr").count()) > 5);
  await inspect(page, "wheel");
  const margin = { top: "1cm", right: "1cm", bottom: "1cm", left: "1cm" };
  const sheets = (await page.pdf({ format: "A4", margin })).toString("latin1").match(/\/Type\s*\/Page\b/g);
  assert.equal(sheets.length, 1);
  await page.emulateMedia({ media: "print" });
  await browsers.shot(page, "cases-wheel-print");
  assert.deepEqual(page.complaints, []);
});

/** Seconds for a press of a key, and for a word at 60 words a minute. */
const PRESS = 0.3;
const WORD = 1;

/** How many times Tab may have to be pressed from the start page to the sent report. */
const TABS_MAX = 25;

const REPORT =
  "Veckobrevet till årskurs fyra hade fel bilaga. Alla vårdnadshavare fick en lista med telefonnummer. " +
  "Jag har bett dem radera den och skickar ett nytt brev i dag.";

/** A keyboard that counts what is pressed and written. */
function keyboard(page) {
  const count = { tabs: 0, others: 0, words: 0 };
  const isThere = (target) => target.evaluate((element) => element === document.activeElement);
  const press = async (key) => {
    count[key === "Tab" ? "tabs" : "others"] += 1;
    await page.keyboard.press(key);
  };
  const to = async (target) => {
    do await press("Tab");
    while (!(await isThere(target)) && count.tabs <= TABS_MAX);
    assert.ok(await isThere(target), `${target} is not reached with ${TABS_MAX} presses of Tab`);
  };
  const write = async (text) => {
    count.words += text.split(/\s+/).length;
    await page.keyboard.type(text);
  };
  /** Past the header, as whoever works with the keyboard goes. */
  const skip = async () => {
    await to(page.locator(".ds-skip-link"));
    await press("Enter");
  };
  const go = () => Promise.all([page.waitForEvent("load"), press("Enter")]);
  return { count, press, to, write, skip, go };
}

test("a teacher reports a breach with the keyboard in three screens and under a minute", { skip: noBrowser }, async () => {
  const page = await browsers.openPage(here.browser, { width: 1280 });
  await signIn(page, TEACHER, "/");
  let screens = 1;
  page.on("load", () => (screens += 1));
  const { count, press, to, write, skip, go } = keyboard(page);
  await skip();
  await to(page.locator('main a[href="/report"]'));
  await go();
  await skip();
  await to(page.locator("#title"));
  await write("Veckobrev med fel bilaga");
  await to(page.locator("#text"));
  await write(REPORT);
  await to(page.locator('[id="now-discovered"]'));
  await press("Space");
  for (const fact of ["breach_data-yes", "breach_event-shared", "breach_cause-by_accident"]) {
    await to(page.locator(`[id="fact-${fact}"]`));
    await press("Space");
  }
  // Tab reaches the first of a group; an arrow goes on to the next, and chooses it.
  await to(page.locator('[id="fact-breach_from_processor-yes"]'));
  await press("ArrowDown");
  assert.ok(await page.locator('[id="fact-breach_from_processor-no"]').isChecked());
  await to(page.locator("main form").getByRole("button").last());
  await go();
  assert.match(new URL(page.url()).pathname, /^\/cases\/[0-9a-f-]{36}$/);
  assert.equal(await page.locator("h1").innerText(), "Veckobrev med fel bilaga");
  assert.equal(screens, 3, "the start page, the form and the case");
  assert.ok(count.tabs <= TABS_MAX, `${count.tabs} presses of Tab`);
  assert.ok(REPORT.split(/\s+/).length >= 25, "a report of some length");
  const seconds = PRESS * (count.tabs + count.others) + WORD * count.words;
  assert.ok(seconds < 60, `${seconds.toFixed(1)} s: ${JSON.stringify(count)}`);
  assert.deepEqual(page.complaints, []);
});
