// Read a page as Firefox's reader view and metascraper do: HTML files as arguments, one JSON object with what they found.
import { readFileSync } from "node:fs";
import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import metascraper from "metascraper";
import author from "metascraper-author";
import date from "metascraper-date";
import publisher from "metascraper-publisher";
import title from "metascraper-title";

const scrape = metascraper([author(), date(), publisher(), title()]);
const found = {};
for (const path of process.argv.slice(2)) {
  const html = readFileSync(path, "utf8");
  const { document } = parseHTML(html);
  const read = new Readability(document).parse();
  found[path] = {
    readability: {
      title: read.title,
      byline: read.byline,
      siteName: read.siteName,
      publishedTime: read.publishedTime,
      text: read.textContent,
    },
    metascraper: await scrape({ html, url: "https://page.example.com/article" }),
  };
}
process.stdout.write(JSON.stringify(found));
