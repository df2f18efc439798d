import { z } from "zod"
import { type Role, roles } from "@/lib/shared/roles"

const OPERATOR = "operator"
const NONE = "none"
/** Of whom a second factor is demanded where nothing is said, but in the demo. */
const USUAL: FactorRoles = { roles: ["super_admin"], operators: true }
const NOBODY: FactorRoles = { roles: [], operators: false }

/** Of whom the site demands a second factor. */
interface FactorRoles {
  roles: Role[]
  /** Of who runs the platform. */
  operators: boolean
}

const known = [...roles, OPERATOR] as const
const isKnown = (word: string): word is (typeof known)[number] => known.some((one) => one === word)

/** Roles, separated by commas, the operators among them; or none. */
export const factorRoles = z.string().transform((text, context): FactorRoles => {
  const words = text.split(",").map((word) => word.trim())
  if (words.length === 1 && words[0] === NONE) return NOBODY
  const unknown = words.filter((word) => !isKnown(word))
  if (unknown.length > 0) context.addIssue(`must be none, or some of ${known.join(", ")}, separated by commas`)
  return { roles: roles.filter((role) => words.includes(role)), operators: words.includes(OPERATOR) }
})

/** The same where the setting is missing. */
export function usualFactorRoles(embedded: boolean): FactorRoles {
  return embedded ? NOBODY : USUAL
}
