import { and, eq } from "drizzle-orm"
import { m, o } from "@/db/aliases"
import { type Contact, readContact, shownContact } from "@/lib/core/contacts"
import { countryOfNumber } from "@/lib/core/contacts/phone"
import { isServed } from "@/lib/core/contacts/served"
import type { Context, LoggedIn } from "@/lib/core/context"
import { settings } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"
import { withoutFlag } from "@/lib/shared/typed/numbers"

type Reader = Pick<Context, "countries">

/**
 * The contact that a person typed, to be written to. Refuses as `mustRead` does, and `phone_not_served` where no text
 * messages can be sent. (R6)
 */
export function mustBeContact(ctx: Reader, typed: string): Contact {
  const field = "contact"
  const contact = mustRead(ctx, typed, { field })
  if (contact.channel === "sms" && !settings().sms) refuse("phone_not_served", { field })
  return contact
}

interface Wanted {
  field: string
  channel?: Contact["channel"]
}

/**
 * What a person typed as a contact. Refuses at its field `invalid_input` for what is neither an e-mail address nor a
 * mobile number, or not the one that is wanted, `look_alike` for letters that deceive, `country_needed` for a number
 * without its country, `country_not_served` for one of a country to which no text messages go, and `number_read` for
 * one of which the reader has not seen yet whose number it was taken for.
 */
export function mustRead({ countries }: Reader, typed: string, { field, channel }: Wanted): Contact {
  const read = readContact(typed, countries)
  if (channel && channel !== (typed.includes("@") ? "email" : "sms")) refuse("invalid_input", { field })
  if (!read.contact) refuse(read.why, { field })
  mustBeServed(read.contact, field)
  if (!read.assumed) return read.contact
  const number = withoutFlag(shownContact(read.contact.address))
  refuse("number_read", { field, instead: number, facts: { number, country: read.assumed } })
}

function mustBeServed({ channel, address }: Contact, field: string) {
  if (channel === "email" || isServed(address)) return
  const country = countryOfNumber(address) ?? ""
  refuse("country_not_served", { field, facts: { country, where: country ? "named" : "none" } })
}

/** The context with the country of an organization of the actor's before the reader's own, for numbers there. */
export async function atHomeIn<C extends LoggedIn>(ctx: C, organizationId: string): Promise<C> {
  const [home] = await ctx.db
    .select({ country: o.country })
    .from(o)
    .innerJoin(m, eq(m.organizationId, o.id))
    .where(and(eq(o.id, organizationId), eq(m.accountId, ctx.actor.accountId)))
  return home?.country ? { ...ctx, countries: [home.country, ...(ctx.countries ?? [])] } : ctx
}
