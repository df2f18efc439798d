import { type Column, type SQL, sql } from "drizzle-orm"

/** How often a binding can be modified after its first submission. */
export const MODIFICATIONS = 3

/** Whether an account can log in, as SQL: it has a verified contact, by which it can set its password too. */
export function isActivated({ email, phone }: Record<"email" | "phone", Column | SQL>): SQL<boolean> {
  return sql`(${email} is not null or ${phone} is not null)`
}

/** Whether a membership can be removed, as SQL: an account that the enterprise created must be activated first. */
export function isRemovable(
  { origin }: Record<"origin", Column | SQL>,
  account: Record<"email" | "phone", Column | SQL>,
): SQL<boolean> {
  return sql`(${origin} <> 'created' or ${isActivated(account)})`
}
