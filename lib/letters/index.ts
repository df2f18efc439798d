import { uuidv7 } from "uuidv7"
import type { Queries } from "../../db/client"
import { letters } from "../../db/schema"
import type { Contact } from "../contacts"
import type { Locale } from "../roles"

export const templates = ["invitation", "new-link-wanted", "code", "account-exists", "password-changed"] as const
export type Template = (typeof templates)[number]

interface Letter {
  template: Template
  to: Contact
  locale: Locale
  /** Set when it carries the link of a handshake, at this generation. */
  handshake?: { id: string; generation: number }
  /** Set when it carries the code of a proof. */
  proofId?: string
  words?: Record<string, string>
}

/** Queues a letter in the caller's transaction; the worker delivers it after the commit. */
export function post(db: Queries, { template, to, locale, handshake, proofId, words = {} }: Letter) {
  return db.insert(letters).values({
    id: uuidv7(),
    template,
    channel: to.channel,
    recipient: to.address,
    locale,
    handshakeId: handshake?.id,
    generation: handshake?.generation,
    proofId,
    words,
  })
}
