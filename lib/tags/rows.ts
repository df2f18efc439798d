import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { tags } from "@/db/schema"

export const t = alias(tags, "t")

export const tag = { key: t.key, value: t.value }

/** The order of an account's tags: by the bytes of their keys, so that it is the same on every server. */
export const byKey = sql`${t.key} collate "C"`
