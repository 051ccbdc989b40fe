// Prints each change of each user. What your system makes of a change takes the place of the line that prints it.
import { readFile, rename, writeFile } from 'node:fs/promises';

const { USERS_URL: url, ADMIN_KEY: key, CURSOR: file = 'cursor' } = process.env;

for (let after = await readFile(file, 'utf8').catch(() => ''); ; ) {
  const page = await read(`${url}/admin/changes?limit=1000&wait=30&after=${after}`);
  for (const change of page?.items ?? []) console.log(JSON.stringify(change));
  if (page && page.after !== after) {
    after = page.after;
    // Whoever is killed here reads the same page again.
    await writeFile(`${file}.new`, after);
    await rename(`${file}.new`, file);
  }
}

// The next page; nothing when there is no answer, after a second.
async function read(address) {
  const answer = await fetch(address, { headers: { 'X-Api-Key': key } }).catch(() => undefined);
  const body = await answer?.json().catch(() => undefined);
  if (answer?.ok && body) return body;
  if (answer && answer.status < 500 && answer.status !== 429) throw new Error(`${answer.status}: ${body?.title}`);
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
