import { sql } from "drizzle-orm"
import { pendingStates } from "./handshake/machine"

/** The states that wait for an answer, as SQL; written out, so that the indexes on them serve. */
export const pending = sql.raw(`('${pendingStates.join("', '")}')`)
