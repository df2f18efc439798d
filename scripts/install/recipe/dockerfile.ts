/** One instruction of a Dockerfile: its word, its `--name=value` options, and what follows them. */
export interface Instruction {
  word: string
  options: Record<string, string>
  rest: string
}

export interface Stage {
  name: string
  instructions: Instruction[]
}

/** Reads a Dockerfile stage by stage, each from its FROM on. The last one has no name where none is given. */
export function stagesOf(text: string): Stage[] {
  const stages: Stage[] = []
  for (const instruction of instructionsIn(text)) {
    if (instruction.word === "FROM") {
      const name = / AS (\S+)$/i.exec(instruction.rest)?.[1] ?? "final"
      stages.push({ name, instructions: [] })
    } else {
      stages.at(-1)?.instructions.push(instruction)
    }
  }
  return stages
}

/** What a command in brackets says word by word; refuses the form that a shell reads. */
export function wordsOf(rest: string): string[] {
  return JSON.parse(rest)
}

/** The names and values of an ENV. */
export function variablesIn(rest: string): Record<string, string> {
  return Object.fromEntries(rest.split(/\s+/).map((pair) => pair.split(/=(.*)/s).slice(0, 2)))
}

function instructionsIn(text: string): Instruction[] {
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*#/.test(line))
    .join("\n")
    .replace(/\s*\\\n\s*/g, " ")
    .split("\n")
  return lines.filter((line) => line.trim()).map(instructionOf)
}

function instructionOf(line: string): Instruction {
  const [, word = "", said = ""] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? []
  const options: Record<string, string> = {}
  let rest = said
  for (let found = optionOf(rest); found; found = optionOf(rest)) {
    options[found.name] = found.value
    rest = found.rest
  }
  return { word: word.toUpperCase(), options, rest }
}

function optionOf(text: string) {
  const [, name, value, rest] = /^--([a-z-]+)=(\S+)\s+(.*)$/s.exec(text) ?? []
  return name === undefined ? null : { name, value: value ?? "", rest: rest ?? "" }
}
