// Browsers that keep cookies and know nothing of scripts.
const PATIENCE_MS = 30_000
const MOST_STEPS = 5
const BUTTON = /<button\b([^>]*)>([\s\S]*?)<\/button>/g
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" }

/** A page as the server drew it, at the path where the browser came to rest. */
export interface Drawn {
  at: string
  html: string
}

/** Asks with the cookies that were given before, beside those of the request itself. */
export function keepingCookies(begin: Record<string, string> = {}): typeof fetch {
  const kept = new Map(Object.entries(begin))
  return async (input, init = {}) => {
    const headers = new Headers(init.headers)
    const own = headers.get("cookie")
    const all = [...(own ? [own] : []), ...[...kept].map(([name, value]) => `${name}=${value}`)]
    if (all.length > 0) headers.set("cookie", all.join("; "))
    const answer = await fetch(input, { ...init, headers })
    for (const [pair = ""] of answer.headers.getSetCookie().map((cookie) => cookie.split(";"))) {
      const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(pair) ?? []
      if (value) kept.set(name, value)
      else kept.delete(name)
    }
    return answer
  }
}

/** Somebody whose browser runs no script: opens pages, follows where it is sent, and posts forms as they were drawn. */
export function visitor(origin: string, cookies: Record<string, string>) {
  const ask = keepingCookies(cookies)
  async function follow(at: string, init: RequestInit = {}, steps = MOST_STEPS): Promise<Drawn> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const answer = await ask(new URL(at, origin), { ...init, redirect: "manual", signal })
    const html = await answer.text()
    const next = answer.headers.get("location")
    if (next && steps > 0) return follow(new URL(next, origin).href.slice(origin.length), {}, steps - 1)
    if (!answer.ok) throw new Error(`${init.method ?? "GET"} ${at} was answered with ${answer.status}`)
    return { at, html }
  }
  return {
    ask,
    open: (at: string) => follow(at),
    /** Fills in the form that has a button, and presses that. */
    press(drawn: Drawn, button: string, typed: Record<string, string> = {}) {
      const body = formWith(drawn, button)
      for (const [name, value] of Object.entries(typed)) body.set(name, value)
      return follow(drawn.at, { method: "POST", headers: { origin }, body })
    },
  }
}

/** Where a link leads. */
export function linkIn({ at, html }: Drawn, name: string): string {
  const links = [...html.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/g)]
  const [, link] = links.find(([, , inner = ""]) => textOf(inner) === name) ?? []
  if (link === undefined) throw new Error(`${at} has no link “${name}”`)
  return attributesOf(link).href ?? ""
}

/** The hidden fields of a form with a button, and what the button adds. */
function formWith({ at, html }: Drawn, button: string): FormData {
  for (const [form] of html.matchAll(/<form\b[\s\S]*?<\/form>/g)) {
    const [, pressed] = [...form.matchAll(BUTTON)].find(([, , inner = ""]) => textOf(inner) === button) ?? []
    if (pressed === undefined) continue
    const inputs = [...form.matchAll(/<input\b([^>]*)>/g)].map(([, input = ""]) => attributesOf(input))
    const sent = [...inputs.filter(({ type }) => type === "hidden"), attributesOf(pressed)]
    const body = new FormData()
    for (const { name, value = "" } of sent) if (name) body.append(name, value)
    return body
  }
  throw new Error(`${at} has no form with the button “${button}”`)
}

function attributesOf(tag: string): Record<string, string> {
  const found = [...tag.matchAll(/([\w-]+)="([^"]*)"/g)]
  return Object.fromEntries(found.map(([, name = "", value = ""]) => [name.toLowerCase(), decoded(value)]))
}

function textOf(inner: string): string {
  return decoded(inner.replace(/<[^>]*>/g, "")).trim()
}

function decoded(text: string): string {
  return text.replace(/&([\w#]+);/g, (whole, name) => ENTITIES[name.toLowerCase()] ?? whole)
}
