/**
 * Gives the focus, before a line is taken out, to the same button of the next line or of the one before; where there is
 * none, to the field of the form.
 */
export function passFocus(from: HTMLElement) {
  const line = from.closest("li, tr")
  const next = line?.nextElementSibling ?? line?.previousElementSibling
  const fromEnd = buttonsOf(line).indexOf(from) - buttonsOf(line).length
  const button = buttonsOf(next).at(fromEnd)
  const field = from.closest("form")?.querySelector<HTMLElement>("input[name=contact]")
  ;(button ?? field)?.focus()
}

function buttonsOf(line: Element | null | undefined): HTMLElement[] {
  return [...(line?.querySelectorAll<HTMLElement>("button") ?? [])]
}
