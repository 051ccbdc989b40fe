// A token on a screen ends up in a screenshot.
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

const shortened = (text: string) => text.replace(TOKEN, token => `${token.slice(0, 6)}…${token.slice(-4)}`);

/** Headers and body as one readable text: JSON indented, tokens cut short. */
export function presentable(headers: string, body: string): string {
  return shortened([headers, indented(body)].filter(part => part !== "").join("\n\n"));
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
