// Shows an organization and sets what its operators decide:
// npm run organization -- o-… [--quota N] [--daily-limit N|default] [--initializing on|off] [--seller NAME]
import { parseArgs } from "node:util"
import { connect } from "../db/client"
import { organizationSettings, type ProvidedOrganization, setOrganization } from "../lib/provisioning"
import { databaseAddress, fail } from "./whereabouts"

const USAGE =
  "npm run organization -- o-… [--quota N] [--daily-limit N|default] [--initializing on|off] [--seller NAME]"

const url = databaseAddress()
const { id, settings } = typed()
const { db, close } = connect(url, { pool: 1 })
const standing = await setOrganization({ db }, id, settings).finally(close)
if (!standing) fail(`There is no organization ${id}.`)
for (const [word, value] of shown(standing)) console.log(`${`${word}:`.padEnd(22)}${value}`)

function typed() {
  try {
    const option = { type: "string" } as const
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { quota: option, "daily-limit": option, initializing: option, seller: option },
    })
    const { "daily-limit": dailyLimit, ...rest } = values
    const [id = "", ...more] = positionals
    if (!id.startsWith("o-") || more.length > 0) fail(USAGE)
    return { id, settings: organizationSettings.parse({ ...rest, dailyLimit }) }
  } catch {
    return fail(USAGE)
  }
}

function shown(one: ProvidedOrganization): [string, string | number][] {
  const yes = (is: boolean) => (is ? "yes" : "no")
  return [
    ["name", one.closed ? `${one.name} (deleted)` : one.name],
    ["seller", one.seller],
    ["quota", `${one.quota} (${one.members} members, ${one.pending} pending invitations)`],
    ["invitations a day", one.dailyLimit ?? "as the settings say"],
    ["initializing", one.initializing ? "on" : "off"],
    ["certified", yes(one.certified)],
    ["all features", yes(one.allFeatures)],
  ]
}
