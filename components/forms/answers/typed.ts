"use client"

import { type RefObject, useEffect } from "react"

const KEY = "muster-typed"

type Values = [name: string, value: string][]
type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Loads the page again; what was typed into the form waits in this tab for it, but for secrets. */
export function loadAgain(form: HTMLFormElement | null) {
  if (form) keep(JSON.stringify({ path: location.pathname, values: valuesOf(form) }))
  location.reload()
}

/** Puts back into a form what was typed before its page was loaded again. */
export function useTypedBefore(form: RefObject<HTMLFormElement | null>) {
  useEffect(() => {
    const { path, values } = JSON.parse(kept() || "{}") as { path?: string; values?: Values }
    const names = controlsOf(form.current).map(({ name }) => name)
    if (!values || path !== location.pathname || !values.every(([name]) => names.includes(name))) return
    keep("")
    putBack(form.current, values)
  }, [form])
}

/** Fills a form as if it were typed, so that what counts letters or keeps a state of its own hears of it. */
export function putBack(form: HTMLFormElement | null, values: Iterable<readonly [string, unknown]>) {
  const typed = [...values]
  for (const control of controlsOf(form)) {
    const own = typed.flatMap(([name, value]) => (name === control.name ? [value] : []))
    if (isChoice(control)) {
      if (own.includes(control.value) !== control.checked) control.click()
    } else if (own.length > 0 && own[0] !== control.value) {
      // On the control itself React has laid a setter of its own, by which it would take this for its own doing.
      Reflect.set(Object.getPrototypeOf(control), "value", own[0], control)
      for (const event of ["input", "change"]) control.dispatchEvent(new Event(event, { bubbles: true }))
    }
  }
}

/** Where the browser keeps nothing, nothing is put back. */
function kept() {
  try {
    return sessionStorage.getItem(KEY)
  } catch {}
}

function keep(typed: string) {
  try {
    sessionStorage.setItem(KEY, typed)
  } catch {}
}

function valuesOf(form: HTMLFormElement): Values {
  return controlsOf(form).flatMap((one) =>
    isSecret(one) || (isChoice(one) && !one.checked) ? [] : [[one.name, one.value]],
  )
}

/** A password, or a code that stands for one, is typed again. */
function isSecret({ type, autocomplete }: Control): boolean {
  return /password|one-time-code/.test(type + autocomplete)
}

function controlsOf(form: HTMLFormElement | null): Control[] {
  const all = [...(form?.elements ?? [])] as Control[]
  return all.filter(({ name, type }) => name && !/hidden|file|submit|button|set/.test(type))
}

function isChoice(control: Control): control is HTMLInputElement {
  return /checkbox|radio/.test(control.type)
}
