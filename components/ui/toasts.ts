export interface Toast {
  id: number
  tone: "success" | "danger"
  text: string
  action?: { label: string; run: () => void }
}

let toasts: readonly Toast[] = []
let last = 0
const listeners = new Set<() => void>()

/**
 * Says in a corner what has just happened; a success replaces the last one, a failure stays until it is dismissed or
 * said again.
 */
export const toast = {
  success: (text: string, action?: Toast["action"]) => add({ tone: "success", text, action }),
  error: (text: string, action?: Toast["action"]) => add({ tone: "danger", text, action }),
}

export function dismiss(id: number) {
  change(toasts.filter((one) => one.id !== id))
}

/** Removes earlier successes when the next thing is tried. */
export function clearSuccesses() {
  change(failures())
}

export const store = {
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  read: () => toasts,
}

function add(one: Omit<Toast, "id">) {
  last += 1
  change([...failures().filter(({ text }) => text !== one.text), { ...one, id: last }])
}

function failures() {
  return toasts.filter(({ tone }) => tone === "danger")
}

function change(next: readonly Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}
