import { connect, type Database } from "@/db/client"
import { settings } from "@/lib/settings"

const shared = globalThis as { musterDatabase?: ReturnType<typeof connect> }

/** The one pool of this process, opened at the first question. */
export function database(): Database {
  shared.musterDatabase ??= connect(settings().databaseUrl, { pool: settings().pool })
  return shared.musterDatabase.db
}
