// Ask Ace by DAISY (MIT) about the publications named as arguments: a line of JSON each, with its outcome and what it
// found. CHROMIUM names the browser, REPORTS a folder for what it writes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const require = createRequire(import.meta.url);
// Before Ace looks for a browser.
process.env.PUPPETEER_EXECUTABLE_PATH = process.env.CHROMIUM;
const ace = require('@daisy/ace-core');
const runner = require('@daisy/ace-axe-runner-puppeteer');

for (const file of process.argv.slice(2)) {
  const outdir = join(process.env.REPORTS, `${basename(file)}.ace`);
  await ace(file, { cwd: process.cwd(), outdir, tmp: join(outdir, 'tmp'), silent: true }, runner);
  const report = JSON.parse(readFileSync(join(outdir, 'report.json'), 'utf8'));
  const found = report.assertions.flatMap((one) =>
    one.assertions.map((a) => `${one['earl:testSubject'].url}: ${a['earl:test']['dct:title']}`));
  console.log(JSON.stringify({ file: basename(file), outcome: report['earl:result']['earl:outcome'], found }));
}
process.exit(0);
