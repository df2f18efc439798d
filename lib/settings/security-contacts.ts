import { z } from "zod"

const EMAIL = /^[^\s@,<>]+@[^\s@,<>]+$/
const PAGE = /^https:\/\/[^\s,]+$/

/** Where weaknesses are reported: email addresses and https addresses, with commas between, as security.txt has them. */
export const securityContacts = z.string().transform((text, context): string[] => {
  const given = text.split(",").map((one) => one.trim())
  const read = given.map((one) => (EMAIL.test(one) ? `mailto:${one}` : PAGE.test(one) ? one : null))
  const contacts = read.filter((one) => one !== null)
  if (contacts.length === given.length) return contacts
  context.addIssue("must be email addresses or https addresses, with commas between")
  return z.NEVER
})
