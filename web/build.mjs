// Bundles the page's script and style into the two files that the command line embeds. The same sources give the same bytes.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";

const assets = "../src/AdmissionGuard.Cli/Html/Assets";
const options = { bundle: true, minify: true, charset: "utf8", target: ["chrome109", "firefox115", "safari16"] };

// The licences travel with every page, as they ask.
const notices = (await Promise.all(["@dagrejs/dagre", "@dagrejs/graphlib"].map(notice))).join("\n\n");
await writeFile(`${assets}/NOTICES.txt`, `The page that -o html writes holds\n\n${notices}\n`);
await build({
  ...options, entryPoints: ["src/main.ts"], outfile: `${assets}/page.js`, format: "iife", legalComments: "none",
  footer: { js: `/*!\n${notices}\n*/` },
});
await build({ ...options, entryPoints: ["src/page.css"], outfile: `${assets}/page.css` });

async function notice(name) {
  const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const licence = await readFile(`node_modules/${name}/LICENSE`, "utf8");
  return `${name} ${version}\n\n${licence.replaceAll("\r\n", "\n").trim()}`;
}
