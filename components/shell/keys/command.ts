/** What a key can be pressed for. */
export type Command = "palette" | "sheet" | "invite" | ListCommand
/** What is meant for the list of a page. */
export type ListCommand = "search" | "next" | "previous" | "select" | "acts"

const SINGLE: Record<string, Command> = {
  "/": "search",
  "?": "sheet",
  i: "invite",
  m: "invite",
  j: "next",
  k: "previous",
  x: "select",
  a: "acts",
}
const FIELDS = "input:not([type=checkbox]), select, textarea, [contenteditable], [role=combobox], [role=textbox]"
const COVERS = "[role=dialog], [role=alertdialog], :popover-open"

/**
 * What a press of a key asks for. A single key is only a letter where somebody types, means nothing beside an open
 * dialog or menu, and can be switched off.
 */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.defaultPrevented || event.repeat || event.isComposing || event.altKey) return null
  const key = keyOf(event)
  if (event.metaKey || event.ctrlKey) return key === "k" && !event.shiftKey ? "palette" : null
  const isFree =
    !isField(event.target) && !document.querySelector(COVERS) && document.documentElement.dataset.keys !== "off"
  return isFree ? (SINGLE[key] ?? null) : null
}

/** The letter on a Latin keyboard, where another script is chosen. */
function keyOf({ key, code }: KeyboardEvent): string {
  return /^[ -~]$/.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase()
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(FIELDS) !== null
}
