/** Saves an answer as a file. A link cannot do it, because the key is a header. */
export async function saveExport(id: string, answer: Response): Promise<void> {
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${id.replace(/[^A-Za-z0-9._-]+/g, "_")}.json`;
  link.click();
  // The browser reads it after this call.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
