import { parseArgs } from "node:util"
import { fail } from "@/scripts/tools/database-target"

const TEXT = { type: "string" } as const
const HELP = { help: { type: "boolean", short: "h" } } as const

/**
 * Reads what was typed behind a command, whose options all take a text. Asked for help it prints the usage and ends
 * the command well; an option that nobody knows ends it, named.
 */
export function typedWords<Name extends string>(usage: string, names: readonly Name[], args = process.argv.slice(2)) {
  try {
    const options = Object.fromEntries(names.map((name) => [name, TEXT]))
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { ...options, ...HELP } })
    if (!values.help) return { values: values as Partial<Record<Name, string>>, positionals }
  } catch (error) {
    mistyped((error as Error).message, usage)
  }
  console.log(usage)
  process.exit(0)
}

/** Ends a command with what was wrong and how to type it. */
export function mistyped(wrong: string, usage: string): never {
  fail(`${wrong}\n${usage}`)
}
