/** Where a form finds what was typed into it before its page was left: components/forms/answers/typed.ts. */
const KEY = "muster-typed"
const TYPED = /^(text|search|email|tel|url|number|textarea|select-one)$/
/** By both, for a password that is shown is of the type of any text: as in components/forms/answers/typed.ts. */
const SECRET = /password|one-time-code/

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * Keeps what was typed into the page, but for secrets, until its form is drawn again; gives what forgets it. It stands
 * apart from what reads it, which pages load that nobody has to log in to.
 */
export function keepTyped(): () => void {
  const form = document.querySelector<HTMLFormElement>("#content form")
  const controls = [...(form?.elements ?? [])] as Control[]
  const typed = controls.filter(
    ({ name, type, autocomplete }) => name && TYPED.test(type) && !SECRET.test(type + autocomplete),
  )
  const values = typed.map(({ name, value }) => [name, value])
  try {
    if (form) sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, values }))
  } catch {}
  return () => {
    try {
      sessionStorage.removeItem(KEY)
    } catch {}
  }
}
