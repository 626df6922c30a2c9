// Passkeys: asks the browser for one where a page has a form with `data-passkey`, and passes on what it answers. Who has
// no script is told so by the page.
const form = document.querySelector("form[data-passkey]");
const button = form?.querySelector("[type=submit]");
const { passkey: what, origin, failed, elsewhere, unable } = form?.dataset ?? {};
let offered;

if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  if (what === "offer" && !hindrance()) offer();
}

/** Why passkeys do not work here, if they do not. */
function hindrance() {
  if (location.origin !== origin) return elsewhere;
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return unable;
}

/** On a press: the browser's own dialog. */
async function ask() {
  if (hindrance()) return say(hindrance());
  offered?.abort();
  say("");
  try {
    await show({});
  } catch (error) {
    say(error.told ?? failed);
  }
}

/** Without a press: stored passkeys in the list that the browser shows under a field, where it can. */
async function offer() {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  form.querySelector("[data-passkey-field]").hidden = false;
  offered = new AbortController();
  try {
    await show({ mediation: "conditional", signal: offered.signal });
  } catch (error) {
    if (!offered.signal.aborted) say(error.told ?? failed);
  }
}

async function show(how) {
  const { state, publicKey } = await post(`${form.getAttribute("action")}/begin`, {});
  const credential = await browser(publicKey, how);
  const { next, name } = Object.fromEntries(new FormData(form));
  // One answer at a time: what is on its way is not asked for again.
  button.disabled = true;
  try {
    const { to } = await post(form.getAttribute("action"), { state, credential: credential.toJSON(), next, name });
    location.assign(to);
  } catch (error) {
    button.disabled = false;
    throw error;
  }
}

function browser(publicKey, how) {
  const { credentials } = navigator;
  if (what === "create") {
    return credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }
  return credentials.get({ ...how, publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

async function post(path, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(), { told: answer.errors?.[0]?.message });
  return answer;
}

function say(words) {
  form.querySelector("[data-said]").textContent = words;
}
