/** Whether this page's fetch has answers that can be read as they come. React Native's are there only when they are complete. */
export const hasStreams = (): boolean => typeof Response === "function" && "body" in Response.prototype && canDecode();

/** Whether this answer can be read as it comes: an app may bring a fetch of its own. */
export const isStream = (response: Response): boolean => typeof response.body?.getReader === "function" && canDecode();

/** Some engines have no TextDecoder, and some stand-ins cannot decode in parts. */
function canDecode(): boolean {
  try {
    new TextDecoder().decode(new Uint8Array(), { stream: true });
    return true;
  } catch {
    return false;
  }
}
