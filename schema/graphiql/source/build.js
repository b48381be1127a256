// Bundles the page's script and style into ../assets, with the licences of everything that went in.

import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

const SOURCE = import.meta.dirname;
const ASSETS = path.join(SOURCE, '..', 'assets');

/** Leaves out what this page does without. */
const pared = {
  name: 'pared',
  setup({ onLoad }) {
    // GraphiQL's inlined fonts: 350 KB that every visitor would load to see what the system has too.
    onLoad({ filter: /graphiql[/\\]dist[/\\]style\.css$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(/@font-face\s*\{[^}]*\}/g, ''),
      loader: 'css',
    }));
    // The lock of the page's scroll bar behind an open menu: an inline style, which the page's security policy refuses.
    onLoad({ filter: /react-remove-scroll-bar[/\\].*[/\\]component\.js$/ }, () => ({
      contents: 'export const RemoveScrollBar = () => null;',
    }));
  },
};

/** The folders of the packages that some input of the bundle came from. */
function packagesOf(inputs) {
  const folders = Object.keys(inputs).map((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
  return [...new Set(folders)].filter(Boolean).sort();
}

/** Packages that ship no licence text, and a package of the same authors, under the same licence, that does. */
const LICENSED_LIKE = {
  '@graphiql/plugin-doc-explorer': 'graphiql',
  '@graphiql/plugin-history': 'graphiql',
  'react-compiler-runtime': 'react',
  'react-remove-scroll-bar': 'react-remove-scroll',
  'toggle-selection': 'copy-to-clipboard',
};

/** The licence texts in a package's folder, its NOTICE included. */
async function licenceIn(folder) {
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.map((text) => text.trim()).join('\n\n');
}

/** Every package's name, version and licence; packages with the same text share it. */
async function noticeOf(folders) {
  const titlesByText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(path.join(SOURCE, folder, 'package.json'), 'utf8'));
    const like = LICENSED_LIKE[name] ? path.join('node_modules', LICENSED_LIKE[name]) : folder;
    const text = await licenceIn(path.join(SOURCE, like));
    if (!text) throw new Error(`${name} ${version} ships no licence text: name a package like it in LICENSED_LIKE`);
    titlesByText.set(text, [...(titlesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const sections = [...titlesByText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `graphiql.js and graphiql.css contain the following packages.\n${rule}${sections.join(rule)}`;
}

await rm(ASSETS, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: SOURCE,
  entryPoints: ['graphiql.jsx'],
  outdir: ASSETS,
  bundle: true,
  minify: true,
  metafile: true,
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.USE_IMPORT': '"true"' },
  legalComments: 'none',
  plugins: [pared],
});
await cp(path.join(SOURCE, 'icon.svg'), path.join(ASSETS, 'icon.svg'));
await writeFile(path.join(ASSETS, 'THIRD_PARTY_LICENSES.txt'), await noticeOf(packagesOf(metafile.inputs)));
