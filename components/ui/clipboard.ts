/** Copies a text; false where the browser refuses, as it does without https or permission. */
export function copy(text: string): Promise<boolean> {
  return (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
    () => true,
    () => false,
  )
}
