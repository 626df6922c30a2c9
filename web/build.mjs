// Makes `dist/`: one style sheet, one script and their pictures, named by content, each with
// compressed siblings, and `manifest.json` that maps plain names to hashed ones.
// Nothing here reaches for the network: what it reads came with the lock file.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, "dist");
const cache = join(web, "node_modules/.cache/varsam");

await mkdir(cache, { recursive: true });
makeTheme();
await keepPaperLight();
await rm(dist, { recursive: true, force: true });
await mkdir(dist);
const { metafile } = await bundle();
const manifest = manifestOf(metafile);
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
await compressAll();
await report();

/** From three colours in `theme/` to a light and a dark theme: Designsystemet's own tool. */
function makeTheme() {
  const tool = join(web, "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js");
  const config = join(web, "theme/designsystemet.config.json");
  const run = (...args) => execFileSync(process.execPath, [tool, "tokens", ...args], { cwd: cache, stdio: "pipe" });
  run("create", "--config", config, "--clean");
  run("build", "--config", config, "--clean", "--tokens", "tokens", "--out-dir", "theme");
}

/** Whoever reads in dark mode prints on white paper all the same. */
async function keepPaperLight() {
  const theme = join(cache, "theme/varsam.css");
  const css = await readFile(theme, "utf8");
  await writeFile(theme, css.replaceAll("@media (prefers-color-scheme: dark)", "@media screen and (prefers-color-scheme: dark)"));
}

function bundle() {
  return build({
    absWorkingDir: web,
    entryPoints: ["src/app.css", "src/app.js", "src/door.js", "src/favicon.svg"],
    outdir: dist,
    bundle: true,
    minify: true,
    metafile: true,
    format: "iife",
    target: ["chrome111", "firefox113", "safari16.4"],
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "copy" },
    alias: { "varsam-theme": join(cache, "theme/varsam.css") },
    plugins: [picturesAsFiles()],
    legalComments: "none",
    logLevel: "warning",
  });
}

/** The pages' content policy allows no `data:` addresses, so pictures inlined in a style sheet become files. */
function picturesAsFiles() {
  const setup = ({ onResolve, onLoad }) => {
    onResolve({ filter: /^data:image\/svg\+xml/ }, ({ path }) => {
      const svg = decodeURIComponent(path.slice(path.indexOf(",") + 1));
      const name = createHash("sha256").update(svg).digest("hex").slice(0, 8);
      return { path: `${name}/picture.svg`, namespace: "picture", pluginData: svg };
    });
    onLoad({ filter: /./, namespace: "picture" }, ({ pluginData }) => ({ contents: pluginData, loader: "file" }));
  };
  return { name: "pictures-as-files", setup };
}

function manifestOf({ outputs }) {
  const named = Object.entries(outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(
    named.map(([path, output]) => [output.entryPoint.replace("src/", ""), relative("dist", path)]).sort(),
  );
}

/** Compresses whatever is worth it; a picture of 300 bytes is not. */
async function compressAll() {
  for (const name of await readdir(dist)) {
    const bytes = await readFile(join(dist, name));
    if (bytes.length < 1024) continue;
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    await writeFile(join(dist, `${name}.br`), brotliCompressSync(bytes, quality));
  }
}

async function report() {
  for (const name of await readdir(dist)) {
    if (!/\.(css|js)(\.|$)/.test(name)) continue;
    console.log(`${name} ${(await readFile(join(dist, name))).length} bytes`);
  }
}
