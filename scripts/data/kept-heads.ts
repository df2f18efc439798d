import fs from "node:fs"
import type { Head } from "@/lib/audit/seals/checkpoints"
import { headsIn, lineOf } from "@/lib/audit/seals/heads"
import type { BrokenRow } from "@/lib/shared/rows/audit"
import { fail } from "@/scripts/tools/database-target"

const reasons: Record<BrokenRow["why"], string> = {
  changed: "it, or its seal, was changed after it was sealed",
  missing: "it is gone",
  unknown_secret: "it was sealed with a secret that is neither MUSTER_SECRET nor among MUSTER_OLD_SECRETS",
  never_sealed: "it has no seal, and was not there when its time was sealed",
}

/** The heads of a file; fails where it holds none, for a comparison with nothing shows nothing. */
export function keptHeads(file: string): Head[] {
  if (!fs.existsSync(file)) fail(`File ${file} does not exist.`)
  const heads = headsIn(fs.readFileSync(file, "utf8"))
  if (heads.length === 0) fail(`File ${file} contains no heads.`)
  return heads
}

/** Which row of a chain is broken, and why. */
export function toldRow(broken: BrokenRow): string {
  const row = broken.id ? `row ${broken.id}` : `row number ${broken.sequence}`
  const what = broken.action ? ` (${broken.action}, ${broken.at})` : ""
  return `${row}${what}: ${reasons[broken.why]}`
}

/** A line about a chain that is not whole. */
export function toldBreak(chain: {
  chain: string
  name: string | null
  broken: BrokenRow | null
  missing?: Head
}): string {
  const why = chain.missing
    ? `${lineOf(chain.missing)} was kept and is missing now`
    : chain.broken && toldRow(chain.broken)
  return `BROKEN  ${chain.chain}  ${chain.name ?? "its organization is gone"}: ${why}`
}
