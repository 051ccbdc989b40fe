/** A fetch as React Native has it: the answer comes when it is complete, and its body is no stream. */
export const completeFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const text = await response.text();
  const json = async () => JSON.parse(text) as unknown;
  return { ok: response.ok, status: response.status, headers: response.headers, json, text: async () => text } as Response;
};

/** A fetch whose answers come at once, with something else for a body. */
export const fetchWithBody = (bodyOf: (body: ReadableStream | null) => unknown): typeof fetch => async (input, init) => {
  const response = await fetch(input, init);
  Object.defineProperty(response, "body", { value: bodyOf(response.body) });
  return response;
};
