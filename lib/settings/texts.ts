import { z } from "zod"
import { countries } from "@/lib/shared/places"

const ALL = "all"

/** The countries to which text messages go: codes such as CN, with commas between, or null for "all". */
export const textCountries = z.string().transform((text, context): string[] | null => {
  if (text.trim().toLowerCase() === ALL) return null
  const named = text.split(",").map((code) => code.trim().toUpperCase())
  if (named.every((code) => countries.includes(code))) return named
  context.addIssue('must be the codes of countries, such as CN,SG, or "all"')
  return z.NEVER
})
