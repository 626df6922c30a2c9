// A real identity provider for tests and for trying things: npm `oidc-provider`, on this machine, in memory. Whoever comes
// types who they are and chooses with how many factors.
//
// To try it: node web/tests/provider.mjs http://localhost:8080 9000
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

/** What `[provider]` says to reach it. */
export const CLIENT = { id: "varsam", secret: "a secret of the client, long enough for all" };
export const STRONG = "http://id.elegnamnden.se/loa/1.0/loa3";
export const CLAIM = "personalIdentityNumber";

/** People whom it knows: what they type, and the identity number that it vouches for. */
export const PEOPLE = {
  jonas: "19800303TF02",
  karin: "19800202TF01",
  gun: "19800113TF12",
  stranger: "19810101TF99",
  linked: undefined,
};

/** Starts it. `home` is where Varsam is. */
export async function startProvider(home, port = 0) {
  const { Provider } = await import("oidc-provider");
  const server = createServer();
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, configuration(home));
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const interaction = request.url.match(/^\/interaction\/[\w-]+/);
    if (!interaction) return answer(request, response);
    (request.method === "POST" ? finish : show)(provider, request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  const stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return { issuer, provider, stop };
}

function configuration(home) {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${home}/sign-in/provider/back`],
        post_logout_redirect_uris: [`${home}/`],
        backchannel_logout_uri: `${home}/sign-in/provider/logout`,
        backchannel_logout_session_required: true,
      },
    ],
    acrValues: [STRONG, "one"],
    claims: { openid: ["sub", "acr", "auth_time"], person: [CLAIM] },
    scopes: ["openid", "person"],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    // Its own guard calls nobody on this machine; here everybody is.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, [CLAIM]: PEOPLE[id] }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: CLIENT.id, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid person");
      await grant.save();
      return grant;
    },
    cookies: { keys: ["a key for tests"] },
    ttl: { Interaction: 600, Session: 3600, AccessToken: 60, IdToken: 300, Grant: 600 },
  };
}

async function show(provider, request, response) {
  await provider.interactionDetails(request, response);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><html lang="en"><title>Test provider</title><h1>Test provider</h1><form method="post">
    <p><label>Who <input name="who" required></label>
    <p><button name="acr" value="${STRONG}">Two factors</button> <button name="acr" value="one">One factor</button>
    <button name="acr" value="cancel" formnovalidate>Cancel</button></form>`);
}

async function finish(provider, request, response) {
  const body = [];
  for await (const part of request) body.push(part);
  const form = new URLSearchParams(Buffer.concat(body).toString());
  const acr = form.get("acr");
  const login = { accountId: form.get("who"), acr };
  const result = acr === "cancel" ? { error: "access_denied" } : { login };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [home = "http://localhost:8080", port = "9000"] = process.argv.slice(2);
  const { issuer } = await startProvider(home, Number(port));
  console.log(`identity provider at ${issuer}; people: ${Object.keys(PEOPLE).join(", ")}`);
}
